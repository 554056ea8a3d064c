package org.atoll.validator.peer.core;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BareBlock;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.FinalityMessage;
import org.atoll.validator.finality.core.Vouch;
import org.atoll.validator.state.StateRange;

/**
 * What validators tell each other. What reaches the chain is decoded and its signatures are good; whether it makes sense
 * on the chain is for the chain to judge.
 */
public sealed interface PeerMessage {
  /**
   * Where a node is; sent when a link comes up, after each final block and every few seconds.
   *
   * @param certificate proof of the final height; empty at genesis
   * @param meshed whether the node is linked with every member itself, or with enough relays, so that nobody else needs to
   *     pass things on to it
   * @param clockMillis what its clock shows; 0: it does not say
   * @param release of its software; empty: it does not say
   */
  record Status(long finalHeight, long headHeight, BlockId headId, Optional<Certificate> certificate, boolean meshed,
      long clockMillis, Optional<Release> release) implements PeerMessage {}

  /** Batches the sender has; 1 000 ids at most. */
  record HaveBatches(List<TransactionId> ids) implements PeerMessage {
    public HaveBatches {
      ids = List.copyOf(ids);
    }
  }

  record WantBatches(List<TransactionId> ids) implements PeerMessage {
    public WantBatches {
      ids = List.copyOf(ids);
    }
  }

  record Batches(List<BatchView> batches) implements PeerMessage {
    public Batches {
      batches = List.copyOf(batches);
    }
  }

  /** A block without its batches, which the receiver mostly has. */
  record CompactBlock(SignedHeader header, List<TransactionId> batchIds) implements PeerMessage {
    public CompactBlock {
      batchIds = List.copyOf(batchIds);
    }
  }

  record WantBlock(BlockId id) implements PeerMessage {}

  record WholeBlock(SignedHeader header, List<BatchView> batches) implements PeerMessage {
    public WholeBlock {
      batches = List.copyOf(batches);
    }
  }

  /** Of the finality overlay. */
  record Finality(FinalityMessage message) implements PeerMessage {}

  /** Headers of final blocks from a height on. */
  record WantHeaders(long fromHeight, int max) implements PeerMessage {}

  /**
   * @param headers of consecutive heights; the last is the one the certificate is for
   * @param certificate proof that they are final; empty with no headers: the sender has none from that height on
   */
  record Headers(long fromHeight, List<SignedHeader> headers, Optional<Certificate> certificate)
      implements PeerMessage {
    public Headers {
      headers = List.copyOf(headers);
    }
  }

  /** Bodies of consecutive final blocks; 64 at most. */
  record WantBodies(long fromHeight, int count) implements PeerMessage {}

  /** @param bodies the batches of each block; fewer than asked for when they would take more than 8 MiB */
  record Bodies(long fromHeight, List<List<BatchView>> bodies) implements PeerMessage {
    public Bodies {
      bodies = bodies.stream().map(List::copyOf).toList();
    }
  }

  /** Asks for a final block and those just below it. */
  record WantAnchor(long height) implements PeerMessage {}

  /**
   * The newest of a stretch of final blocks is what a node can build on that joins by snapshot.
   *
   * @param certificate proof for the last block; empty with no blocks: the sender does not keep that height
   * @param blocks of consecutive heights, the last of them {@code height}; their hashes are checked against each other
   */
  record Anchor(long height, Optional<Certificate> certificate, List<BareBlock> blocks) implements PeerMessage {
    public Anchor {
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * Asks for state after the final block of a height.
   *
   * @param from first address wanted; empty: the lowest
   * @param to first address not wanted; empty: none
   */
  record WantRange(long height, Bytes from, Bytes to) implements PeerMessage {}

  /**
   * @param from as asked
   * @param to as asked
   * @param part empty: the sender has not kept the state of that height
   */
  record Range(long height, Bytes from, Bytes to, Optional<StateRange> part) implements PeerMessage {}

  /** Asks which block is final at this height. */
  record WantVouch(Hash32 nonce, long height) implements PeerMessage {}

  /** The signature is for the receiver of the answer to check. */
  record Vouched(Vouch vouch) implements PeerMessage {}

  /** Proof of misbehaviour; what reaches the chain proves something. */
  record Evidence(org.atoll.validator.finality.core.Evidence evidence) implements PeerMessage {}

  /** From engine to engine. */
  record EngineMessage(int type, Bytes bytes) implements PeerMessage {}
}
