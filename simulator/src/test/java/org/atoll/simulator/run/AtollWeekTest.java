package org.atoll.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.atoll.simulator.core.world.EventKind;
import org.atoll.simulator.core.world.EventListener;
import org.junit.jupiter.api.Test;

/** Longer away than what a node knows of the members is good for (consensus.md §2.4). */
class AtollWeekTest {
  private static final long WEEK = 7 * 24 * 3_600;

  /** Counts lines of logs. */
  private static final class Lines implements EventListener {
    private final String start;
    private final Set<Integer> nodes = new TreeSet<>();

    Lines(String start) {
      this.start = start;
    }

    @Override
    public void event(long number, long micros, int node, EventKind kind, long detail, Object payload) {}

    @Override
    public void line(long micros, int node, String text) {
      if (text.startsWith(start)) {
        nodes.add(node);
      }
    }
  }

  @Test
  void givenAllWereOffForAWeek_thenTheyGoOnByThemselves() {
    var confirmed = new Lines("trust.confirmed");
    var run = Runs.of(AtollNetwork.quick(4, (WEEK + 120) + " s").idle()
        .fault("crash", 60, 60 + WEEK, "nodes = [\"0..3\"]").toml(), 1, confirmed);

    assertThat(run.violations()).isEmpty();
    assertThat(confirmed.nodes).hasSize(4);
    assertThat(run.timeline().getLast().lowestFinal()).isGreaterThan(120 + 60);
  }

  /** It is up again a minute after the others, which have decided on by then. */
  @Test
  void givenOneIsLateAfterAWeek_thenItFollowsWhatTheOthersVouchFor() {
    var vouched = new Lines("trust.vouched");
    var run = Runs.of(AtollNetwork.quick(4, (WEEK + 300) + " s").idle()
        .fault("crash", 60, 60 + WEEK, "nodes = [\"0..2\"]").fault("crash", 30, 60 + WEEK + 60, "nodes = [3]").toml(), 2,
        vouched);

    assertThat(run.violations()).isEmpty();
    assertThat(vouched.nodes).contains(3);
    assertThat(run.timeline().getLast().lowestFinal()).isGreaterThan(run.timeline().getLast().highestFinal() - 5);
  }
}
