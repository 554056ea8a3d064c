package org.atoll.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.atoll.bench.measure.CpuMeter;
import org.atoll.bench.measure.ProcessCpu;
import org.atoll.bench.rpc.RpcClient;
import org.atoll.sdk.value.Bytes;

/** The workload call: eth_call of an ERC-20 balance, in JSON-RPC batches. */
public final class CallLoad {
  private final Target target;
  private final Shape shape;
  private final Pace pace;

  public CallLoad(Target target, Shape shape, Pace pace) {
    this.target = target;
    this.shape = shape;
    this.pace = pace;
  }

  /**
   * @throws BenchException when the node refuses what the run needs
   * @throws IOException when it cannot be reached
   */
  public LoadReport run() throws IOException, BenchException, InterruptedException {
    try (var client = new RpcClient(target.rpc())) {
      var software = client.call("web3_clientVersion", "").asText();
      var bank = new Bank(client, Fees.ask(client), target.key(), pace.patience());
      var token = Token.deploy(bank);
      var shots = new ArrayList<Shot<String>>();
      for (int i = 0; i < shape.recipients(); i++) {
        var data = Token.balanceOf(EthereumLoad.recipient(shape.seed(), i));
        shots.add(new Shot<>(Bytes.EMPTY, "{\"to\":\"" + token + "\",\"data\":\"" + data.to0x() + "\"},\"latest\""));
      }
      send(repeat(shots, shape.warmUp()), new Pace(pace.batch(), pace.connections(), 0, pace.patience()));
      double loadBefore = ProcessCpu.loadAverage();
      var meter = CpuMeter.start(target.pids());
      var tally = send(repeat(shots, shape.transactions()), pace);
      var counts = new LoadReport.Counts(tally.dueCount(), tally.acceptedCount(), tally.acceptedCount(), 0,
          tally.refusalCounts());
      return new LoadReport("call", software, "calls", counts, tally.seconds(false), tally.dueToAccepted(),
          tally.dueToAccepted(), meter.used(), loadBefore, ProcessCpu.loadAverage());
    }
  }

  private static List<Shot<String>> repeat(List<Shot<String>> shots, int count) {
    var all = new ArrayList<Shot<String>>(count);
    while (all.size() < count) {
      all.addAll(shots.subList(0, Math.min(shots.size(), count - all.size())));
    }
    return Collections.unmodifiableList(all);
  }

  private Tally send(List<Shot<String>> shots, Pace how) throws IOException, BenchException, InterruptedException {
    var tally = new Tally(shots.size());
    var generator = new Generator<>(shots, how, how.connections(), tally);
    var lines = new ArrayList<HttpLine>();
    for (int i = 0; i < generator.connections(); i++) {
      lines.add(new HttpLine(target.rpc(), "eth_call"));
    }
    generator.run(lines);
    for (var line : lines) {
      line.close();
    }
    if (!tally.faults.isEmpty()) {
      throw new BenchException(tally.faults.peek());
    }
    return tally;
  }
}
