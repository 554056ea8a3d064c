package org.atoll.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Batches, blocks and votes over links of a random graph that lose messages. */
class AtollDeliveryTest {
  /** The published scenario, with a tenth of its nodes. */
  @Test
  void givenFiftyNodesOfDegreeFourAndFivePercentLoss_thenMoreThan99PercentArrive() throws IOException {
    var file = Path.of(System.getProperty("basedir", "simulator"), "..", "docs", "scenarios", "gossip-500.toml");

    var run = Runs.of(Files.readString(file).replace("nodes = 500", "nodes = 50").replace("\"90 s\"", "\"60 s\""), 1);

    assertThat(run.violations()).isEmpty();
    assertThat(Runs.value(run, "delivery_transaction")).isGreaterThan(0.99);
    assertThat(Runs.value(run, "delivery_block")).isGreaterThan(0.99);
    assertThat(Runs.value(run, "delivery_vote")).isGreaterThan(0.99);
    assertThat(Runs.value(run, "delivery_ms_block_p99")).isLessThan(2_000);
    assertThat(Runs.value(run, "final_height_lowest")).isGreaterThan(10);
  }

  /** Who has nothing but silent neighbours hears nothing: the measure can fail. */
  @Test
  void givenHalfOfTheNodesSilent_thenDeliveryIsMeasuredAsWorse() throws IOException {
    var file = Path.of(System.getProperty("basedir", "simulator"), "..", "docs", "scenarios", "gossip-500.toml");

    var run = Runs.of(Files.readString(file).replace("nodes = 500", "nodes = 50").replace("\"90 s\"", "\"40 s\"")
        + "[[fault]]\nat = \"0 s\"\nkind = \"silent\"\nnodes = [\"21..48\"]\n", 1);

    assertThat(run.violations()).isEmpty();
    assertThat(Runs.value(run, "delivery_transaction")).isLessThan(0.99);
  }
}
