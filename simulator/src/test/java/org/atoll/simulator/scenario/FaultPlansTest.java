package org.atoll.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.atoll.simulator.core.model.Cut;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.core.model.Fault.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultPlansTest {
  @Test
  void wordsMeanWhatAScenarioMeans() {
    var words = one("partition", "0,1/2..3", "direction=inward", "until=30s");
    var file = FaultPlans.read("""
        [[fault]]
        kind = "partition"
        groups = [[0, 1], ["2..3"]]
        direction = "inward"
        until = "30 s"
        """, 4, new SplittableRandom(1)).getFirst();

    assertThat(words.kind()).isInstanceOf(Kind.Partition.class);
    assertThat(((Kind.Partition) words.kind()).cut().sides()).containsExactly(0, 0, 1, 1);
    assertThat(((Kind.Partition) words.kind()).cut().direction()).isEqualTo(Cut.Direction.INWARD);
    assertThat(words).usingRecursiveComparison().isEqualTo(file);
    assertThat(words.untilMicros()).isEqualTo(30_000_000);
  }

  @Test
  void linksAndWires() {
    assertThat(one("links", "all", "delay=100ms", "jitter=20ms", "loss_percent=2.5").kind())
        .isEqualTo(new Kind.Disturb(25_000, 0, 100_000, 20_000));
    assertThat(one("drip", "2", "bytes_per_second=20").kind()).isEqualTo(new Kind.Wire(Fault.Harm.DRIP, 20));
    assertThat(one("half_open", "2").kind()).isEqualTo(new Kind.Wire(Fault.Harm.HALF_OPEN, 0));
    assertThat(one("crash", "random 2", "wipe=true")).satisfies(crash -> {
      assertThat(crash.nodes()).hasSize(2);
      assertThat(crash.kind()).isEqualTo(new Kind.Crash(true));
      assertThat(crash.ends()).isFalse();
    });
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "partitoin 0/1          | did you mean partition?",
      "pause 4                | must name nodes from 0 to 3",
      "pause                  | nodes is missing",
      "links 1 delya=5ms      | did you mean delay?",
      "links 1 delay=5        | must be a time",
      "links 1 loss_percent=x | must be a number",
      "pause 1 2              | what is \"2\"?",
      "partition 0/1 direction=up | both, outward or inward",
      "pause 1 until=0s       | must be after at",
      "flip 1 ppm=0           | from 1 to 1000000",
      "pause one              | takes numbers"})
  void badPlansAreRefusedClearly(String words, String why) {
    assertThatThrownBy(() -> one(words.split(" ", -1))).isInstanceOf(BadScenario.class).hasMessageContaining(why);
  }

  @Test
  void aFileHoldsFaultsAndNothingElse() {
    assertThatThrownBy(() -> FaultPlans.read("nodes = 4\n[[fault]]\nkind = \"pause\"\nnodes = 1\n", 4,
        new SplittableRandom(1))).isInstanceOf(BadScenario.class).hasMessageContaining("unknown key nodes");
    assertThatThrownBy(() -> FaultPlans.read("", 4, new SplittableRandom(1))).isInstanceOf(BadScenario.class)
        .hasMessageContaining("[[fault]]");
    assertThatThrownBy(() -> FaultPlans.read("[[fault]", 4, new SplittableRandom(1))).isInstanceOf(BadScenario.class)
        .hasMessageContaining("line 1");
  }

  @Test
  void scenariosRefuseWhatOnlyConnectionsSuffer() {
    assertThatThrownBy(() -> ScenarioReader.read("""
        name = "x"
        duration = "1 min"
        [[fault]]
        kind = "half_open"
        nodes = 1
        """)).isInstanceOf(BadScenario.class).hasMessageContaining("atoll network fault");
  }

  private static Fault one(String... words) {
    return FaultPlans.one(List.of(words), 4, new SplittableRandom(1));
  }
}
