package org.atoll.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.atoll.simulator.core.metrics.RunResult;
import org.atoll.simulator.core.metrics.RunResult.TimelinePoint;
import org.atoll.simulator.core.theory.ClosedForms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The production node in whole networks: S6 to S9 and S16 of consensus.md §8. */
class AtollRunTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void s6GivenSixRegions_whenNothingGoesWrong_thenFinalityTakesThreeDelays(long seed) {
    var run = Runs.of(AtollNetwork.wan(21, "3 min").clocks("20 ms", 20).toml(), seed);

    assertThat(run.violations()).isEmpty();
    assertThat(value(run, "finality_ms_p50")).isBetween(240.0, 300.0);
    assertThat(value(run, "finality_ms_p99")).isLessThan(400);
    assertThat(value(run, "messages_per_block_vote")).isCloseTo(ClosedForms.overlayMessages(21), within(8.4));
    assertThat(value(run, "stale_rate")).isZero();
    assertThat(value(run, "interval_ms_p50")).isCloseTo(3_000, within(50.0));
  }

  @Test
  void givenOneSeed_whenRunTwice_thenTheTraceIsTheSame() {
    var network = AtollNetwork.quick(4, "40 s").clocks("50 ms", 50)
        .mix("faults = 10\nbyzantine = 1\nuntil = \"30 s\"\nlongest = \"8 s\"").toml();

    var one = Runs.of(network, 7);
    var same = Runs.of(network, 7);
    var other = Runs.of(network, 8);

    assertThat(same.traceHash()).isEqualTo(one.traceHash());
    assertThat(same.values()).isEqualTo(one.values());
    assertThat(other.traceHash()).isNotEqualTo(one.traceHash());
  }

  @Test
  void s7GivenSixSilent_thenFinalityWaitsForTheSlowestOfTheQuorum() {
    var run = Runs.of(AtollNetwork.wan(21, "5 min").always("silent", "nodes = \"random 6\"").toml(), 1);

    assertThat(run.violations()).isEmpty();
    assertThat(value(run, "finality_ms_p50")).isLessThan(450);
    assertThat(value(run, "finality_ms_p99")).isLessThan(3_000);
    assertThat(value(run, "growth_per_s")).isCloseTo(15.0 / 21 / 3, within(0.012));
  }

  /** Half of the way to the maximal lag takes most slots, the other half every eighth cycle of them. */
  @Test
  void s8GivenSevenSilent_thenNothingIsFinalUntilOneReturns() {
    var run = Runs.of(AtollNetwork.wan(21, "33 min").fault("silent", 60, 1_920, "nodes = [0]")
        .fault("silent", 60, 1_980, "nodes = [\"1..6\"]").toml(), 1);

    assertThat(run.violations()).isEmpty();
    var before = last(run, 65);
    var stalled = last(run, 1_915);
    assertThat(stalled.highestFinal()).isEqualTo(before.highestFinal());
    assertThat(stalled.highestHead() - stalled.highestFinal()).isEqualTo(64);
    assertThat(last(run, 1_925).lowestFinal()).isGreaterThan(stalled.highestFinal());
    assertThat(last(run, 1_979).lowestFinal()).isGreaterThanOrEqualTo(stalled.highestFinal() + 64);
  }

  @Test
  void s9GivenElevenAgainstTen_thenNothingIsFinalAndAllIsSoonAfterwards() {
    var run = Runs.of(AtollNetwork.wan(21, "4 min")
        .fault("partition", 60, 180, "groups = [\"0..10\", \"11..20\"]").toml(), 1);

    assertThat(run.violations()).isEmpty();
    assertThat(last(run, 179).highestFinal()).isEqualTo(last(run, 62).highestFinal());
    assertThat(value(run, "recovery_worst_ms")).isLessThan(10_000);
  }

  @Test
  void s9GivenSixteenAgainstFive_thenTheMajorityDoesNotNoticeAndTheRestReorganisesOnce() {
    var run = Runs.of(AtollNetwork.wan(21, "4 min").fault("partition", 60, 180, "nodes = [\"16..20\"]").toml(), 1);

    assertThat(run.violations()).isEmpty();
    var begun = last(run, 62);
    var ended = last(run, 179);
    assertThat(ended.highestFinal() - begun.highestFinal()).isBetween(28L, 32L); // 16 of 21 of 39 slots
    assertThat(ended.highestHead() - ended.highestFinal()).isLessThanOrEqualTo(1);
    assertThat(ended.lowestFinal()).isLessThanOrEqualTo(begun.highestFinal() + 1);
    assertThat(value(run, "reorgs")).isEqualTo(5);
    assertThat(value(run, "recovery_worst_ms")).isLessThan(10_000);
  }

  @Test
  void s16GivenSkewedClocks_thenNoBlockIsLost() {
    var run = Runs.of(AtollNetwork.wan(21, "4 min").fault("clock_step", 0.001, 240, "by = \"400 ms\"\nnodes = [\"0..3\"]")
        .fault("clock_step", 0.001, 240, "by = \"-400 ms\"\nnodes = [\"4..6\"]").toml(), 1);

    assertThat(run.violations()).isEmpty();
    assertThat(value(run, "stale_rate")).isZero();
    assertThat(value(run, "growth_per_s")).isCloseTo(1 / 3.0, within(0.01));
    assertThat(value(run, "node_dpos_missed_slots", 0)).isZero();
  }

  @Test
  void s16GivenOneClockTwoSecondsAhead_thenOnlyItsBlocksAreLate() {
    var ahead = Runs.of(AtollNetwork.wan(21, "4 min").fault("clock_step", 0.001, 240, "by = \"2 s\"\nnodes = [3]").toml(),
        1);

    assertThat(ahead.violations()).isEmpty();
    assertThat(value(ahead, "stale_rate")).isZero();
    assertThat(value(ahead, "growth_per_s")).isCloseTo(1 / 3.0, within(0.01));
    assertThat(value(ahead, "finality_ms_p90")).isLessThan(400);
    assertThat(value(ahead, "finality_ms_max")).isBetween(1_500.0, 2_500.0); // its own: others wait for their time
  }

  @ParameterizedTest
  @ValueSource(strings = {"60 s", "-60 s"})
  void s16GivenOneClockAMinuteOff_thenItsNodeMakesNoBlocks(String by) {
    var off = Runs.of(AtollNetwork.wan(21, "4 min").fault("clock_step", 0.001, 240, "by = \"" + by + "\"\nnodes = [3]")
        .toml(), 1);

    assertThat(off.violations()).isEmpty();
    assertThat(value(off, "stale_rate")).isZero();
    assertThat(value(off, "growth_per_s")).isCloseTo(20 / 63.0, within(0.01));
    assertThat(value(off, "node_dpos_missed_slots")).isPositive();
    assertThat(value(off, "finality_ms_p90")).isLessThan(600);
  }

  private static double value(RunResult run, String metric) {
    return Runs.value(run, metric);
  }

  private static double value(RunResult run, String metric, double otherwise) {
    return run.values().getOrDefault(metric, otherwise);
  }

  /** The newest point of the timeline at that time. */
  private static TimelinePoint last(RunResult run, long seconds) {
    return run.timeline().stream().filter(point -> point.micros() <= seconds * 1_000_000)
        .reduce((older, newer) -> newer).orElseThrow();
  }
}
