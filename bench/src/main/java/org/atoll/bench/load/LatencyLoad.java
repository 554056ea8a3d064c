package org.atoll.bench.load;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.atoll.bench.measure.CpuMeter;
import org.atoll.bench.measure.ProcessCpu;
import org.atoll.bench.rpc.RpcClient;
import org.atoll.sdk.value.Bytes;

/** The workload latency: one transfer after the other, from sending to its receipt. */
public final class LatencyLoad {
  private static final long TRANSFER_GAS = 21_000;
  private static final long POLL_NANOS = 100_000;

  private final Target target;
  private final Shape shape;
  private final Pace pace;

  public LatencyLoad(Target target, Shape shape, Pace pace) {
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
      var fees = Fees.ask(client);
      var bank = new Bank(client, fees, target.key(), pace.patience());
      var sender = bank.senders(new Shape(shape.transactions(), shape.warmUp(), 1, 1, shape.seed()),
          fees.cost(shape.all(), TRANSFER_GAS)).getFirst();
      var to = EthereumLoad.recipient(shape.seed(), 0);
      var orders = new java.util.ArrayList<Account.Order>();
      for (int i = 0; i < shape.all(); i++) {
        orders.add(sender.order(fees, Optional.of(to), BigInteger.ONE, Bytes.EMPTY, TRANSFER_GAS));
      }
      var shots = Account.sign(orders);
      send(client, shots.subList(0, shape.warmUp()));
      double loadBefore = ProcessCpu.loadAverage();
      var meter = CpuMeter.start(target.pids());
      var tally = send(client, shots.subList(shape.warmUp(), shots.size()));
      var counts = new LoadReport.Counts(shape.transactions(), tally.acceptedCount(), tally.minedCount(), 0,
          tally.refusalCounts());
      return new LoadReport("latency", software, "transactions", counts, tally.seconds(true), tally.dueToAccepted(),
          tally.dueToMined(), meter.used(), loadBefore, ProcessCpu.loadAverage());
    }
  }

  private Tally send(RpcClient client, List<Shot<String>> shots) throws IOException, BenchException {
    var tally = new Tally(shots.size());
    for (int i = 0; i < shots.size(); i++) {
      var shot = shots.get(i);
      tally.due[i] = System.nanoTime();
      client.call("eth_sendRawTransaction", shot.body());
      tally.accepted[i] = System.nanoTime();
      awaitReceipt(client, shot);
      tally.mined[i] = System.nanoTime();
    }
    return tally;
  }

  private void awaitReceipt(RpcClient client, Shot<String> shot) throws IOException, BenchException {
    long giveUp = System.nanoTime() + pace.patience().toNanos();
    while (true) {
      switch (EthereumLedger.status(client.call("eth_getTransactionReceipt", "\"" + shot.id().to0x() + "\""))) {
        case MINED -> {
          return;
        }
        case FAILED -> throw new BenchException("transfer " + shot.id().to0x() + " failed");
        case MISSING -> {
          if (System.nanoTime() > giveUp) {
            throw new BenchException("no receipt within " + pace.patience().toSeconds() + " s (--patience)");
          }
          LockSupport.parkNanos(POLL_NANOS);
        }
      }
    }
  }
}
