package org.atoll.sdk.processor.runner;

import java.time.Duration;

/**
 * @param cacheBytes bound of the state cache
 * @param queryThreads threads that answer queries
 * @param firstRetry wait before the first reconnect; doubles up to {@code lastRetry}
 */
public record ProcessorOptions(long cacheBytes, int queryThreads, Duration firstRetry, Duration lastRetry) {
  public static ProcessorOptions defaults() {
    return new ProcessorOptions(256L << 20, Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
        Duration.ofMillis(50), Duration.ofSeconds(2));
  }
}
