package org.atoll.gateway.render;

import org.atoll.gateway.chain.EthBlock;
import org.atoll.gateway.json.JsonOut;
import org.atoll.sdk.ethereum.EthereumHeader;

/** Blocks and headers with exactly the members Ethereum's clients show for the header's fork. */
public final class BlockJson {
  private BlockJson() {}

  /** What {@code newHeads} sends. */
  public static void writeHead(JsonOut out, EthBlock block) {
    out.beginObject();
    header(out, block.header(), false);
    out.field("hash", block.hash().bytes());
    out.endObject();
  }

  public static void write(JsonOut out, EthBlock block) {
    write(out, block, false);
  }

  /** The block that would come next: hash, nonce and miner are not known yet. */
  public static void writePending(JsonOut out, EthBlock block) {
    write(out, block, true);
  }

  private static void write(JsonOut out, EthBlock block, boolean pending) {
    out.beginObject();
    header(out, block.header(), pending);
    if (pending) {
      out.name("hash").nothing();
    } else {
      out.field("hash", block.hash().bytes());
    }
    out.field("size", block.size());
    out.name("transactions").beginArray();
    switch (block.contents()) {
      case EthBlock.Contents.Hashes(var hashes) -> hashes.forEach(hash -> out.data(hash.bytes()));
      case EthBlock.Contents.Full(var transactions) ->
          transactions.forEach(transaction -> TransactionJson.write(out, transaction));
    }
    out.endArray();
    out.name("uncles").beginArray();
    block.uncles().forEach(uncle -> out.data(uncle.bytes()));
    out.endArray();
    if (block.header().withdrawalsRoot().isPresent()) {
      withdrawals(out, block);
    }
    out.endObject();
  }

  private static void withdrawals(JsonOut out, EthBlock block) {
    out.name("withdrawals").beginArray();
    for (var withdrawal : block.withdrawals()) {
      out.beginObject()
          .field("index", withdrawal.index())
          .field("validatorIndex", withdrawal.validatorIndex())
          .field("address", withdrawal.address().bytes())
          .field("amount", withdrawal.amount())
          .endObject();
    }
    out.endArray();
  }

  private static void header(JsonOut out, EthereumHeader header, boolean pending) {
    header.baseFeePerGas().ifPresent(fee -> out.field("baseFeePerGas", fee));
    header.blobGasUsed().ifPresent(gas -> out.field("blobGasUsed", gas.longValue()));
    out.field("difficulty", header.difficulty());
    header.excessBlobGas().ifPresent(gas -> out.field("excessBlobGas", gas.longValue()));
    out.field("extraData", header.extraData())
        .field("gasLimit", header.gasLimit())
        .field("gasUsed", header.gasUsed())
        .field("logsBloom", header.logsBloom());
    if (pending) {
      out.name("miner").nothing();
    } else {
      out.field("miner", header.miner().bytes());
    }
    out.field("mixHash", header.mixHash().bytes());
    if (pending) {
      out.name("nonce").nothing();
    } else {
      out.field("nonce", header.nonce());
    }
    out.field("number", header.number());
    header.parentBeaconBlockRoot().ifPresent(root -> out.field("parentBeaconBlockRoot", root.bytes()));
    out.field("parentHash", header.parentHash().bytes())
        .field("receiptsRoot", header.receiptsRoot().bytes());
    header.requestsHash().ifPresent(hash -> out.field("requestsHash", hash.bytes()));
    out.field("sha3Uncles", header.unclesHash().bytes())
        .field("stateRoot", header.stateRoot().bytes())
        .field("timestamp", header.timestamp())
        .field("transactionsRoot", header.transactionsRoot().bytes());
    header.withdrawalsRoot().ifPresent(root -> out.field("withdrawalsRoot", root.bytes()));
  }
}
