package org.atoll.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void ranksOfAHundred() {
    var times = LongStream.rangeClosed(1, 100).toArray();
    assertThat(Percentiles.of(times)).isEqualTo(new Percentiles(100, 50, 90, 99, 100));
  }

  @Test
  void oneValueIsEveryPercentile() {
    assertThat(Percentiles.of(new long[] {7})).isEqualTo(new Percentiles(1, 7, 7, 7, 7));
  }

  @Test
  void noValuesAreZeros() {
    assertThat(Percentiles.of(new long[0])).isEqualTo(new Percentiles(0, 0, 0, 0, 0));
  }

  @Test
  void isTheSmallestValueThatEnoughDoNotExceed() {
    var random = new Random(11);
    for (int round = 0; round < 200; round++) {
      var times = random.longs(1 + random.nextInt(50), 0, 20).toArray();
      var found = Percentiles.of(times);
      assertThat(found.p90Nanos()).isEqualTo(smallest(times, 90));
      assertThat(found.p50Nanos()).isEqualTo(smallest(times, 50));
      assertThat(found.p99Nanos()).isEqualTo(smallest(times, 99));
    }
  }

  private static long smallest(long[] times, int percent) {
    return Arrays.stream(times).sorted()
        .filter(candidate -> 100 * Arrays.stream(times).filter(time -> time <= candidate).count()
            >= (long) percent * times.length)
        .findFirst().orElseThrow();
  }

  @Test
  void leavesTheArrayAsItIs() {
    var times = new long[] {3, 1, 2};
    Percentiles.of(times);
    assertThat(times).containsExactly(3, 1, 2);
  }

  @Test
  void medians() {
    assertThat(Median.of(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Median.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
    assertThatThrownBy(() -> Median.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
