package org.atoll.validator.client;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Who waits for the head to reach a height. Thread-safe. */
final class HeadWaits {
  private final Map<CompletableFuture<Void>, Long> waiting = new ConcurrentHashMap<>();

  CompletableFuture<Void> await(long height) {
    var wait = new CompletableFuture<Void>();
    waiting.put(wait, height);
    return wait;
  }

  void reached(long height) {
    waiting.forEach((wait, wanted) -> {
      if (wanted <= height && waiting.remove(wait) != null) {
        wait.complete(null);
      }
    });
  }
}
