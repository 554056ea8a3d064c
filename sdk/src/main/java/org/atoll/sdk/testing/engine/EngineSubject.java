package org.atoll.sdk.testing.engine;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.value.Bytes;

/**
 * An engine to be tried.
 *
 * @param engines a new one at each call
 * @param params as the schedule would give them
 * @param sizes numbers of members it is tried with, ascending
 * @param changes what else, besides its consensus bytes and the producer, makes a header of its own wrong
 */
public record EngineSubject(Supplier<Engine> engines, Bytes params, List<Integer> sizes, List<HeaderChange> changes) {
  /** Makes a header wrong; may return it unchanged when it knows no way. */
  @FunctionalInterface
  public interface HeaderChange {
    Header apply(Header header, RandomGenerator random);
  }

  public EngineSubject {
    sizes = List.copyOf(sizes);
    changes = List.copyOf(changes);
    if (sizes.isEmpty()) {
      throw new IllegalArgumentException("an engine is tried with some number of members");
    }
  }

  /** With 1 and 4 members. */
  public static EngineSubject of(Supplier<Engine> engines, Bytes params) {
    return new EngineSubject(engines, params, List.of(1, 4), List.of());
  }

  public EngineSubject withSizes(Integer... members) {
    return new EngineSubject(engines, params, List.of(members), changes);
  }

  public EngineSubject withChanges(HeaderChange... more) {
    return new EngineSubject(engines, params, sizes, List.of(more));
  }
}
