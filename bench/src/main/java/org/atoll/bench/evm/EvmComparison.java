package org.atoll.bench.evm;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.atoll.bench.load.BenchException;
import org.atoll.bench.load.Deployer;
import org.atoll.bench.measure.ProcessCpu;
import org.atoll.bench.rpc.HttpConnection;
import org.atoll.bench.rpc.Replies;
import org.atoll.bench.rpc.Reply;
import org.atoll.bench.rpc.Requests;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** How fast two nodes' EVMs run loops: eth_call, in turns, the best of each. */
public final class EvmComparison {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Calls timed together by CPU time: other threads of the process run only now and then. */
  private static final int CALLS_BY_CPU = 8;

  /** What surrounds the EVM should be warm, too. */
  private static final int CALLS_OF_NOTHING = 3_000;
  private static final byte[] CALL_OF_NOTHING =
      Requests.single("eth_call", "{\"to\":\"0x00000000000000000000000000000000000fee00\"},\"latest\"");

  private final List<Side> nodes;
  private final List<Loop> loops;
  private final PrivateKey richKey;
  private final int warmUp;
  private final int rounds;
  private final long gas;

  /** @param pid its process when CPU time is to count; else the time until the answer does */
  public record Side(URI rpc, OptionalLong pid) {
    private long nanos() throws IOException {
      return pid.isPresent() ? ProcessCpu.exactly(pid.getAsLong()).toNanos() : System.nanoTime();
    }

    private int calls() {
      return pid.isPresent() ? CALLS_BY_CPU : 1;
    }
  }

  /**
   * @param warmUp calls of each loop before it is timed
   * @param rounds timed calls of each loop; the best counts
   * @param gas of each call; the more, the less the rest of a call weighs
   */
  public EvmComparison(Side node, Side other, List<Loop> loops, PrivateKey richKey, int warmUp, int rounds, long gas) {
    this.nodes = List.of(node, other);
    this.loops = List.copyOf(loops);
    this.richKey = richKey;
    this.warmUp = warmUp;
    this.rounds = rounds;
    this.gas = gas;
  }

  /** Millions of gas per second. */
  public record Speed(Loop loop, double node, double other) {
    public double ratio() {
      return node / other;
    }

    public String text() {
      return String.format(Locale.ROOT, "%-22s %10.0f %8.0f   %.2f", loop.name(), node, other, ratio());
    }
  }

  /**
   * @throws BenchException when a node refuses a loop, or a loop ends otherwise than out of gas
   * @throws IOException when a node cannot be reached
   */
  public List<Speed> run() throws IOException, BenchException, InterruptedException {
    var requests = new ArrayList<List<byte[]>>();
    for (var node : nodes) {
      requests.add(deploy(node.rpc()));
    }
    var speeds = new ArrayList<Speed>();
    try (var first = new HttpConnection(nodes.get(0).rpc()); var second = new HttpConnection(nodes.get(1).rpc())) {
      for (int i = 0; i < CALLS_OF_NOTHING; i++) {
        first.post(CALL_OF_NOTHING);
        second.post(CALL_OF_NOTHING);
      }
      for (int i = 0; i < warmUp; i++) { // in turns: a just-in-time compiler should see all before any is timed
        for (int k = 0; k < loops.size(); k++) {
          call(first, requests.get(0).get(k));
          call(second, requests.get(1).get(k));
        }
      }
      for (int k = 0; k < loops.size(); k++) {
        long bestFirst = Long.MAX_VALUE;
        long bestSecond = Long.MAX_VALUE;
        for (int i = 0; i < rounds; i++) {
          bestFirst = Math.min(bestFirst, nanos(nodes.get(0), first, requests.get(0).get(k)));
          bestSecond = Math.min(bestSecond, nanos(nodes.get(1), second, requests.get(1).get(k)));
        }
        speeds.add(new Speed(loops.get(k), gas * 1e3 / bestFirst, gas * 1e3 / bestSecond));
      }
    }
    return speeds;
  }

  /** The requests that run the loops. */
  private List<byte[]> deploy(URI node) throws IOException, BenchException, InterruptedException {
    var requests = new ArrayList<byte[]>(loops.size());
    try (var deployer = new Deployer(node, richKey, PATIENCE)) {
      var caller = deployer.create(Loops.CALLER);
      for (var loop : loops) {
        var contract = deployer.create(loop.creation());
        var word = Bytes.wrap(new byte[Hash32.SIZE - EvmAddress.SIZE]).concat(contract.bytes());
        requests.add(loop.input().isEmpty() ? request(contract, Bytes.EMPTY)
            : request(caller, word.concat(loop.input())));
      }
    }
    return requests;
  }

  private byte[] request(EvmAddress to, Bytes data) {
    return Requests.single("eth_call", "{\"to\":\"" + to + "\",\"data\":\"0x" + data.toHex() + "\",\"gas\":\"0x"
        + Long.toHexString(gas) + "\"},\"latest\"");
  }

  private static long nanos(Side side, HttpConnection connection, byte[] request) throws IOException, BenchException {
    long start = side.nanos();
    for (int i = 0; i < side.calls(); i++) {
      call(connection, request);
    }
    return Math.max(1, (side.nanos() - start) / side.calls());
  }

  /** A call must end for want of gas, or because a call it makes does. */
  private static void call(HttpConnection connection, byte[] request) throws IOException, BenchException {
    var answer = connection.post(request);
    if (Replies.single(answer) instanceof Reply.Error(int code, var message)) {
      var text = message.toLowerCase(Locale.ROOT).replace(" ", "");
      if (text.contains("oog") || text.contains("outofgas") || text.contains("revert")) {
        return;
      }
    }
    throw new BenchException("a loop did not run out of gas: "
        + new String(answer, java.nio.charset.StandardCharsets.UTF_8));
  }
}
