package org.atoll.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.atoll.simulator.core.theory.OneStageView;
import org.atoll.simulator.core.theory.ForkBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slots alone, with a counter "15 of 21 producers on top" beside the overlay: S5, and the negative control S12. */
class AtollOneStageTest {
  private static final int NODES = 21;
  private static final int QUORUM = 15;
  private static final long SLOT_MILLIS = 3_000;

  @ParameterizedTest
  @ValueSource(ints = {0, 6, 7})
  void s5GivenSomeSilent_thenTheCounterIsAsSlowAsTheClosedFormSays(int silent) {
    var network = AtollNetwork.wan(NODES, "7 min").idle();
    if (silent > 0) {
      network.always("silent", "nodes = [\"0.." + (silent - 1) + "\"]");
    }
    var watch = new OneStageWatch(NODES, QUORUM);
    var run = Runs.of(network.toml(), 1, watch);

    assertThat(run.violations()).isEmpty();
    var heard = watch.sealed().stream().filter(block -> block.node() >= silent).toList();
    long first = heard.getFirst().timestampMillis() / SLOT_MILLIS;
    long cycles = silent == 7 ? 2 : 5; // with seven silent, producers slow down when finality lags
    assertThat(heard.stream().filter(block -> block.timestampMillis() / SLOT_MILLIS < first + cycles * NODES))
        .hasSize(Math.toIntExact(cycles * (NODES - silent)));
    var waits = waits(heard);
    switch (silent) {
      case 0 -> assertThat(waits).hasSizeGreaterThan(100).allMatch(wait -> wait == 42_000);
      case 6 -> assertThat(waits.stream().mapToLong(wait -> wait).average().orElseThrow()).isBetween(57_000.0, 60_000.0);
      default -> assertThat(waits).isEmpty();
    }
  }

  /** From each block's slot to the one that makes it irreversible, on a chain without forks. */
  private static List<Long> waits(List<OneStageWatch.Sealed> blocks) {
    var view = new OneStageView(NODES, QUORUM);
    var waits = new ArrayList<Long>();
    long before = 0;
    for (int at = 0; at < blocks.size(); at++) {
      view.add(new ForkBlock(at + 1, at, blocks.get(at).node()));
      for (long done = before + 1; done <= view.irreversible(); done++) {
        waits.add(blocks.get(at).timestampMillis() - blocks.get((int) done - 1).timestampMillis());
      }
      before = view.irreversible();
    }
    return waits;
  }

  /**
   * Nobody contradicts himself. Fourteen and six fall apart for a round of slots; one more hears the fourteen, but what it
   * says gets lost (links that carry one way only would be given up), and builds on their chain: fifteen producers stand on it, for that one. The fourteen fall apart for two rounds, in which
   * the six outgrow them. All but that one heal, and at last it, too.
   */
  @Test
  void s12GivenOneStage_thenHonestNodesContradictEachOtherAndWithTheOverlayTheyDoNot() {
    long seed = 12;
    var plain = new OneStageWatch(NODES, QUORUM);
    Runs.of(AtollNetwork.wan(NODES, "130 s").toml(), seed, plain);
    var order = order(plain);
    int alone = order.get(20);
    var fourteen = order.subList(0, 14);
    var six = order.subList(14, 20);
    double begin = 2 * NODES * SLOT_MILLIS / 1e3
        + plain.firstSealedMicros() / 1e6 - 1; // before the first of a round
    double apart = begin + NODES * SLOT_MILLIS / 1e3 - 1.5; // after the last of it has built
    double heal = apart + 2 * NODES * SLOT_MILLIS / 1e3 - 2.5; // after the last of the six has built
    double end = heal + 80;
    var single = fourteen.stream().map(node -> "[" + node + "]").collect(Collectors.joining(", "));
    var network = AtollNetwork.wan(NODES, Math.round(end + 40) + " s").idle()
        .fault("partition", begin, apart, "nodes = " + six)
        .fault("silent", begin, apart, "nodes = [" + alone + "]")
        .fault("partition", apart, heal, "groups = [" + single + ", " + six + "]")
        .fault("partition", apart, end, "nodes = [" + alone + "]");
    var watch = new OneStageWatch(NODES, QUORUM);

    var run = Runs.of(network.toml(), seed, watch);

    var view = watch.view(alone);
    assertThat(six).anyMatch(node -> view.conflictsWith(watch.view(node)));
    assertThat(run.violations()).isEmpty();
    assertThat(Runs.value(run, "recovery_ms")).isLessThan(10_000);
    assertThat(Runs.value(run, "final_height_lowest")).isCloseTo(Runs.value(run, "final_height"), within(1.0));
  }

  /** Nodes by their place in a round of slots. */
  private static List<Integer> order(OneStageWatch watch) {
    var byPlace = new TreeMap<Long, Integer>();
    long first = watch.sealed().getFirst().timestampMillis() / SLOT_MILLIS;
    watch.sealed().forEach(block ->
        byPlace.putIfAbsent((block.timestampMillis() / SLOT_MILLIS - first) % NODES, block.node()));
    return List.copyOf(byPlace.values());
  }
}
