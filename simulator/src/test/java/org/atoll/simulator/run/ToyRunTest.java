package org.atoll.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.atoll.simulator.core.theory.ClosedForms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of two small protocols. */
class ToyRunTest {
  private static final String POISSON = """
      name = "longest chain"
      protocol = "poisson"
      nodes = 100
      duration = "5 h"
      [links]
      model = "constant"
      delay = "500 ms"
      [params]
      interval_ms = 3000
      """;
  private static final String VOTING = """
      name = "voting"
      protocol = "voting"
      nodes = 21
      duration = "10 min"
      warm_up = "10 s"
      [params]
      slot_ms = 3000
      """;

  @Test
  void givenAFullMesh_whenChainsRace_thenStaleRateAndGrowthAreThoseOfTheClosedForms() {
    var run = Runs.of(POISSON, 1);

    double inFlight = ClosedForms.blocksInFlight(100, 0.5, 3);
    assertThat(Runs.value(run, "stale_rate")).isCloseTo(ClosedForms.staleRate(inFlight), within(0.015));
    assertThat(Runs.value(run, "growth_per_s")).isCloseTo(ClosedForms.growth(inFlight, 3), within(0.01));
    assertThat(Runs.value(run, "share_chi2_per_df")).isCloseTo(1, within(ClosedForms.chiSquareBand(100)));
    assertThat(Runs.value(run, "share_gini"))
        .isCloseTo(ClosedForms.gini(100, (long) Runs.value(run, "blocks")), within(0.02));
  }

  @Test
  void givenSixRegions_whenTwentyOneVote_thenFinalityTakesWhatTheDesignExpects() {
    var run = Runs.of(VOTING, 1);

    assertThat(run.violations()).isEmpty();
    assertThat(Runs.value(run, "finality_ms_p50")).isBetween(200.0, 300.0);
    assertThat(Runs.value(run, "finality_ms_p99")).isLessThan(400);
    assertThat(Runs.value(run, "messages_per_block_vote"))
        .isCloseTo(ClosedForms.overlayMessages(21), within(8.4));
    assertThat(Runs.value(run, "stale_rate")).isZero();
    assertThat(Runs.value(run, "interval_ms_p50")).isEqualTo(3_000);
  }

  @Test
  void givenOneSeed_whenRunTwice_thenTheTraceIsTheSame() {
    var faults = VOTING + """
        [links]
        loss_percent = 5
        duplicate_percent = 5
        reorder_percent = 5
        [clocks]
        offset = "50 ms"
        skew_ppm = 100
        [load]
        per_second = 20
        [mix]
        faults = 20
        until = "5 min"
        byzantine = 3
        """;
    var one = Runs.of(faults, 7);
    var same = Runs.of(faults, 7);
    var other = Runs.of(faults, 8);

    assertThat(one.traceHash()).isEqualTo(same.traceHash());
    assertThat(one.values()).isEqualTo(same.values());
    assertThat(one.finalityMicros()).isEqualTo(same.finalityMicros());
    assertThat(one.traceHash()).isNotEqualTo(other.traceHash());
  }

  @Test
  void givenSixSilent_whenTheOthersGoOn_thenGrowthIsThatOfTheClosedForm() {
    var run = Runs.of(VOTING + fault("silent", "nodes = \"0..5\""), 1);

    assertThat(Runs.value(run, "growth_per_s") * 3).isCloseTo(ClosedForms.slotGrowth(21, 6), within(0.02));
    assertThat(Runs.value(run, "interval_ms_max")).isEqualTo(3_000 * ClosedForms.longestGapSlots(6));
  }

  @Test
  void givenSevenSilent_thenNothingIsFinal() {
    assertThat(Runs.value(Runs.of(VOTING + fault("silent", "nodes = \"random 7\""), 3), "final_height")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"equivocate", "double_vote", "withhold", "delay", "wrong_root", "clock_liar", "censor",
      "twins", "silent"})
  void givenSixLiars_thenTheOthersAgreeAndGoOn(String lie) {
    var run = Runs.of(VOTING + fault(lie, "nodes = \"random 6\""), 5);

    assertThat(run.violations()).isEmpty();
    assertThat(Runs.value(run, "final_height_lowest")).isGreaterThan(10);
  }

  @Test
  void givenNineTwinsAndTwoHalves_whenBothSidesReachTheQuorum_thenTheConflictIsFound() {
    var twins = VOTING + """
        [[fault]]
        at = "20 s"
        kind = "twins"
        nodes = "0..8"
        other = "15..20"
        [[fault]]
        at = "20 s"
        until = "5 min"
        kind = "partition"
        groups = ["9..14", "15..20"]
        """;
    var run = Runs.of(twins, 1);

    assertThat(run.violations()).isNotEmpty();
    assertThat(run.violations().getFirst()).contains("another block is final elsewhere");
    var eight = twins.replace("\"0..8\"", "\"0..7\"").replace("[\"9..14\"", "[\"8..14\"");
    assertThat(Runs.of(eight, 1).violations()).isEmpty(); // 8 + 6 do not reach 15
  }

  @Test
  void givenACrashedNode_whenItRestarts_thenItFollowsAgain() {
    var run = Runs.of(VOTING + """
        [[fault]]
        at = "60 s"
        until = "3 min"
        kind = "crash"
        nodes = [0, 1, 2]
        """, 1);

    assertThat(run.violations()).isEmpty();
    assertThat(Runs.value(run, "recovery_ms")).isLessThan(30_000);
    assertThat(Runs.value(run, "final_height_lowest")).isGreaterThanOrEqualTo(Runs.value(run, "final_height") - 1);
  }

  @ParameterizedTest
  @CsvSource({"'nodes = \"0..9\"'", "'groups = [\"0..10\", \"11..20\"]'"})
  void givenAPartition_thenNothingIsFinalInsideAndAllIsAfter(String sides) {
    var run = Runs.of(VOTING + """
        [[fault]]
        at = "60 s"
        until = "3 min"
        kind = "partition"
        %s
        """.formatted(sides), 1);

    assertThat(run.violations()).isEmpty();
    var during = run.timeline().stream()
        .filter(point -> point.micros() > 65_000_000 && point.micros() < 180_000_000).toList();
    assertThat(during.getFirst().highestFinal()).isEqualTo(during.getLast().highestFinal());
    assertThat(Runs.value(run, "recovery_ms")).isLessThan(60_000);
    assertThat(Runs.value(run, "reorg_depth_max")).isGreaterThan(3);
  }

  private static String fault(String kind, String nodes) {
    return "[[fault]]\nat = \"0 s\"\nkind = \"" + kind + "\"\n" + nodes + "\n";
  }
}
