package org.atoll.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.atoll.cli.crash.JsonRpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Validators that are killed under load (reliability.md R1, R2). {@code -Datoll.network.kills=2000},
 * {@code -Datoll.network.blackouts=500} and {@code -Datoll.network.rate=200} do more.
 */
@Timeout(14_400)
final class NetworkIT {
  private static final Duration PATIENCE = Scale.patience();
  private static final int KILLS = Scale.of("kills", 50);
  private static final int BLACKOUTS = Scale.of("blackouts", 20);
  /** What a validator needs to start, and four of them at once; then there are slots to wait for. */
  private static final int START_MILLIS = 4_000;
  private static final int START_ALL_MILLIS = 9_000;
  private static final int RATE = Scale.of("rate", 50);
  private static final int SECONDS = Scale.of("seconds", 4);
  private static final List<Integer> ALL = List.of(0, 1, 2, 3);

  @TempDir Path folder;

  @Test
  void givenLoad_whenValidatorsAreKilledOneByOneAndAllTogether_thenNothingFinalOrAcceptedIsLost() throws Exception {
    var random = new Random(Scale.of("seed", 1));
    try (var cluster = Cluster.start(folder.resolve("n"), 4, false, 20_500, PATIENCE);
        var observer = new Observer(cluster)) {
      List<String> accepted;
      try (var traffic = new Traffic(cluster.clients, RATE)) {
        Thread.sleep(3_000);
        long quiet = System.nanoTime();
        Thread.sleep(SECONDS * 1_000L);
        var usual = observer.intervals(0, quiet, System.nanoTime());
        var meanwhile = new Observer.Intervals(List.of(), List.of(), List.of(), 0);
        var returns = new ArrayList<Long>();
        for (int kill = 0; kill < KILLS; kill++) {
          int victim = random.nextInt(4);
          Thread.sleep(random.nextInt(20, 2_000));
          long killed = System.nanoTime();
          returns.add(killOne(cluster, victim));
          meanwhile = meanwhile.and(observer.intervals((victim + 1) % 4, killed, System.nanoTime()));
        }
        System.out.println("before:             " + usual + "\nthe others, meanwhile: " + meanwhile);
        assertThat(meanwhile.p99()).isLessThanOrEqualTo(Scale.bound(usual.p99() * 3 / 2, 5_000));
        var heals = new ArrayList<Long>();
        for (int blackout = 0; blackout < BLACKOUTS; blackout++) {
          heals.add(killAll(cluster));
        }
        long slowest = report("killed under load, from start to voting", returns);
        long slowestHealing = report("all killed, from up to final on all", heals);
        assertThat(slowest).as("from start to voting").isLessThanOrEqualTo(bound(START_MILLIS));
        assertThat(slowestHealing).as("from up to final on all").isLessThanOrEqualTo(bound(START_ALL_MILLIS));
        traffic.finish();
        accepted = traffic.accepted();
      }
      assertAllFinal(cluster, observer, accepted);
      assertVoteCounts(cluster);

      assertThat(observer.conflicts()).isEmpty();
      for (int node : ALL) {
        assertSameChain(cluster, observer, node);
      }
      assertNoEvidence(cluster);
      var pids = cluster.pids();
      assertThat(pids).hasSize(4);
      assertThat(cluster.network.down()).isEqualTo(new LocalNetwork.Ended(4, true));
      for (long pid : pids) { // this JVM is the parent: until it has asked for the exit code, an ended process is listed
        ProcessHandle.of(pid).ifPresent(node -> assertThat(node.onExit()).succeedsWithin(Duration.ofSeconds(5)));
      }
    }
  }

  /** The 95th percentile, 0 of nothing. */
  private static long report(String what, List<Long> millis) {
    if (millis.isEmpty()) {
      return 0;
    }
    var sorted = millis.stream().sorted().toList();
    long most = Observer.Intervals.percentile(sorted, 95);
    System.out.println(what + ": " + sorted.size() + " times, p50 " + Observer.Intervals.percentile(sorted, 50) + " p95 "
        + most + " max " + sorted.getLast() + " ms");
    return most;
  }

