package org.atoll.validator.mempool.core;

import java.util.HashSet;
import java.util.Optional;
import java.util.function.Predicate;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.TransactionView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.TransactionId;

/** Checks of a native batch against the chain. Pure. */
final class NativeRules {
  private static final int SERVER_ERROR = -32000;

  private NativeRules() {}

  /** @param pooled whether a transaction is in a batch that waits */
  static Optional<Refusal> refuse(BatchView batch, PoolRules rules, HeadView head, Predicate<TransactionId> pooled,
      int referenceWindow) {
    var first = batch.transactions().getFirst();
    var earlier = new HashSet<TransactionId>();
    for (var tx : batch.transactions()) {
      if (!tx.family().equals(first.family()) || !tx.version().equals(first.version())) {
        return refusal("MIXED_FAMILIES", "the batch holds transactions of " + first.family() + " " + first.version()
            + " and of " + tx.family() + " " + tx.version(), "make one batch for each family");
      }
      if (pooled.test(tx.id())) {
        return Optional.of(Refusal.of(SERVER_ERROR, "already known"));
      }
      var refusal = refuse(tx, rules, head, id -> earlier.contains(id) || pooled.test(id), referenceWindow);
      if (refusal.isPresent()) {
        return refusal;
      }
      earlier.add(tx.id());
    }
    return Optional.empty();
  }

  private static Optional<Refusal> refuse(TransactionView tx, PoolRules rules, HeadView head,
      Predicate<TransactionId> pooled, int referenceWindow) {
    if (tx.chainId() != rules.chainId()) {
      return refusal("WRONG_CHAIN", "transaction is for chain " + tx.chainId() + ", this is " + rules.chainId(),
          "sign it for this chain");
    }
    if (tx.expiryHeight() < rules.nextHeight()) {
      return refusal("EXPIRED", "transaction expired at height " + tx.expiryHeight() + ", the next block is "
          + rules.nextHeight(), "sign it again with a later expiry");
    }
    if (tx.expiryHeight() > Math.max(tx.referenceHeight(), rules.nextHeight()) + referenceWindow) {
      return refusal("EXPIRY_TOO_FAR", "expiry height " + tx.expiryHeight() + " is more than " + referenceWindow
          + " blocks ahead", "choose an earlier expiry");
    }
    if (!tx.referenceId().isEmpty()) {
      var block = head.blockAt(tx.referenceHeight());
      if (block.isEmpty() || !block.get().bytes().startsWith(tx.referenceId())) {
        return refusal("STALE_REFERENCE", "reference block " + tx.referenceHeight() + " is not on this chain",
            "take the id of a recent block of this chain");
      }
    }
    if (head.contains(tx.id())) {
      return Optional.of(Refusal.of(SERVER_ERROR, "already known"));
    }
    for (var dependency : tx.dependencies()) {
      if (!head.containsSince(dependency, rules.nextHeight() - referenceWindow) && !pooled.test(dependency)) {
        return refusal("MISSING_DEPENDENCY", "transaction depends on " + dependency + ", which is neither in the last "
            + referenceWindow + " blocks nor in the pool", "send that transaction first");
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> refusal(String name, String message, String hint) {
    return Optional.of(Refusal.named(SERVER_ERROR, name, message, hint));
  }
}
