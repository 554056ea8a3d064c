package org.atoll.validator.block;

import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.proto.BlockHeader;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * A sealed block and what executing it gave. Immutable.
 *
 * @param headerBytes what the id hashes and the producer signed
 * @param certificate of an ancestor's finality, which the producer put into the block; empty: none
 * @param ethereumSize RLP length of the Ethereum block
 */
public record ExecutedBlock(BlockHeader header, Bytes headerBytes, BlockId id, Bytes signature, Bytes certificate,
    EthereumHeader ethereum, Hash32 ethereumHash, long ethereumSize, List<BlockBatch> batches) {
  public ExecutedBlock {
    batches = List.copyOf(batches);
  }

  public static ExecutedBlock of(BlockHeader header, Bytes signature, Bytes certificate, EthereumHeader ethereum,
      long ethereumSize, List<BlockBatch> batches) {
    var headerBytes = Bytes.wrap(header.toByteArray());
    return new ExecutedBlock(header, headerBytes, new BlockId(Sha256.hash(headerBytes).bytes()), signature,
        certificate, ethereum, ethereum.hash(), ethereumSize, batches);
  }

  public long height() {
    return header.getHeight();
  }

  public long timestampMillis() {
    return header.getTimestampMillis();
  }

  public BlockId parentId() {
    return new BlockId(Bytes.of(header.getParentId()));
  }

  /** Without what executing it gave. */
  public SignedHeader signed() {
    return new SignedHeader(header, headerBytes, id, signature, certificate);
  }

  /** As an engine sees it. */
  public Header engineHeader() {
    return signed().engineHeader();
  }

  public List<BlockTransaction> ethereumTransactions() {
    var found = new ArrayList<BlockTransaction>();
    for (var batch : batches) {
      for (var transaction : batch.transactions()) {
        if (transaction.isEthereum()) {
          found.add(transaction);
        }
      }
    }
    return found;
  }

  public int transactionCount() {
    return batches.stream().mapToInt(batch -> batch.transactions().size()).sum();
  }
}
