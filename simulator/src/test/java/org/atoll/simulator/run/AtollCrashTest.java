package org.atoll.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** S17: nodes crash again and again, and what they had written last is torn. */
class AtollCrashTest {
  private static final int NODES = 4;
  private static final int HEIGHTS = 200;

  /** {@code -Datoll.sim.heights=10000} makes it long. */
  @Test
  void s17GivenACrashLoop_thenNobodySignsTwiceAndNothingDiverges() {
    int heights = Runs.many("heights", HEIGHTS);
    var random = new SplittableRandom(17);
    double seconds = 0.9 * heights; // of the slots of half a second some are lost
    var network = AtollNetwork.quick(NODES, Math.round(seconds) + " s").with("disk", "sigma = 1.0");
    for (double at = 3; at < seconds - 10; at += 1 + random.nextDouble(3)) {
      network.fault("crash", at, at + 0.2 + random.nextDouble(2), "nodes = [" + random.nextInt(NODES) + "]");
    }

    var run = Runs.of(network.toml().replace("sync = \"2 ms\"", "sync = \"40 ms\""), 1); // much to tear

    assertThat(run.violations()).isEmpty();
    assertThat(Runs.value(run, "evidence")).isZero();
    assertThat(Runs.value(run, "writes_lost")).isGreaterThan(heights / 40.0);
    assertThat(Runs.value(run, "final_height_lowest")).isGreaterThan(heights);
    assertThat(Runs.value(run, "recovery_ms")).isLessThan(5_000);
  }
}
