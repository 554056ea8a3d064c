package org.atoll.sdk.processor.runner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ContentionTest {
  private final Contention contention = new Contention();

  /** Commits until they go serially; how many. */
  private int untilHigh(boolean second) {
    int commits = 0;
    while (!contention.isHigh()) {
      contention.committed(second);
      commits++;
    }
    return commits;
  }

  private int stretch() {
    int commits = 0;
    while (contention.isHigh()) {
      contention.committed(false);
      commits++;
    }
    return commits;
  }

  @Test
  void conflictsThatGoOnMakeTheStretchLonger() {
    int expected = 64;
    for (int i = 0; i < 10; i++) {
      assertThat(untilHigh(true)).isEqualTo(17);
      assertThat(stretch()).isEqualTo(expected);
      expected = Math.min(2 * expected, 8_192);
    }
  }

  @Test
  void afterAQuietWhileItIsShortAgain() {
    untilHigh(true);
    stretch();
    untilHigh(true);
    assertThat(stretch()).isEqualTo(128);
    for (int i = 0; i < 64; i++) {
      contention.committed(false);
    }
    untilHigh(true);
    assertThat(stretch()).isEqualTo(64);
  }

  @Test
  void knowsHowLongItLasts() {
    untilHigh(true);
    assertThat(contention.isHighFor(64)).isTrue();
    assertThat(contention.isHighFor(65)).isFalse();
  }

  @Test
  void halfOfThemIsNotTooMany() {
    for (int i = 0; i < 1_000; i++) {
      contention.committed(i % 2 == 0);
      assertThat(contention.isHigh()).isFalse();
    }
  }
}
