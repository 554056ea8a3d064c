package org.atoll.simulator.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.atoll.simulator.core.kernel.RandomTree;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static final Delay FAST = new Delay.Constant(10_000);
  private static final int MESSAGES = 100_000;

  @Test
  void lossIsWhatTheModelAndBothEndsAddUpTo() {
    var network = network(new LinkModel(FAST, 0, 20_000, 0, 0, 0, false));
    network.disturb(0, 30_000, 0, 0, 0);
    network.disturb(1, 50_000, 0, 0, 0);

    assertThat(lossRate(network, 0, 1)).isCloseTo(0.10, within(0.005));
    assertThat(lossRate(network, 0, 2)).isCloseTo(0.05, within(0.005));
    assertThat(lossRate(network, 2, 3)).isCloseTo(0.02, within(0.003));
    network.disturb(0, -30_000, 0, 0, 0);
    assertThat(lossRate(network, 0, 2)).isCloseTo(0.02, within(0.003));
  }

  @Test
  void aStreamStallsInsteadOfLosing() {
    var network = network(new LinkModel(FAST, 0, 100_000, 0, 0, 0, true));
    long last = 0;
    int stalled = 0;
    for (int at = 0; at < 10_000; at++) {
      long arrival = network.arrival(at * 2_000_000L, 0, 1, 100, false);
      assertThat(arrival).isGreaterThanOrEqualTo(last);
      stalled += arrival - at * 2_000_000L >= 210_000 ? 1 : 0;
      last = arrival;
    }

    assertThat(stalled / 10_000.0).isCloseTo(0.1, within(0.01));
  }

  @Test
  void messagesOfALinkKeepTheirOrderUnlessTheyMayNot() {
    assertThat(overtakings(0)).isZero();
    assertThat(overtakings(100_000)).isGreaterThan(1_000);
  }

  @Test
  void duplicatesComeAsOftenAsToldTo() {
    var network = network(new LinkModel(FAST, 0, 0, 250_000, 0, 0, false));
    long twice = IntStream.range(0, MESSAGES).filter(at -> network.duplicated(0, 1)).count();

    assertThat((double) twice / MESSAGES).isCloseTo(0.25, within(0.01));
  }

  @Test
  void anUplinkSendsOneAfterAnother() {
    var network = network(new LinkModel(FAST, 1_000_000, 0, 0, 0, 0, false)); // 1 µs a byte

    assertThat(network.arrival(0, 0, 1, 50_000, false)).isEqualTo(60_000);
    assertThat(network.arrival(0, 0, 2, 50_000, false)).isEqualTo(110_000);
    assertThat(network.arrival(0, 3, 2, 50_000, false)).isEqualTo(60_000);
    assertThat(network.arrival(500_000, 0, 2, 1_000, false)).isEqualTo(511_000);
  }

  @Test
  void urgentMessagesWaitForOnePacketOnly() {
    var network = network(new LinkModel(FAST, 1_000_000, 0, 0, 0, 0, false));
    network.arrival(0, 0, 1, 500_000, false);

    assertThat(network.arrival(0, 0, 2, 200, true)).isEqualTo(10_000 + 1_500 + 200);
    assertThat(network.arrival(0, 0, 3, 1_000, false)).isEqualTo(10_000 + 501_200);
  }

  @Test
  void partitionsCutBothWaysOrOne() {
    var network = network(LinkModel.of(FAST));
    var both = new Cut(new int[] {0, 0, 1, 1}, Cut.Direction.BOTH);
    network.cut(both);
    assertThat(lost(network, 0, 2)).isTrue();
    assertThat(lost(network, 2, 0)).isTrue();
    assertThat(lost(network, 0, 1)).isFalse();
    network.heal(both);
    assertThat(lost(network, 0, 2)).isFalse();

    network.cut(new Cut(new int[] {0, 0, 0, 1}, Cut.Direction.OUTWARD));
    assertThat(lost(network, 3, 0)).isTrue();
    assertThat(lost(network, 0, 3)).isFalse();
    network.cut(new Cut(new int[] {0, 1, 0, 0}, Cut.Direction.INWARD));
    assertThat(lost(network, 0, 1)).isTrue();
    assertThat(lost(network, 1, 0)).isFalse();
  }

  @Test
  void regionsAreAsFarApartAsTheTableSays() {
    var random = new SplittableRandom(1);
    var regional = new Delay.Regional(Regions.world(12), 100);
    var delays = IntStream.range(0, 20_000).mapToLong(at -> regional.sample(random, 0, 9)).sorted().toArray();

    assertThat(Arrays.stream(delays).average().orElseThrow()).isCloseTo(92_000, within(200.0));
    assertThat(delays[0]).isBetween(82_800L, 83_500L);
    assertThat(delays[delays.length - 1]).isBetween(100_500L, 101_200L);
    assertThat(regional.sample(random, 0, 6)).isLessThan(2_300); // the same region
    for (int from = 0; from < 6; from++) {
      for (int to = 0; to < 6; to++) {
        assertThat(Regions.world(6).oneWayMicros(from, to)).isEqualTo(Regions.world(6).oneWayMicros(to, from));
        assertThat(Regions.world(6).oneWayMicros(from, to)).isBetween(from == to ? 1L : 35_000L, 130_000L);
      }
    }
  }

  @Test
  void ringsLinkEverybodyWithFew() {
    var peers = Topology.rings(300, 8, new SplittableRandom(1));
    var reached = new boolean[300];
    var open = new ArrayDeque<Integer>(List.of(0));
    while (!open.isEmpty()) {
      int node = open.pop();
      if (!reached[node]) {
        reached[node] = true;
        Arrays.stream(peers[node]).forEach(open::push);
      }
    }

    assertThat(reached).doesNotContain(false);
    for (int node = 0; node < 300; node++) {
      int self = node;
      assertThat(peers[node]).hasSizeBetween(2, 8).doesNotContain(node).isSorted();
      assertThat(Arrays.stream(peers[node])).allMatch(peer -> Arrays.binarySearch(peers[peer], self) >= 0);
    }
  }

  private static Network network(LinkModel model) {
    return new Network(4, model, new RandomTree(1));
  }

  private static boolean lost(Network network, int from, int to) {
    return network.arrival(0, from, to, 100, false) == Network.LOST;
  }

  private static double lossRate(Network network, int from, int to) {
    return IntStream.range(0, MESSAGES).filter(at -> lost(network, from, to)).count() / (double) MESSAGES;
  }

  private static int overtakings(int reorderPpm) {
    var network = network(new LinkModel(new Delay.Uniform(10_000, 50_000), 0, 0, 0, reorderPpm, 50_000, false));
    long last = 0;
    int overtakings = 0;
    for (int at = 0; at < MESSAGES; at++) {
      long arrival = network.arrival(at * 1_000L, 0, 1, 100, false);
      overtakings += arrival < last ? 1 : 0;
      last = Math.max(last, arrival);
    }
    return overtakings;
  }
}
