package org.atoll.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Validators that are cut off from each other by proxies (reliability.md P1). {@code -Datoll.network.partitions=500} plays
 * more of them, {@code -Datoll.network.partition.seconds=60} longer ones.
 */
@Timeout(36_000)
final class PartitionIT {
  private static final Duration PATIENCE = Scale.patience();
  private static final int PARTITIONS = Scale.of("partitions", 10);
  private static final int SECONDS = Scale.of("partition.seconds", 6);
  private static final long SETTLE_MILLIS = 1_500;

  /** @param going nodes that go on to make blocks final */
  private record Shape(List<String> words, List<Integer> going) {}

  private static final List<Shape> SHAPES = List.of(
      new Shape(List.of("partition", "0,1/2,3"), List.of()),
      new Shape(List.of("partition", "0,1,2/3"), List.of(0, 1, 2)),
      new Shape(List.of("partition", "1", "direction=outward"), List.of(0, 2, 3)),
      new Shape(List.of("partition", "2,3", "direction=inward"), List.of()));

  @TempDir Path folder;

  @Test
  void givenPartitions_whenTheyHeal_thenFinalityReturnsAndNothingConflicts() throws Exception {
    try (var cluster = Cluster.startWithProxies(folder.resolve("n"), 4, 21_000, PATIENCE);
        var observer = new Observer(cluster); var traffic = new Traffic(cluster.clients, 10)) {
      var heals = new ArrayList<Long>();
      for (int number = 0; number < PARTITIONS; number++) {
        var shape = SHAPES.get(number % SHAPES.size());
        long millis = play(cluster, observer, shape);
        System.out.println(String.join(" ", shape.words) + " for " + SECONDS + " s: final on all " + millis
            + " ms after healing");
        heals.add(millis);
      }
      traffic.finish();
      var accepted = traffic.accepted();
      cluster.await(PATIENCE, "all " + accepted.size() + " accepted transactions are final",
          () -> observer.finalTransactions().keySet().containsAll(accepted));

      assertThat(observer.conflicts()).isEmpty();
      long bound = Scale.bound(Math.max(2 * Cluster.SLOT_MILLIS, 5_000), 20_000);
      assertThat(heals).allSatisfy(millis -> assertThat(millis).isLessThanOrEqualTo(bound));
    }
  }

  /** Milliseconds from the end of the partition to a final block, made after it, on all nodes. */
  private static long play(Cluster cluster, Observer observer, Shape shape) throws Exception {
    var words = new ArrayList<>(shape.words);
    words.add("until=" + SECONDS + "s");
    var during = new ArrayList<List<Long>>();
    var playing = Thread.ofPlatform().start(() -> {
      try {
        cluster.fault(words.toArray(String[]::new));
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    });
    Thread.sleep(SETTLE_MILLIS); // votes that were on their way may still count
    during.add(finals(observer));
    Thread.sleep(SECONDS * 1_000L - SETTLE_MILLIS - 500);
    during.add(finals(observer));
    playing.join();
    long healed = System.nanoTime();

    for (int node = 0; node < 4; node++) {
      long gained = during.getLast().get(node) - during.getFirst().get(node);
      if (shape.going.contains(node)) {
        assertThat(gained).as("blocks final on node %d meanwhile", node).isPositive();
      } else if (shape.going.isEmpty()) {
        assertThat(gained).as("blocks final on node %d meanwhile", node).isZero();
      }
    }
    long height = finals(observer).stream().mapToLong(Long::longValue).max().orElseThrow();
    cluster.await(PATIENCE, "final above " + height + " on all", () ->
        finals(observer).stream().allMatch(reached -> reached > height));
    return (System.nanoTime() - healed) / 1_000_000;
  }

  private static List<Long> finals(Observer observer) {
    return IntStream.range(0, 4).mapToObj(observer::finalHeight).toList();
  }
}
