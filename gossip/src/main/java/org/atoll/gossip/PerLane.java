package org.atoll.gossip;

import java.util.List;
import java.util.function.Function;

/** One thing per lane. */
public record PerLane<T>(T vote, T block, T batch) {
  public T of(Lane lane) {
    return switch (lane) {
      case VOTE -> vote;
      case BLOCK -> block;
      case BATCH -> batch;
    };
  }

  /** Asks for each, most urgent first. */
  public <R> PerLane<R> map(Function<T, R> change) {
    return new PerLane<>(change.apply(vote), change.apply(block), change.apply(batch));
  }

  /** Most urgent first. */
  public List<T> all() {
    return List.of(vote, block, batch);
  }
}
