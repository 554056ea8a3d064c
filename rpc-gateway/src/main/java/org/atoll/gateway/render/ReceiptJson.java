package org.atoll.gateway.render;

import org.atoll.gateway.chain.EthReceipt;
import org.atoll.gateway.chain.EthTransaction;
import org.atoll.gateway.chain.LogEntry;
import org.atoll.gateway.json.JsonOut;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.LogsBloom;

/** Receipts with exactly the members Ethereum's clients show. */
public final class ReceiptJson {
  private static final long GAS_PER_BLOB = 1 << 17;

  private ReceiptJson() {}

  /** Of a mined transaction. */
  public static void write(JsonOut out, EthTransaction entry, EthTransaction.Place place, EthReceipt receipt) {
    var transaction = entry.transaction();
    out.beginObject();
    if (transaction.type() == EthereumTransaction.BLOB) {
      out.field("blobGasPrice", 1).field("blobGasUsed", GAS_PER_BLOB * transaction.blobHashes().size());
    }
    out.field("blockHash", place.blockHash().bytes())
        .field("blockNumber", place.blockNumber())
        .name("contractAddress");
    receipt.created().ifPresentOrElse(created -> out.data(created.bytes()), out::nothing);
    out.field("cumulativeGasUsed", receipt.cumulativeGasUsed())
        .field("effectiveGasPrice", receipt.effectiveGasPrice())
        .field("from", entry.sender().bytes())
        .field("gasUsed", receipt.gasUsed())
        .name("logs").beginArray();
    for (int i = 0; i < receipt.logs().size(); i++) {
      LogJson.write(out, new LogEntry(receipt.logs().get(i), place.blockHash(), place.blockNumber(),
          place.blockTimestampSeconds(), entry.hash(), place.index(), receipt.firstLogIndex() + i, false));
    }
    out.endArray().field("logsBloom", LogsBloom.of(receipt.logs()));
    receipt.root().ifPresentOrElse(
        root -> out.field("root", root.bytes()), () -> out.field("status", receipt.status()));
    out.name("to");
    transaction.to().ifPresentOrElse(to -> out.data(to.bytes()), out::nothing);
    out.field("transactionHash", entry.hash().bytes())
        .field("transactionIndex", place.index())
        .field("type", transaction.type())
        .endObject();
  }
}
