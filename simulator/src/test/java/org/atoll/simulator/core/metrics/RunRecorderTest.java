package org.atoll.simulator.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Four nodes by hand; node 3 is Byzantine. Blocks 11 to 14 are one chain, 22 and 23 fork off after 11. */
class RunRecorderTest {
  private static final long ROOT = 5;

  private final RunRecorder recorder = new RunRecorder(4, 0, 0);
  private final RecordingView[] views = new RecordingView[4];
  private long now;

  @BeforeEach
  void twoChains() {
    recorder.byzantine(3);
    for (int node = 0; node < 4; node++) {
      views[node] = new RecordingView(recorder, node, () -> now);
    }
    block(1_000_000, 11, 0, 1, 0);
    block(2_000_000, 12, 11, 2, 1);
    block(2_500_000, 22, 11, 2, 2);
    block(3_000_000, 13, 12, 3, 0);
    block(3_500_000, 23, 22, 3, 3);
    block(5_000_000, 14, 13, 4, 1);
  }

  @Test
  void latenciesCoverAncestorsOfWhatIsFinal() {
    now = 6_000_000;
    views[0].finalized(12, 2, ROOT);
    views[0].head(14, 4, 0);
    now = 7_000_000;
    views[0].finalized(14, 4, ROOT);
    var result = summary();

    assertThat(result.finalityMicros()).containsExactly(4_000_000, 5_000_000, 2_000_000, 4_000_000);
    assertThat(result.intervalMicros()).containsExactly(1_000_000, 1_000_000, 2_000_000);
    assertThat(result.blocksByProducer()).containsExactly(2, 2, 0, 0);
    assertThat(result.values()).containsEntry("stale_rate", 2 / 6.0).containsEntry("blocks", 4.0)
        .containsEntry("final_height", 4.0).containsEntry("final_height_lowest", 0.0)
        .containsEntry("interval_ms_max", 2_000.0);
    assertThat(result.violations()).isEmpty();
  }

  @Test
  void twoFinalBlocksOfOneHeightAreAViolation() {
    views[0].finalized(13, 3, ROOT);
    views[1].finalized(23, 3, ROOT);

    assertThat(summary().violations()).hasSize(2).first().asString().contains("node 1, height 3", "another block");
  }

  @Test
  void aNodeThatContradictsItselfIsAViolation() {
    views[0].finalized(12, 2, ROOT);
    views[0].finalized(23, 3, ROOT);

    assertThat(summary().violations()).isNotEmpty();
  }

  @Test
  void twoStateRootsAreAViolation() {
    views[0].finalized(13, 3, ROOT);
    views[1].finalized(13, 3, ROOT + 1);

    assertThat(summary().violations()).singleElement().asString().contains("another state root");
  }

  @Test
  void aFinalBlockThatNobodyMadeIsAViolation() {
    views[0].finalized(99, 3, ROOT);

    assertThat(summary().violations()).singleElement().asString().contains("a block nobody has");
  }

  @Test
  void liarsAreNotBelieved() {
    views[0].finalized(13, 3, ROOT);
    views[3].finalized(23, 3, ROOT + 7);
    views[3].evidence(0, "E1");
    views[0].evidence(3, "E1");
    var result = summary();

    assertThat(result.violations()).isEmpty();
    assertThat(result.values()).containsEntry("evidence", 1.0).containsEntry("evidence_E1", 1.0);
  }

  @Test
  void anHonestNodeThatStandsAccusedIsAViolation() {
    views[0].evidence(1, "E2");

    assertThat(summary().violations()).singleElement().asString().contains("honest node 1 is accused of E2");
  }

  @Test
  void recoveryIsWhenTheLastHonestNodeHasABlockOfAfterTheHealing() {
    recorder.healed(2_700_000);
    now = 6_000_000;
    views[0].finalized(12, 2, ROOT); // made before
    views[1].finalized(13, 3, ROOT);
    views[2].finalized(14, 4, ROOT);
    assertThat(summary().values()).containsEntry("recovery_ms", Double.POSITIVE_INFINITY);
    now = 8_000_000;
    views[0].finalized(14, 4, ROOT);
    assertThat(summary().values()).containsEntry("recovery_ms", 5_300.0);
  }

  @Test
  void whoWasDownWhenABlockWasMadeGivesNoSampleOfIt() {
    recorder.down(1);
    recorder.up(2_900_000, 1);
    now = 6_000_000;
    views[1].finalized(14, 4, ROOT);

    assertThat(summary().finalityMicros()).containsExactly(1_000_000, 3_000_000);
  }

  @Test
  void reorgsAndHeadsAreKept() {
    views[0].head(13, 3, 0);
    views[0].head(23, 3, 2);
    recorder.sample(4_000_000);
    var result = summary();

    assertThat(result.values()).containsEntry("reorgs", 1.0).containsEntry("reorg_depth_max", 2.0);
    assertThat(result.timeline())
        .containsExactly(new RunResult.TimelinePoint(4_000_000, 3, 0, 0, 0));
  }

  private void block(long at, long key, long parent, long height, int producer) {
    now = at;
    views[producer].block(key, parent, height, producer, 1, 100);
    now = at + 500_000;
    views[0].block(key, parent, height, producer, 1, 100); // arrives: dates nothing
  }

  private RunResult summary() {
    return RunSummary.of(recorder, 1, "hash", 10, 10_000_000, new long[] {1, 1, 1, 1});
  }
}
