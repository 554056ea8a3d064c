package org.atoll.validator.state;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Executor;

/**
 * How much of state to keep.
 *
 * @param historyBlocks how many heights below the last final one can be read; {@link Long#MAX_VALUE} keeps all
 * @param cacheBytes memory for values and tree nodes of the final state, half each, roughly
 * @param executor helps the calling thread with tree updates; may run tasks at once, later or never
 */
public record StateOptions(long historyBlocks, long cacheBytes, Executor executor) {
  public StateOptions {
    if (historyBlocks < 0 || cacheBytes < 0) {
      throw new IllegalArgumentException("neither history nor cache can be negative");
    }
    requireNonNull(executor, "executor");
  }

  /** All work is done by the calling thread. */
  public StateOptions(long historyBlocks, long cacheBytes) {
    this(historyBlocks, cacheBytes, task -> {});
  }
}