  /** @param startMillis what it may take on an idle machine, beside two slots */
  private static long bound(long startMillis) {
    return Scale.bound(startMillis + 2 * Cluster.SLOT_MILLIS, PATIENCE.toMillis());
  }

  /** Milliseconds from its start to the next vote it signs. */
  private static long killOne(Cluster cluster, int victim) throws Exception {
    assertThat(cluster.network.kill(victim)).isTrue();
    long began = System.nanoTime();
    long first = cluster.network.start(victim).health().orElseThrow().guardSequence();
    cluster.awaitOn(List.of(victim), PATIENCE, "votes again", health -> health.guardSequence() > first);
    long millis = (System.nanoTime() - began) / 1_000_000;
    long reached = cluster.highestFinal();
    cluster.awaitOn(List.of(victim), PATIENCE, "caught up", health -> health.inStep() && health.hasStarted()
        && health.finalHeight() >= reached);
    return millis;
  }

  /** Milliseconds from their start to a new final block on all of them. */
  private static long killAll(Cluster cluster) throws Exception {
    long height = cluster.highestFinal();
    for (int node : ALL) {
      cluster.network.kill(node);
    }
    long began = System.nanoTime();
    cluster.network.startAll();
    cluster.awaitOn(ALL, PATIENCE, "final again", health -> health.finalHeight() > height + 1 && health.hasStarted());
    return (System.nanoTime() - began) / 1_000_000;
  }

  /** With three of four left nothing is final without the vote of a node that was killed before. */
  private static void assertVoteCounts(Cluster cluster) throws Exception {
    cluster.network.kill(0);
    long before = cluster.highestFinal();
    cluster.awaitOn(List.of(1, 2, 3), PATIENCE, "final by the votes of the three",
        health -> health.finalHeight() > before + 3);
    cluster.network.start(0);
    cluster.awaitOn(ALL, PATIENCE, "all in step", health -> health.inStep() && health.hasStarted());
  }

  private static void assertAllFinal(Cluster cluster, Observer observer, List<String> accepted) throws Exception {
    cluster.await(PATIENCE, "all " + accepted.size() + " accepted transactions are final", () ->
        observer.finalTransactions().keySet().containsAll(accepted));
    System.out.println(accepted.size() + " transactions accepted, all final");
  }

  /** Final blocks are the same ones, with the same content, as when they were first seen final anywhere. */
  private static void assertSameChain(Cluster cluster, Observer observer, int node) throws Exception {
    long last = Collections.max(observer.finalBlocks().keySet());
    cluster.awaitOn(List.of(node), PATIENCE, "height " + last, health -> health.finalHeight() >= last);
    for (var known : observer.finalBlocks().entrySet()) {
      var block = cluster.clients.get(node).call("eth_getBlockByNumber", JsonRpc.quoted(JsonRpc.hex(known.getKey()))
          + ",false");
      assertThat(block.path("hash").asText()).as("block %d on node %d", known.getKey(), node)
          .isEqualTo(known.getValue().hash());
      assertThat(block.path("transactions")).hasSameSizeAs(known.getValue().transactions());
    }
    long transfers = observer.finalTransactions().values().stream().filter(height -> height <= last).count();
    assertThat(cluster.clients.get(node).balance(Cluster.SINK, JsonRpc.hex(last)))
        .isEqualTo(BigInteger.valueOf(transfers));
  }

  /** Nobody signed twice, whatever it was doing when it was killed. */
  private static void assertNoEvidence(Cluster cluster) throws Exception {
    for (int node : ALL) {
      assertThat(cluster.network.log(node)).content().doesNotContain("consensus.evidence").doesNotContain("safety.halt");
    }
  }
}
