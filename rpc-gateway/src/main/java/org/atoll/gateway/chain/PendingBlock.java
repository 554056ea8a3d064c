package org.atoll.gateway.chain;

import java.util.List;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.ethereum.LogsBloom;
import org.atoll.sdk.ethereum.MerklePatricia;

/** Makes up the block that would come next if nothing were in the pool. */
final class PendingBlock {
  private static final int BODY_BYTES = 6; // three empty lists and the head of the list around all

  private PendingBlock() {}

  /** Its hash, nonce and miner mean nothing, its state is its parent's. */
  static EthBlock after(EthBlock parent, Fees fees) {
    var last = parent.header();
    var header = new EthereumHeader(parent.hash(), EthereumHeader.NO_UNCLES, last.miner(), last.stateRoot(),
        MerklePatricia.EMPTY_ROOT, MerklePatricia.EMPTY_ROOT, LogsBloom.EMPTY, last.difficulty(), last.number() + 1,
        last.gasLimit(), 0, last.timestamp() + 1, last.extraData(), last.mixHash(), last.nonce(),
        last.baseFeePerGas().map(fee -> fees.nextBaseFee()), last.withdrawalsRoot(), last.blobGasUsed(),
        last.excessBlobGas(), last.parentBeaconBlockRoot(), last.requestsHash());
    var bytes = header.encode();
    return new EthBlock(header, bytes, header.hash(), bytes.size() + (long) BODY_BYTES,
        new EthBlock.Contents.Full(List.of()), List.of(), List.of());
  }
}
