package org.atoll.simulator.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void quantilesAreByNearestRank() {
    var sorted = new long[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

    assertThat(Statistics.quantile(sorted, 0.5)).isEqualTo(5);
    assertThat(Statistics.quantile(sorted, 0.9)).isEqualTo(9);
    assertThat(Statistics.quantile(sorted, 0.99)).isEqualTo(10);
    assertThat(Statistics.quantile(sorted, 0)).isEqualTo(1);
    assertThat(Statistics.quantile(new long[0], 0.5)).isNaN();
  }

  @Test
  void intervalsAreThoseOfStudent() {
    assertThat(Statistics.halfWidth95(new double[] {1, 2, 3, 4, 5})).isCloseTo(1.963, within(1e-3));
    assertThat(Statistics.halfWidth95(new double[] {1})).isNaN();
    assertThat(Statistics.halfWidth95(new double[100])).isZero();
  }

  @Test
  void equalSharesAreFair() {
    var equal = new long[] {10, 10, 10, 10};

    assertThat(Statistics.gini(equal)).isZero();
    assertThat(Statistics.hhi(equal)).isEqualTo(0.25);
    assertThat(Statistics.nakamoto(equal, 1 / 3.0)).isEqualTo(2);
    assertThat(Statistics.chiSquareByDegree(equal, new long[] {1, 1, 1, 1})).isZero();
  }

  @Test
  void oneThatHasAllIsNot() {
    var one = new long[] {0, 0, 0, 40};

    assertThat(Statistics.gini(one)).isEqualTo(0.75);
    assertThat(Statistics.hhi(one)).isEqualTo(1);
    assertThat(Statistics.nakamoto(one, 1 / 3.0)).isEqualTo(1);
    assertThat(Statistics.chiSquareByDegree(one, new long[] {1, 1, 1, 1})).isEqualTo(40);
    assertThat(Statistics.chiSquareByDegree(new long[] {10, 30}, new long[] {1, 3})).isZero();
  }
}
