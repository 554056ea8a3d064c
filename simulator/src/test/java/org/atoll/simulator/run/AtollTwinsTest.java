package org.atoll.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.atoll.simulator.core.metrics.RunResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

/** Nodes with a second self: S10 and the negative control S11. */
class AtollTwinsTest {
  private static final int NODES = 21;

  /** {@code -Datoll.sim.twins=200} runs as many seeds for each number of twins. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void s10GivenAsManyTwinsAsMayBe_whenTheNetworkFallsApart_thenNothingContradicts(int twins) {
    for (long seed = 1; seed <= Runs.many("twins", 1); seed++) {
      var random = new SplittableRandom(1_000 * twins + seed);
      var network = AtollNetwork.quick(NODES, "40 s").always("twins", "nodes = [\"0.." + (twins - 1) + "\"]");
      for (double at = 3; at < 20; at += 4 + random.nextDouble(3)) {
        network.fault("partition", at, at + 1 + random.nextDouble(6), "nodes = " + some(random));
      }

      var run = Runs.of(network.toml(), seed);

      assertThat(run.violations()).as("%d twins, seed %d", twins, seed).isEmpty();
      assertThat(Runs.value(run, "final_height_lowest")).as("%d twins, seed %d", twins, seed).isGreaterThan(20);
    }
  }

  private static String some(SplittableRandom random) {
    return IntStream.range(0, NODES).filter(node -> random.nextBoolean()).mapToObj(String::valueOf)
        .collect(Collectors.joining(", ", "[20, ", "]")).replace("20, 20]", "20]").replace(", ]", "]");
  }

  @Test
  void s11GivenNineTwinsThatTalkToBothSides_thenTheConflictIsFoundAndNineAreConvicted() {
    RunResult found = null;
    for (long seed = 1; seed <= 200 && found == null; seed++) {
      var run = Runs.of(AtollNetwork.quick(NODES, "40 s")
          .fault("twins", 5, 25, "nodes = [\"0..8\"]\nother = [\"15..20\"]")
          .fault("partition", 5, 25, "groups = [\"9..14\", \"15..20\"]").toml(), seed);
      if (!run.safe() && Runs.value(run, "convicted") >= 9) {
        found = run;
      }
    }

    assertThat(found).isNotNull();
    assertThat(found.violations()).anyMatch(violation -> violation.contains("another block is final elsewhere"));
    assertThat(Runs.value(found, "convicted")).isEqualTo(9);
  }
}
