package org.atoll.validator.mempool.core;

import java.util.Optional;
import java.util.function.Predicate;
import org.atoll.sdk.envelope.TransactionView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.TransactionId;

/** Checks of a native transaction against the chain. Pure. */
final class NativeRules {
  private static final int SERVER_ERROR = -32000;

  private NativeRules() {}

  static Optional<Refusal> refuse(TransactionView tx, PoolRules rules, HeadView head, Predicate<TransactionId> pooled,
      int referenceWindow) {
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
      if (!head.contains(dependency) && !pooled.test(dependency)) {
        return refusal("MISSING_DEPENDENCY", "transaction depends on " + dependency + ", which is neither in the chain "
            + "nor in the pool", "send that transaction first");
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> refusal(String name, String message, String hint) {
    return Optional.of(Refusal.named(SERVER_ERROR, name, message, hint));
  }
}
