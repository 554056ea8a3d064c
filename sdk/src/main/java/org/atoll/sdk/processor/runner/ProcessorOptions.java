package org.atoll.sdk.processor.runner;

import java.time.Duration;

/**
 * @param cacheBytes bound of the state cache
 * @param queryThreads threads that answer queries
 * @param workers threads that execute one chunk, where its handler allows
 * @param firstRetry wait before the first reconnect; doubles up to {@code lastRetry}
 */
public record ProcessorOptions(long cacheBytes, int queryThreads, int workers, Duration firstRetry,
    Duration lastRetry) {
  public ProcessorOptions {
    if (queryThreads < 1 || workers < 1) {
      throw new IllegalArgumentException("there is at least one thread of each kind");
    }
  }

  public static ProcessorOptions defaults() {
    return new ProcessorOptions(256L << 20, Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
        Runtime.getRuntime().availableProcessors(),
        Duration.ofMillis(50), Duration.ofSeconds(2));
  }
}
