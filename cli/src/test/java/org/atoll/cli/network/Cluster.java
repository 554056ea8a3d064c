package org.atoll.cli.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.atoll.cli.crash.JsonRpc;
import org.atoll.cli.crash.Wallet;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.simulator.scenario.FaultPlans;

/** A running network with a client for each gateway. Ends with no process left. */
final class Cluster implements AutoCloseable {
  static final EvmAddress SINK = EvmAddress.fromHex("0x00000000000000000000000000000000000a7011");
  static final long SLOT_MILLIS = Scale.of("slot", 500);
  private static final Duration STEP = Duration.ofMillis(Math.min(200, SLOT_MILLIS / 10));

  final LocalNetwork network;
  final List<JsonRpc> clients = new ArrayList<>();
  /** Receipts that were seen final, by transaction. */
  final Map<String, JsonNode> acknowledged = new LinkedHashMap<>();
  private final Wallet wallet = new Wallet(0);

  private Cluster(LocalNetwork network) {
    this.network = network;
    network.file().nodes().forEach(node -> clients.add(new JsonRpc(node.rpcPort())));
  }

  static Cluster start(Path folder, int validators, boolean separate, int portBase, Duration patience)
      throws Exception {
    return make(folder, validators, separate, NetworkPlan.Ports.of(portBase)).started(patience);
  }

  /** All links lead through fault proxies. */
  static Cluster startWithProxies(Path folder, int validators, int portBase, Duration patience) throws Exception {
    return make(folder, validators, false, NetworkPlan.Ports.of(portBase).withProxies()).started(patience);
  }

  /** Folders only. */
  static Cluster make(Path folder, int validators, boolean separate, NetworkPlan.Ports ports) throws Exception {
    var plan = new NetworkPlan(validators, "dpos", SLOT_MILLIS, Wallet.CHAIN_ID, separate, ports);
    return new Cluster(LocalNetwork.make(folder, plan, Launcher.ofThisProcess(), System.currentTimeMillis()));
  }

  /** Ends it all when it does not start. */
  Cluster started(Duration patience) throws Exception {
    try {
      network.startAll();
      network.awaitFinal(0, patience);
      return this;
    } catch (Throwable failed) {
      close();
      throw failed;
    }
  }

  /** Plays a fault to its end. */
  void fault(String... words) throws Exception {
    var nodes = network.file().nodes().size();
    network.faults(System.out::println).play(FaultSchedule.of(List.of(
        FaultPlans.one(List.of(words), nodes, new SplittableRandom(1)))));
  }

  /** Sends transfers of one wei to one gateway and waits until they are final there. */
  void transfer(int via, int count, Duration patience) throws InterruptedException {
    var hashes = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      var raw = wallet.transfer(SINK, 1).encode().to0x();
      hashes.add(clients.get(via).call("eth_sendRawTransaction", JsonRpc.quoted(raw)).asText());
    }
    for (var hash : hashes) {
      await(patience, hash + " is final on node " + via, () -> finalReceipt(via, hash) != null);
      acknowledged.put(hash, finalReceipt(via, hash));
    }
  }

  /** Null unless it is in a final block. */
  JsonNode finalReceipt(int via, String hash) {
    var receipt = clients.get(via).call("eth_getTransactionReceipt", JsonRpc.quoted(hash));
    if (receipt == null || receipt.isNull()) {
      return null;
    }
    var last = clients.get(via).call("eth_getBlockByNumber", "\"finalized\",false").path("number");
    return JsonRpc.quantity(receipt.path("blockNumber")).compareTo(JsonRpc.quantity(last)) <= 0 ? receipt : null;
  }

  long finalHeight(int index) throws IOException, InterruptedException {
    return network.status().get(index).health().map(NodeHealth::finalHeight).orElse(0L);
  }

  long highestFinal() throws IOException, InterruptedException {
    return network.status().stream().flatMap(report -> report.health().stream()).mapToLong(NodeHealth::finalHeight)
        .max().orElse(0);
  }

  /** How long it took until all these nodes fared so. */
  Duration awaitOn(List<Integer> nodes, Duration patience, String what, Predicate<NodeHealth> wanted)
      throws Exception {
    long began = System.nanoTime();
    await(patience, what + " on nodes " + nodes, () -> {
      var status = network.status();
      return nodes.stream().allMatch(index -> status.get(index).health().filter(wanted).isPresent());
    });
    return Duration.ofNanos(System.nanoTime() - began);
  }

  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  void await(Duration patience, String what, Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        if (condition.holds()) {
          return;
        }
        if (System.nanoTime() > deadline) {
          throw new AssertionError("not within " + patience + ": " + what + "; status " + network.status());
        }
      } catch (IOException unreadable) {
        throw new AssertionError(unreadable);
      }
      Thread.sleep(STEP);
    }
  }

  List<Long> pids() throws IOException, InterruptedException {
    return network.status().stream().filter(report -> report.pid().isPresent())
        .map(report -> report.pid().getAsLong()).toList();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    network.down();
  }
}
