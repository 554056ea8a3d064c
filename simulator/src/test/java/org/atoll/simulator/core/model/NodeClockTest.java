package org.atoll.simulator.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NodeClockTest {
  private static final long SECOND = 1_000_000;

  @Test
  void anExactClockShowsTheEpochPlusVirtualTime() {
    var clock = new NodeClock(5_000, 0, 0);

    assertThat(clock.millis(0)).isEqualTo(5_000);
    assertThat(clock.millis(999)).isEqualTo(5_000);
    assertThat(clock.millis(1_000)).isEqualTo(5_001);
  }

  @Test
  void aFastClockGainsItsPartsPerMillion() {
    var clock = new NodeClock(0, 250_000, 100);

    assertThat(clock.millis(0)).isEqualTo(250);
    assertThat(clock.millis(10_000 * SECOND)).isEqualTo(250 + 10_000_000 + 1_000);
  }

  @Test
  void stepsMoveWhatIsShownAndNotTheSpeed() {
    var clock = new NodeClock(0, 0, -200);
    clock.step(1_000 * SECOND, -400_000);

    assertThat(clock.millis(1_000 * SECOND)).isEqualTo(1_000_000 - 200 - 400);
    clock.skew(1_000 * SECOND, 0);
    assertThat(clock.millis(2_000 * SECOND)).isEqualTo(2_000_000 - 200 - 400);
  }

  /** P7 in small: the first instant that shows it, for a million milliseconds ahead. */
  @Test
  void timersFireAtTheFirstInstantThatShowsTheirTime() {
    var random = new SplittableRandom(1);
    for (int round = 0; round < 50_000; round++) {
      var clock = new NodeClock(1_767_225_600_000L, random.nextLong(-SECOND, SECOND),
          random.nextInt(-100_000, 100_001));
      long now = random.nextLong(1_000 * SECOND);
      if (random.nextBoolean()) {
        clock.step(now / 2, random.nextLong(-SECOND, SECOND));
      }
      long wanted = clock.millis(now) + random.nextInt(1_000_000);
      long when = clock.whenShows(wanted, now);

      assertThat(when).isGreaterThanOrEqualTo(now);
      assertThat(clock.millis(when)).isGreaterThanOrEqualTo(wanted);
      if (when > now) {
        assertThat(clock.millis(when - 1)).isLessThan(wanted);
      }
    }
  }
}
