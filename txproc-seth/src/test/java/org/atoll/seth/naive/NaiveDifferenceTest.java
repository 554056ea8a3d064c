package org.atoll.seth.naive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Random programs on both EVMs. System property {@code atoll.programs} sets how many, {@code atoll.first-seed} where to
 * begin.
 */
final class NaiveDifferenceTest {
  private static final long PROGRAMS = Long.getLong("atoll.programs", 10_000);
  private static final long FIRST = Long.getLong("atoll.first-seed", 0);
  private static final long STACK_BYTES = 512L << 20; // naive frames are Java frames

  @Test
  void programsEndAlike() throws InterruptedException {
    var failure = new AtomicReference<Throwable>();
    var thread = new Thread(null, () -> {
      try {
        run();
      } catch (Throwable broken) {
        failure.set(broken);
      }
    }, "naive", STACK_BYTES);
    thread.start();
    thread.join();
    if (failure.get() != null) {
      throw new AssertionError(failure.get().getMessage(), failure.get());
    }
  }

  private static void run() {
    var differential = new Differential();
    var endings = new EnumMap<Differential.Kind, Integer>(Differential.Kind.class);
    for (long seed = FIRST; seed < FIRST + PROGRAMS; seed++) {
      var one = RandomCase.any(new SplittableRandom(seed));
      try {
        endings.merge(differential.check(one), 1, Integer::sum);
      } catch (Throwable broken) {
        throw new AssertionError("seed " + seed + " in " + one.fork() + ": " + broken.getMessage(), broken);
      }
    }
    assertThat(endings).hasSize(Differential.Kind.values().length);
    assertThat(endings.values()).as("every ending, often: %s", endings).allMatch(count -> count > PROGRAMS / 50);
  }
}
