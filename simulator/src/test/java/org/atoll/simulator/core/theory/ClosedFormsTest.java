package org.atoll.simulator.core.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures printed in the design. */
class ClosedFormsTest {
  @ParameterizedTest
  @CsvSource({"0, 42", "1, 44.1", "3, 49", "6, 58.8", "7, Infinity"})
  void c7OneStage(int silent, double seconds) {
    assertThat(ClosedForms.oneStageFinality(21, 15, silent, 3)).isEqualTo(seconds, within(1e-9));
  }

  @Test
  void c8TwoStages() {
    assertThat(ClosedForms.twoStageSlots(15, 12)).isEqualTo(330.5);
  }

  @ParameterizedTest
  @CsvSource({"4, 24", "21, 840", "50, 4900", "100, 19800"})
  void c10Messages(int nodes, long messages) {
    assertThat(ClosedForms.overlayMessages(nodes)).isEqualTo(messages);
  }

  @Test
  void theOthers() {
    assertThat(ClosedForms.staleRate(ClosedForms.blocksInFlight(100, 0.5, 3))).isCloseTo(0.1416, within(1e-4));
    assertThat(ClosedForms.staleRateBound(0.165)).isGreaterThan(ClosedForms.staleRate(0.165));
    assertThat(ClosedForms.slotGrowth(21, 6)).isEqualTo(15 / 21.0);
    assertThat(ClosedForms.longestGapSlots(6)).isEqualTo(7);
    assertThat(ClosedForms.privateAttackThreshold()).isCloseTo(0.269, within(1e-3));
    assertThat(ClosedForms.gini(100, 8_000)).isCloseTo(0.0631, within(1e-3));
    assertThat(ClosedForms.slotLost(200, 1_000, 3_000, 1_800)).isFalse();
    assertThat(ClosedForms.slotLost(201, 1_000, 3_000, 1_800)).isTrue();
  }
}
