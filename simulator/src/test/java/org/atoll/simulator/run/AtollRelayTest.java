package org.atoll.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.atoll.simulator.core.theory.ClosedForms;
import org.junit.jupiter.api.Test;

/** Sets of more than 50 members, whose votes go by relays (consensus.md §2.1). */
class AtollRelayTest {
  private static final int NODES = 60;

  @Test
  void givenLostMessages_thenFinalityGoesOnWithAFractionOfTheMessages() {
    var run = Runs.of(AtollNetwork.wan(NODES, "90 s").with("links", "loss_percent = 5").toml(), 1);

    assertThat(run.violations()).isEmpty();
    assertThat(Runs.value(run, "final_height_lowest")).isGreaterThanOrEqualTo(28);
    assertThat(Runs.value(run, "rounds_max")).isEqualTo(1);
    assertThat(Runs.value(run, "finality_ms_p99")).isLessThan(700);
    assertThat(Runs.value(run, "messages_per_block_vote")).isLessThan(0.5 * ClosedForms.overlayMessages(NODES));
  }

  /** A fifth of the members, relays among them, take part in nothing. */
  @Test
  void givenSilentRelays_thenTheOthersServe() {
    var run = Runs.of(AtollNetwork.wan(NODES, "90 s").always("silent", "nodes = \"random 12\"").toml(), 2);

    assertThat(run.violations()).isEmpty();
    assertThat(Runs.value(run, "finality_ms_p50")).isLessThan(500);
    assertThat(run.timeline().getLast().highestFinal()).isGreaterThanOrEqualTo(20);
  }
}
