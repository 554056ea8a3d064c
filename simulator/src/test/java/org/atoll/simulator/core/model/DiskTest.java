package org.atoll.simulator.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiskTest {
  @Test
  void whatWasSyncedSurvivesAndABeginningOfTheRest() {
    var lengths = new int[7];
    for (int seed = 0; seed < 700; seed++) {
      var disk = disk(1_000_000, seed);
      IntStream.range(0, 4).forEach(at -> disk.write(at, 10));
      disk.sync(0);
      disk.synced(disk.written());
      IntStream.range(4, 10).forEach(at -> disk.write(at, 10));
      int lost = disk.crash();

      assertThat(disk.records()).hasSize(10 - lost)
          .containsExactlyElementsOf(IntStream.range(0, 10 - lost).boxed().map(at -> (Object) at).toList());
      lengths[lost]++;
    }

    assertThat(Arrays.stream(lengths)).allMatch(count -> count > 60); // every length of the torn tail comes up
  }

  @Test
  void crashesThatAreNotTornLoseAllThatIsUnsynced() {
    var disk = disk(0, 1);
    disk.write("a", 1);
    disk.synced(disk.written());
    disk.write("b", 1);

    assertThat(disk.crash()).isEqualTo(1);
    assertThat(disk.records()).containsExactly("a");
  }

  @Test
  void aSyncThatWasUnderWayAtACompactionSavesNothingLater() {
    var disk = disk(0, 1);
    disk.write("a", 1);
    disk.write("b", 1);
    long underWay = disk.written();
    disk.replaceAll(List.of("ab"));
    disk.write("c", 1);
    disk.synced(underWay);

    assertThat(disk.crash()).isEqualTo(1);
    assertThat(disk.records()).containsExactly("ab");
  }

  @Test
  void syncsQueueStallAndTakeTheTimeOfTheModel() {
    var disk = disk(0, 1);
    long first = disk.sync(0);
    assertThat(disk.sync(0)).isGreaterThan(first);
    disk.stall(5_000_000);
    assertThat(disk.sync(1_000_000)).isGreaterThan(5_000_000);

    var medians = IntStream.range(0, 20_001).mapToLong(at -> {
      long now = 10_000_000L * (at + 1);
      return disk.sync(now) - now;
    }).sorted().toArray();
    assertThat((double) medians[10_000]).isCloseTo(1_000, within(15.0));
  }

  @Test
  void aFullDiskRefusesAndForgetsNothing() {
    var disk = disk(0, 1);
    assertThat(disk.write("a", 1)).isTrue();
    disk.full(1);
    assertThat(disk.write("b", 1)).isFalse();
    disk.full(-1);
    assertThat(disk.write("c", 1)).isTrue();

    assertThat(disk.records()).containsExactly("a", "c");
  }

  private static Disk disk(int tornPpm, long seed) {
    return new Disk(new DiskModel(1_000, 0.4, 400_000_000, tornPpm), new SplittableRandom(seed));
  }
}
