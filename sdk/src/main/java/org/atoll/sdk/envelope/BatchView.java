package org.atoll.sdk.envelope;

import java.util.List;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;

/**
 * Transactions that apply together or not at all, as their author signed them.
 *
 * @param id of its transaction for ethereum and for a native batch without header; else SHA-256 of the batch header
 * @param transactions 1 to 1 000
 * @param batchSigner native: encoded key; ethereum: the 20-byte sender
 * @param body the envelope's body
 */
public record BatchView(TransactionId id, List<TransactionView> transactions, Bytes batchSigner, EnvelopeFormat format,
    Bytes body) {
  public BatchView {
    transactions = List.copyOf(transactions);
    if (transactions.isEmpty()) {
      throw new IllegalArgumentException("a batch has at least one transaction");
    }
  }
}
