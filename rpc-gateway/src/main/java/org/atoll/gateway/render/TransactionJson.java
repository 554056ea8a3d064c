package org.atoll.gateway.render;

import java.math.BigInteger;
import java.util.Optional;
import org.atoll.gateway.chain.EthReceipt;
import org.atoll.gateway.chain.EthTransaction;
import org.atoll.gateway.json.JsonOut;
import org.atoll.sdk.ethereum.EthereumTransaction;

/** Transactions with exactly the members Ethereum's clients show for the type. */
public final class TransactionJson {
  private TransactionJson() {}

  /** The place is null for a transaction of the pool. */
  public static void write(JsonOut out, EthTransaction entry) {
    var transaction = entry.transaction();
    int type = transaction.type();
    out.beginObject();
    entry.place().ifPresentOrElse(
        place -> out
            .field("blockHash", place.blockHash().bytes())
            .field("blockNumber", place.blockNumber())
            .field("blockTimestamp", place.blockTimestampSeconds())
            .field("transactionIndex", place.index()),
        () -> out
            .name("blockHash").nothing()
            .name("blockNumber").nothing()
            .name("blockTimestamp").nothing()
            .name("transactionIndex").nothing());
    out.field("from", entry.sender().bytes())
        .field("gas", transaction.gasLimit())
        .field("gasPrice", gasPrice(transaction, entry.place()));
    if (type >= EthereumTransaction.DYNAMIC_FEE) {
      out.field("maxFeePerGas", transaction.maxFeePerGas())
          .field("maxPriorityFeePerGas", transaction.maxPriorityFeePerGas());
    }
    if (type == EthereumTransaction.BLOB) {
      out.field("maxFeePerBlobGas", transaction.maxFeePerBlobGas());
    }
    out.field("hash", entry.hash().bytes())
        .field("input", transaction.data())
        .field("nonce", transaction.nonce())
        .name("to");
    transaction.to().ifPresentOrElse(to -> out.data(to.bytes()), out::nothing);
    out.field("value", transaction.value()).field("type", type);
    lists(out, transaction);
    out.field("v", transaction.v()).field("r", transaction.r()).field("s", transaction.s());
    if (type != EthereumTransaction.LEGACY) {
      out.field("yParity", transaction.yParity());
    }
    out.endObject();
  }

  private static void lists(JsonOut out, EthereumTransaction transaction) {
    int type = transaction.type();
    if (type != EthereumTransaction.LEGACY) {
      out.name("accessList").beginArray();
      for (var entry : transaction.accessList()) {
        out.beginObject().field("address", entry.address().bytes()).name("storageKeys").beginArray();
        entry.slots().forEach(slot -> out.data(slot.bytes()));
        out.endArray().endObject();
      }
      out.endArray();
    }
    transaction.chainId().ifPresent(chainId -> out.field("chainId", chainId));
    if (type == EthereumTransaction.BLOB) {
      out.name("blobVersionedHashes").beginArray();
      transaction.blobHashes().forEach(hash -> out.data(hash.bytes()));
      out.endArray();
    }
    if (type == EthereumTransaction.SET_CODE) {
      out.name("authorizationList").beginArray();
      for (var authorization : transaction.authorizations()) {
        out.beginObject()
            .field("chainId", authorization.chainId())
            .field("address", authorization.address().bytes())
            .field("nonce", authorization.nonce())
            .field("yParity", authorization.yParity())
            .field("r", authorization.r())
            .field("s", authorization.s())
            .endObject();
      }
      out.endArray();
    }
  }

  /** As signed; of a mined transaction with two prices what it pays in effect. */
  private static BigInteger gasPrice(EthereumTransaction transaction, Optional<EthTransaction.Place> place) {
    if (transaction.type() < EthereumTransaction.DYNAMIC_FEE || place.isEmpty()) {
      return transaction.maxFeePerGas();
    }
    var block = place.get();
    return block.receipt().map(EthReceipt::effectiveGasPrice).orElseGet(() ->
        block.baseFee().signum() == 0
            ? BigInteger.ZERO // such a transaction is in a block without base fee only where gas is free
            : transaction.maxFeePerGas().min(block.baseFee().add(transaction.maxPriorityFeePerGas())));
  }
}
