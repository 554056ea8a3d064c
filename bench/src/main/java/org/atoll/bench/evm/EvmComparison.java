package org.atoll.bench.evm;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.atoll.bench.load.BenchException;
import org.atoll.bench.load.Deployer;
import org.atoll.bench.measure.ProcessCpu;
import org.atoll.bench.rpc.HttpConnection;
import org.atoll.bench.rpc.Replies;
import org.atoll.bench.rpc.Reply;
import org.atoll.bench.rpc.Requests;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.value.EvmAddress;

/** How fast two nodes' EVMs run the kernels: eth_call, in turns, the best of each. */
public final class EvmComparison {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Calls timed together by CPU time, which comes in steps of 10 ms. */
  private static final int CALLS_BY_CPU = 8;

  /** What surrounds the EVM should be warm, too. */
  private static final int CALLS_OF_NOTHING = 3_000;
  private static final byte[] CALL_OF_NOTHING =
      Requests.single("eth_call", "{\"to\":\"0x00000000000000000000000000000000000fee00\"},\"latest\"");

  private final List<Side> nodes;
  private final PrivateKey richKey;
  private final int warmUp;
  private final int rounds;
  private final long gas;

  /** @param pid its process when CPU time is to count; else the time until the answer does */
  public record Side(URI rpc, OptionalLong pid) {
    private long nanos() throws IOException {
      return pid.isPresent() ? ProcessCpu.of(pid.getAsLong()).toNanos() : System.nanoTime();
    }

    private int calls() {
      return pid.isPresent() ? CALLS_BY_CPU : 1;
    }
  }

  /**
   * @param warmUp calls of each kernel before it is timed
   * @param rounds timed calls of each kernel; the best counts
   * @param gas of each call; the more, the less the rest of a call weighs
   */
  public EvmComparison(Side node, Side other, PrivateKey richKey, int warmUp, int rounds, long gas) {
    this.nodes = List.of(node, other);
    this.richKey = richKey;
    this.warmUp = warmUp;
    this.rounds = rounds;
    this.gas = gas;
  }

  /** Millions of gas per second. */
  public record Speed(Kernel kernel, double node, double other) {
    public double ratio() {
      return node / other;
    }

    public String text() {
      return String.format(Locale.ROOT, "%-10s %8.0f %8.0f  %.2f", kernel, node, other, ratio());
    }
  }

  /**
   * @throws BenchException when a node refuses a kernel, or a kernel ends otherwise than out of gas
   * @throws IOException when a node cannot be reached
   */
  public List<Speed> run() throws IOException, BenchException, InterruptedException {
    var contracts = new ArrayList<Map<Kernel, EvmAddress>>();
    for (var node : nodes) {
      contracts.add(deploy(node.rpc()));
    }
    var speeds = new ArrayList<Speed>();
    try (var first = new HttpConnection(nodes.get(0).rpc()); var second = new HttpConnection(nodes.get(1).rpc())) {
      for (int i = 0; i < CALLS_OF_NOTHING; i++) {
        first.post(CALL_OF_NOTHING);
        second.post(CALL_OF_NOTHING);
      }
      for (int i = 0; i < warmUp; i++) { // in turns: a just-in-time compiler should see all before any is timed
        for (var kernel : Kernel.values()) {
          call(first, request(contracts.get(0), kernel));
          call(second, request(contracts.get(1), kernel));
        }
      }
      for (var kernel : Kernel.values()) {
        var one = request(contracts.get(0), kernel);
        var two = request(contracts.get(1), kernel);
        long bestFirst = Long.MAX_VALUE;
        long bestSecond = Long.MAX_VALUE;
        for (int i = 0; i < rounds; i++) {
          bestFirst = Math.min(bestFirst, nanos(nodes.get(0), first, one));
          bestSecond = Math.min(bestSecond, nanos(nodes.get(1), second, two));
        }
        speeds.add(new Speed(kernel, gas * 1e3 / bestFirst, gas * 1e3 / bestSecond));
      }
    }
    return speeds;
  }

  private Map<Kernel, EvmAddress> deploy(URI node) throws IOException, BenchException, InterruptedException {
    var contracts = new EnumMap<Kernel, EvmAddress>(Kernel.class);
    try (var deployer = new Deployer(node, richKey, PATIENCE)) {
      for (var kernel : Kernel.values()) {
        contracts.put(kernel, deployer.create(kernel.creation()));
      }
    }
    return contracts;
  }

  private byte[] request(Map<Kernel, EvmAddress> contracts, Kernel kernel) {
    return Requests.single("eth_call", "{\"to\":\"" + contracts.get(kernel) + "\",\"gas\":\"0x"
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
    throw new BenchException("a kernel did not run out of gas: "
        + new String(answer, java.nio.charset.StandardCharsets.UTF_8));
  }
}
