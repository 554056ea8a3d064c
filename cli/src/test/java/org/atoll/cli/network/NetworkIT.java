package org.atoll.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed (reliability.md R1, R2). {@code -Datoll.network.rounds=50} kills more often;
 * {@code -Datoll.network.patience=15} is what an idle machine needs at most, in seconds.
 */
@Timeout(1_200)
final class NetworkIT {
  private static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("atoll.network.patience", 60));
  private static final int ROUNDS = Integer.getInteger("atoll.network.rounds", 1);
  private static final List<Integer> ALL = List.of(0, 1, 2, 3);

  @TempDir Path folder;

  @Test
  void givenFourValidators_whenOneIsKilledAndThenAll_thenNothingFinalIsLost() throws Exception {
    try (var cluster = Cluster.start(folder.resolve("n"), 4, false, 20_500, PATIENCE)) {
      cluster.transfer(0, 20, PATIENCE);
      assertSame(cluster, 3);

      for (int round = 0; round < ROUNDS; round++) {
        killOne(cluster, 1 + round % 3);
        killAll(cluster);
      }

      for (int node : ALL) {
        assertSame(cluster, node);
      }
      var pids = cluster.pids();
      assertThat(pids).hasSize(4);
      assertThat(cluster.network.down()).isEqualTo(new LocalNetwork.Ended(4, true));
      assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent());
    }
  }

  private static void killOne(Cluster cluster, int victim) throws Exception {
    var others = ALL.stream().filter(index -> index != victim).toList();
    assertThat(cluster.network.kill(victim)).isTrue();
    long height = cluster.highestFinal();
    cluster.transfer(0, 10, PATIENCE);
    cluster.awaitOn(others, PATIENCE, "blocks are final without node " + victim,
        health -> health.finalHeight() > height + 3);

    cluster.network.start(victim);
    long reached = cluster.highestFinal();
    cluster.awaitOn(List.of(victim), PATIENCE, "caught up", health -> health.inStep() && health.hasStarted()
        && health.finalHeight() >= reached);

    int second = victim % 3 + 1; // three are left, so nothing is final unless the first votes again
    cluster.network.kill(second);
    long before = cluster.highestFinal();
    cluster.awaitOn(List.of(0, victim), PATIENCE, "final with the vote of node " + victim,
        health -> health.finalHeight() > before + 3);
    cluster.network.start(second);
    cluster.awaitOn(ALL, PATIENCE, "all in step", health -> health.inStep() && health.hasStarted());
  }

  private static void killAll(Cluster cluster) throws Exception {
    cluster.transfer(2, 0, PATIENCE);
    long height = cluster.highestFinal();
    for (int node : ALL) {
      cluster.network.kill(node);
    }
    cluster.network.startAll();
    var healed = cluster.awaitOn(ALL, PATIENCE, "final again", health -> health.finalHeight() > height && health.hasStarted());
    System.out.println("all killed at height " + height + ": final again on all after " + healed.toMillis() + " ms");
    cluster.transfer(0, 5, PATIENCE);
  }

  /** The node has every acknowledged transaction, in the block it was acknowledged in. */
  private static void assertSame(Cluster cluster, int node) throws Exception {
    for (var known : cluster.acknowledged.entrySet()) {
      cluster.awaitOn(List.of(node), PATIENCE, "height of " + known.getKey(), health -> health.finalHeight()
          >= org.atoll.cli.crash.JsonRpc.quantity(known.getValue().path("blockNumber")).longValueExact());
      var receipt = cluster.finalReceipt(node, known.getKey());
      assertThat(receipt).as("receipt of %s on node %s", known.getKey(), node).isNotNull();
      assertThat(receipt.path("blockHash")).isEqualTo(known.getValue().path("blockHash"));
    }
    assertThat(cluster.clients.get(node).balance(Cluster.SINK, "finalized"))
        .isGreaterThanOrEqualTo(BigInteger.valueOf(cluster.acknowledged.size()));
  }
}
