package org.atoll.validator.client;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.ExecutedBlock;

/**
 * On a chain that makes a block at once, the answer to a submission waits for that block: test suites look at the
 * outcome right after sending, without asking for a receipt. Thread-safe.
 */
public final class MinedWaits {
  private static final long MAX_WAIT_MILLIS = 2_000;

  private final boolean enabled;
  /** Several may wait for one transaction: whoever sends it again is told that it is known already. */
  private final Map<TransactionId, Set<CompletableFuture<Void>>> waiting = new ConcurrentHashMap<>();

  public MinedWaits(boolean enabled) {
    this.enabled = enabled;
  }

  boolean enabled() {
    return enabled;
  }

  /** Waits that were registered before the batches went to the mempool. */
  final class Expected {
    private final Map<TransactionId, CompletableFuture<Void>> futures;

    private Expected(Map<TransactionId, CompletableFuture<Void>> futures) {
      this.futures = futures;
    }

    /** Nothing is to be waited for. */
    void cancel() {
      futures.forEach(MinedWaits.this::forget);
    }

    /** Done when all of these are in a published block or dropped; the others are not waited for. */
    CompletableFuture<Void> of(Set<TransactionId> ids) {
      futures.entrySet().stream().filter(entry -> !ids.contains(entry.getKey()))
          .forEach(entry -> forget(entry.getKey(), entry.getValue()));
      return CompletableFuture.allOf(futures.entrySet().stream().filter(entry -> ids.contains(entry.getKey()))
              .map(Map.Entry::getValue).toArray(CompletableFuture[]::new))
          .completeOnTimeout(null, MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS)
          .whenComplete((done, failure) -> cancel());
    }
  }

  Expected expect(List<BatchView> batches) {
    var futures = new HashMap<TransactionId, CompletableFuture<Void>>();
    if (enabled) {
      for (var batch : batches) {
        var wait = futures.computeIfAbsent(batch.id(), unused -> new CompletableFuture<>());
        waiting.compute(batch.id(), (id, waits) -> {
          var all = waits == null ? new HashSet<CompletableFuture<Void>>() : waits;
          all.add(wait);
          return all;
        });
      }
    }
    return new Expected(futures);
  }

  private void forget(TransactionId id, CompletableFuture<Void> wait) {
    waiting.computeIfPresent(id, (unused, waits) -> {
      waits.remove(wait);
      return waits.isEmpty() ? null : waits;
    });
  }

  public void published(ExecutedBlock block) {
    if (!waiting.isEmpty()) {
      block.batches().forEach(batch -> done(batch.batch().id()));
    }
  }

  public void dropped(TransactionId id) {
    done(id);
  }

  private void done(TransactionId id) {
    var waits = waiting.remove(id);
    if (waits != null) {
      waits.forEach(wait -> wait.complete(null));
    }
  }
}
