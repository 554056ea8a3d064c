package org.atoll.gateway.method.transaction;

import java.util.Optional;
import org.atoll.gateway.chain.EthTransaction;
import org.atoll.gateway.render.ReceiptJson;
import org.atoll.gateway.rpc.Result;

/** Answers with receipts. */
final class Receipts {
  private Receipts() {}

  /** Empty while the transaction is in no block. */
  static Optional<Result> of(EthTransaction transaction) {
    return transaction.place().flatMap(place -> place.receipt().map(receipt ->
        out -> ReceiptJson.write(out, transaction, place, receipt)));
  }
}
