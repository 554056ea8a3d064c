package org.atoll.simulator.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomnessTest {
  private static final int DRAWS = 200_000;

  @Test
  void streamsDifferBySeedNodeAndPurposeAndRepeat() {
    var firsts = new HashSet<Long>();
    for (long seed = 0; seed < 20; seed++) {
      for (int node = -1; node < 20; node++) {
        for (var purpose : new String[] {"delay", "loss", "clock"}) {
          firsts.add(new RandomTree(seed).stream(node, purpose).nextLong());
        }
      }
    }

    assertThat(firsts).hasSize(20 * 21 * 3);
    assertThat(new RandomTree(3).stream(2, "delay").nextLong())
        .isEqualTo(new RandomTree(3).stream(2, "delay").nextLong());
  }

  @Test
  void exponentialWaitsHaveTheirMeanAndVariance() {
    var random = new SplittableRandom(1);
    var waits = LongStream.generate(() -> Samplers.exponential(random, 1_000_000)).limit(DRAWS).toArray();
    double mean = LongStream.of(waits).average().orElseThrow();
    double squares = LongStream.of(waits).mapToDouble(wait -> (wait - mean) * (wait - mean)).sum() / DRAWS;

    assertThat(mean).isCloseTo(1e6, within(1e4));
    assertThat(Math.sqrt(squares)).isCloseTo(1e6, within(2e4));
  }

  @Test
  void lognormalDelaysHaveTheirMedianAndTail() {
    var random = new SplittableRandom(1);
    var delays = LongStream.generate(() -> Samplers.lognormal(random, 50_000, 0.5)).limit(DRAWS).sorted().toArray();

    assertThat((double) delays[DRAWS / 2]).isCloseTo(50_000, within(500.0));
    assertThat((double) delays[(int) (DRAWS * 0.99)]).isCloseTo(50_000 * Math.exp(0.5 * 2.3263), within(4_000.0));
  }

  @Test
  void chancesAreMet() {
    var random = new SplittableRandom(1);
    long hits = LongStream.range(0, DRAWS).filter(draw -> Samplers.chance(random, 30_000)).count();

    assertThat((double) hits / DRAWS).isCloseTo(0.03, within(0.002));
    assertThat(Samplers.chance(random, 0)).isFalse();
    assertThat(Samplers.chance(random, 1_000_000)).isTrue();
  }

  @Test
  void theTraceHashSeesOrderTimeNodeKindAndDigest() {
    var hashes = new HashSet<String>();
    hashes.add(hash(new long[][] {{1, 2, 3, 4}, {5, 6, 7, 8}}));
    hashes.add(hash(new long[][] {{5, 6, 7, 8}, {1, 2, 3, 4}}));
    hashes.add(hash(new long[][] {{2, 2, 3, 4}, {5, 6, 7, 8}}));
    hashes.add(hash(new long[][] {{1, 3, 3, 4}, {5, 6, 7, 8}}));
    hashes.add(hash(new long[][] {{1, 2, 4, 4}, {5, 6, 7, 8}}));
    hashes.add(hash(new long[][] {{1, 2, 3, 5}, {5, 6, 7, 8}}));
    hashes.add(hash(new long[][] {{1, 2, 3, 4}}));

    assertThat(hashes).hasSize(7).allMatch(hash -> hash.matches("[0-9a-f]{32}"));
    assertThat(hash(new long[][] {{1, 2, 3, 4}})).isEqualTo(hash(new long[][] {{1, 2, 3, 4}}));
  }

  private static String hash(long[][] events) {
    var hash = new TraceHash();
    for (var event : events) {
      hash.add(event[0], (int) event[1], (int) event[2], event[3]);
    }
    return hash.hex();
  }
}
