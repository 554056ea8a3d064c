package org.atoll.validator.mempool.core;

import java.util.Optional;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.TransactionView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;

/**
 * Whose batches this node takes from clients and peers (operations.md §6). Blocks may hold others all the same.
 *
 * @param accounts senders of Ethereum transactions
 * @param signers encoded keys that sign native batches and the transactions in them
 */
public record SenderRules(Access<EvmAddress> accounts, Access<Bytes> signers) {
  private static final int NOT_PERMITTED = -32003;

  public static final SenderRules ALL = new SenderRules(Access.all(), Access.all());

  /** Empty when the node takes it. */
  public Optional<Refusal> refuse(BatchView batch) {
    if (batch.transactions().getFirst().ethereum().isPresent()) {
      var account = new EvmAddress(batch.transactions().getFirst().sender());
      return accounts.permits(account) ? Optional.empty() : Optional.of(refusal("account", account.toString()));
    }
    if (!signers.permits(batch.batchSigner())) {
      return Optional.of(refusal("signer", hex(batch.batchSigner())));
    }
    return batch.transactions().stream().map(TransactionView::sender).filter(key -> !signers.permits(key)).findFirst()
        .map(key -> refusal("signer", hex(key)));
  }

  /** As key files show it: without the algorithm where that is the usual one. */
  private static String hex(Bytes encoded) {
    boolean usual = !encoded.isEmpty() && encoded.get(0) == SignatureAlgorithm.SECP256K1.code();
    return (usual ? encoded.slice(1, encoded.size()) : encoded).toHex();
  }

  private static Refusal refusal(String role, String who) {
    return Refusal.named(NOT_PERMITTED, "NOT_PERMITTED", "sender not permitted: " + role + " " + who
        + " is refused by this node's permission.toml", "ask the operator of this node, or send it by another one")
        .with("role", role).with("policy", "local");
  }
}
