package org.atoll.validator.chain;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.block.BareBlock;
import org.atoll.validator.block.BlockBatch;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Decoded;
import org.atoll.validator.forks.core.FinalHeaders;
import org.atoll.validator.peer.core.FinalBlocks;

/** Final blocks of the store, for peers and for the chain. Thread-safe. */
public record StoredBlocks(BlockStore blocks) implements FinalBlocks.Source, FinalHeaders.Archive {
  @Override
  public long finalHeight() {
    return blocks.headHeight().orElse(0L);
  }

  @Override
  public Optional<SignedHeader> header(long height) {
    return blocks.header(height).map(ExecutedBlock::signed);
  }

  @Override
  public Optional<Long> heightOf(BlockId id) {
    return blocks.heightOf(id.bytes());
  }

  @Override
  public Optional<List<BatchView>> body(long height) {
    return blocks.block(height).map(block -> block.batches().stream().map(BlockBatch::batch).toList());
  }

  @Override
  public Optional<BareBlock> bare(long height) {
    return height < 1 ? Optional.empty()
        : blocks.header(height).map(block -> new BareBlock(block.signed(), block.ethereum()));
  }

  @Override
  public Optional<Certificate> certificateUpTo(long height) {
    return blocks.decisionUpTo(height).map(decision -> decode(decision.certificate()));
  }

  @Override
  public Optional<Certificate> certificateFrom(long height) {
    return blocks.decisionFrom(height).map(decision -> decode(decision.certificate()));
  }

  @Override
  public Optional<Certificate> certificate(long instance) {
    return blocks.certificate(instance).map(StoredBlocks::decode);
  }

  private static Certificate decode(Bytes stored) {
    return switch (Certificate.decode(stored)) {
      case Decoded.Ok<Certificate>(var certificate) -> certificate;
      case Decoded.Refused<Certificate>(var reason) ->
          throw new IllegalStateException("a stored certificate is undecodable: " + reason);
    };
  }
}
