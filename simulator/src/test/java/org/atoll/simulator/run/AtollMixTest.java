package org.atoll.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mixed faults with as many liars as may be: no two nodes ever disagree, and all is final again within ten slots of the
 * last fault's end. {@code -Datoll.sim.mix=1000} runs as many seeds.
 */
class AtollMixTest {
  private static final double TEN_SLOTS_MILLIS = 5_000;

  @ParameterizedTest
  @CsvSource({"4,1,70", "7,2,25", "21,6,5"})
  void whateverGoesWrong_nothingContradictsAndAllIsFinalSoonAfter(int nodes, int liars, int percent) {
    var network = AtollNetwork.quick(nodes, "90 s").clocks("50 ms", 50)
        .with("links", "loss_percent = 1\nduplicate_percent = 1\nreorder_percent = 1")
        .mix("faults = 16\nbyzantine = " + liars + "\nfrom = \"3 s\"\nuntil = \"60 s\"\nlongest = \"15 s\"").toml();
    int seeds = Runs.many("mix", 60) * percent / 100;
    var failures = new ArrayList<String>();
    for (long seed = 1; seed <= seeds; seed++) {
      var run = Runs.of(network, seed);
      run.violations().forEach(violation -> failures.add(describe(run.seed(), violation)));
      double recovery = Runs.value(run, "recovery_ms");
      if (recovery > TEN_SLOTS_MILLIS) {
        failures.add(describe(seed, "final after " + recovery + " ms"));
      }
    }

    assertThat(failures).isEqualTo(List.of());
  }

  /** In these seeds every answer once led to two more questions, and an empty one to the same question. */
  @ParameterizedTest
  @ValueSource(longs = {121, 681, 982})
  void givenLinksThatDuplicate_whenANodeIsBehind_thenItsQuestionsStayFew(long seed) throws IOException {
    var scenario = Path.of(System.getProperty("basedir", "simulator"), "..", "docs", "scenarios",
        "dpos-4-mixed-faults.toml");

    var run = Runs.of(Files.readString(scenario), seed);

    assertThat(run.violations()).isEmpty();
    assertThat(run.events()).isLessThan(100_000);
  }

  private static String describe(long seed, String what) {
    return "seed " + seed + ": " + what;
  }
}
