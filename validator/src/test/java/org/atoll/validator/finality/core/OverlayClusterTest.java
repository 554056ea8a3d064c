package org.atoll.validator.finality.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Agreement and liveness of overlays that talk over an imagined network. */
class OverlayClusterTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 7, 21, 50})
  void givenAGoodNetwork_thenEachBlockIsFinalAfterTwoVotesEach(int n) {
    var cluster = new OverlayCluster(n, 1).start(0);

    cluster.runFor(200_500);

    assertThat(cluster.conflict).isFalse();
    assertThat(cluster.finalHeight()).isEqualTo(200);
    assertThat(cluster.instance()).isEqualTo(200);
    long expected = 200L * 2 * n * (n - 1); // a node that hears a quorum before its own turn has nothing left to say
    assertThat(cluster.voteMessages).isCloseTo(expected, within(expected / 100)).isLessThanOrEqualTo(expected);
    assertThat(cluster.evidence).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"4, 1", "7, 2", "21, 6"})
  void givenFSilentMembers_thenBlocksAreFinalAllTheSame(int n, int silent) {
    var cluster = new OverlayCluster(n, 2).start(0);
    for (int k = 0; k < silent; k++) {
      cluster.processes.get(k).crash();
    }

    cluster.runFor(100_500);

    assertThat(cluster.conflict).isFalse();
    assertThat(cluster.finalHeight()).isGreaterThanOrEqualTo(100L * (n - silent) / n - 3);
  }

  @Test
  void givenMoreThanFSilent_thenNothingIsFinalUntilOneReturns() {
    var cluster = new OverlayCluster(4, 3).start(0);
    cluster.runFor(10_500);
    cluster.processes.get(0).crash();
    cluster.processes.get(1).crash();
    cluster.runFor(5_000);
    long stalled = cluster.finalHeight();

    cluster.runFor(600_000);
    assertThat(cluster.finalHeight()).isEqualTo(stalled);

    cluster.processes.get(0).boot();
    cluster.runFor(15_000); // the head waited at the lag limit
    assertThat(cluster.finalHeight()).isGreaterThanOrEqualTo(stalled + 60);
    assertThat(cluster.conflict).isFalse();
    assertThat(cluster.evidence).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "4, 100", "7, 40", "21, 8"})
  void givenLossCrashesAndPartitions_thenAllAgreeAndFinalityReturns(int n, int seeds) {
    for (long seed = 0; seed < seeds; seed++) {
      var cluster = troubled(n, 0, seed);
      long instances = cluster.instance();

      heal(cluster);
      cluster.runFor(30_000);

      assertThat(cluster.conflict).as("seed %d", seed).isFalse();
      assertThat(cluster.evidence).as("seed %d", seed).isEmpty();
      long head = cluster.processes.stream().mapToLong(p -> p.chain.head.height()).max().orElse(0);
      assertThat(cluster.finalHeight()).as("seed %d: all caught up", seed).isGreaterThanOrEqualTo(head - 2);
      assertThat(cluster.instance()).as("seed %d: goes on", seed).isGreaterThan(instances);
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 1, 60", "7, 2, 25", "21, 6, 4"})
  void givenFTwins_thenHonestMembersAgree(int n, int twins, int seeds) {
    int proofs = 0;
    for (long seed = 0; seed < seeds; seed++) {
      var cluster = troubled(n, twins, seed);
      heal(cluster);
      cluster.runFor(60_000);

      assertThat(cluster.conflict).as("seed %d", seed).isFalse();
      assertThat(cluster.halts).as("seed %d", seed).isEmpty();
      assertThat(cluster.finalHeight()).as("seed %d: live with twins about", seed).isGreaterThan(20);
      assertThat(cluster.accused()).as("seed %d", seed).allMatch(member -> member < twins);
      proofs += cluster.evidence.size();
    }
    assertThat(proofs).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"4, 0, 60", "7, 0, 20", "4, 75, 76", "4, 236, 237"}) // the last two once stalled for good
  void givenAMemberThatLosesItsGuardAtEachRestart_thenItContradictsNobodyAndVotesAgain(int n, long from, long to) {
    int voted = 0;
    for (long seed = from; seed < to; seed++) {
      var cluster = new OverlayCluster(n, seed);
      cluster.forgetful = 1;
      trouble(cluster, 0, 60_000);
      heal(cluster);
      cluster.runFor(60_000);

      assertThat(cluster.conflict).as("seed %d", seed).isFalse();
      assertThat(cluster.accused()).as("seed %d", seed).isEmpty();
      var last = cluster.processes.getFirst().certificates.descendingMap().values().stream().limit(10).toList();
      voted += last.stream().anyMatch(certificate -> certificate.signers().contains(1)) ? 1 : 0;
    }
    assertThat(voted).isEqualTo((int) (to - from));
  }

  /** Negative control: past the bound the same harness finds what it looks for, and only the guilty are convicted. */
  @Test
  void givenMoreThanFTwins_thenAConflictIsFoundAndTheyAreConvicted() {
    int conflicts = 0;
    for (long seed = 0; seed < 60; seed++) {
      var cluster = new OverlayCluster(4, seed);
      trouble(cluster, 2, 60_000);
      heal(cluster);
      cluster.runFor(20_000);

      var accused = cluster.accused();
      assertThat(accused).as("seed %d", seed).allMatch(member -> member < 2);
      if (cluster.conflict) {
        assertThat(accused).as("seed %d", seed).contains(0, 1);
        assertThat(cluster.halts).as("seed %d: told by certificates", seed).isNotEmpty();
        conflicts++;
      }
    }
    assertThat(conflicts).isPositive();
  }

  /** Negative control: without F4's lock one Byzantine member is enough. */
  @Test
  void givenNoLockRule_thenAConflictIsFound() {
    assertThat(firstConflict(1, 400, cluster -> {
      cluster.lockRule = (locked, block, validRound) -> true;
      cluster.looseGuard = true;
    })).isNotNegative();
  }

  /** The first seed, or −1. */
  private static long firstConflict(int twins, int seeds, Consumer<OverlayCluster> weakened) {
    for (long seed = 0; seed < seeds; seed++) {
      var cluster = new OverlayCluster(4, seed);
      weakened.accept(cluster);
      trouble(cluster, twins, 60_000);
      heal(cluster);
      cluster.runFor(20_000);
      if (cluster.conflict || !cluster.halts.isEmpty()) {
        return seed;
      }
    }
    return -1;
  }

  private static OverlayCluster troubled(int n, int twins, long seed) {
    var cluster = new OverlayCluster(n, seed);
    cluster.epochBlocks = seed % 3 == 0 ? 8 : 64;
    trouble(cluster, twins, 60_000);
    return cluster;
  }

  /** A changing cut through the network, loss, crashes in the middle of guard writes. */
  private static void trouble(OverlayCluster cluster, int twins, long millis) {
    var random = cluster.random;
    cluster.loss = random.nextInt(4) * 0.1;
    cluster.maxDelay = 20 + random.nextInt(400);
    cluster.slotMillis = 300 + random.nextInt(1_000);
    cluster.start(twins);
    int size = cluster.processes.size();
    var side = new int[size];
    cluster.link = (from, to) -> side[from.number] == side[to.number];
    for (long at = 0; at < millis; at += 500 + random.nextInt(4_000)) {
      cut(cluster, random, side, at);
    }
    cluster.runFor(millis);
  }

  private static void cut(OverlayCluster cluster, SplittableRandom random, int[] side, long at) {
    cluster.at(at, () -> {
      int parts = 1 + random.nextInt(3);
      for (int k = 0; k < side.length; k++) {
        side[k] = random.nextInt(parts);
      }
      var victim = cluster.processes.get(random.nextInt(side.length));
      if (victim.alive && random.nextInt(3) == 0) {
        victim.guardStore.crashIn = 1 + random.nextInt(3);
        victim.guardStore.kept = random.nextInt(400) - 1;
      } else if (victim.alive && random.nextInt(4) == 0) {
        victim.crash();
        cluster.at(200 + random.nextInt(5_000), () -> {
          if (!victim.alive) {
            victim.boot();
          }
        });
      }
    });
  }

  private static void heal(OverlayCluster cluster) {
    cluster.link = (from, to) -> true;
    cluster.loss = 0;
    cluster.maxDelay = 50;
    cluster.processes.forEach(process -> {
      process.guardStore.crashIn = 0;
      if (!process.alive) {
        process.boot();
      }
    });
  }
}
