package org.atoll.validator.peer.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.validator.block.BareBlock;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.Certificate;

/** Answers peers that catch up, from the final blocks of this node. Reads only; as thread-safe as its source. */
public final class FinalBlocks {
  private static final int MAX_HEADERS = 512;
  private static final int MAX_BODIES = 64;
  private static final int MAX_BARE = 1_024;
  private static final int BARE_BYTES = 800; // signature, Ethereum header and framing, at most
  private static final long MAX_BYTES = 6L << 20;

  /** Where final blocks are kept. */
  public interface Source {
    long finalHeight();

    Optional<SignedHeader> header(long height);

    Optional<List<BatchView>> body(long height);

    /** With its Ethereum header. */
    Optional<BareBlock> bare(long height);

    /** The newest certificate for a block of this height or less. */
    Optional<Certificate> certificateUpTo(long height);

    /** The oldest certificate for a block of this height or more. */
    Optional<Certificate> certificateFrom(long height);

    Optional<Certificate> certificate(long instance);
  }

  private final Source source;

  public FinalBlocks(Source source) {
    this.source = source;
  }

  /** The final block at that height; empty at genesis, above the last one, and where it is not kept. */
  public Optional<BlockRef> at(long height) {
    return height < 1 || height > source.finalHeight() ? Optional.empty()
        : source.header(height).map(header -> new BlockRef(height, header.id()));
  }

  /** Headers up to one that a certificate proves. */
  public PeerMessage.Headers headers(long from, int max) {
    int most = Math.min(Math.max(1, max), MAX_HEADERS);
    var proof = from < 1 ? Optional.<Certificate>empty() : source.certificateUpTo(from + most - 1)
        .filter(certificate -> certificate.block().height() >= from)
        .or(() -> source.certificateFrom(from).filter(certificate -> certificate.block().height() < from + MAX_HEADERS));
    if (proof.isEmpty()) {
      return new PeerMessage.Headers(from, List.of(), Optional.empty());
    }
    var headers = new ArrayList<SignedHeader>();
    for (long height = from; height <= proof.get().block().height(); height++) {
      var header = source.header(height);
      if (header.isEmpty()) {
        return new PeerMessage.Headers(from, List.of(), Optional.empty());
      }
      headers.add(header.get());
    }
    return new PeerMessage.Headers(from, headers, proof);
  }

  /** The block of the height, which a certificate names, and those below it that fit. */
  public PeerMessage.Anchor anchor(long height) {
    var proof = source.certificateUpTo(height).filter(certificate -> certificate.block().height() == height);
    var blocks = new ArrayDeque<BareBlock>();
    long bytes = 0;
    for (long at = height; proof.isPresent() && at >= 1 && blocks.size() < MAX_BARE; at--) {
      var block = source.bare(at);
      if (block.isEmpty()) {
        break;
      }
      bytes += block.get().signed().headerBytes().size() + block.get().signed().certificate().size() + BARE_BYTES;
      if (bytes > MAX_BYTES) {
        break;
      }
      blocks.addFirst(block.get());
    }
    return blocks.isEmpty() ? new PeerMessage.Anchor(height, Optional.empty(), List.of())
        : new PeerMessage.Anchor(height, proof, List.copyOf(blocks));
  }

  /** As many as were asked for and fit. */
  public PeerMessage.Bodies bodies(long from, int count) {
    var bodies = new ArrayList<List<BatchView>>();
    long bytes = 0;
    for (long height = from; height < from + Math.min(count, MAX_BODIES); height++) {
      var body = source.body(height);
      if (body.isEmpty() || height > source.finalHeight()) {
        break;
      }
      for (var batch : body.get()) {
        bytes += batch.body().size();
      }
      if (bytes > MAX_BYTES && !bodies.isEmpty()) {
        break;
      }
      bodies.add(body.get());
    }
    return new PeerMessage.Bodies(from, bodies);
  }

  /** A final block as a whole. */
  public Optional<PeerMessage.WholeBlock> block(long height) {
    return source.header(height).flatMap(header -> source.body(height)
        .map(batches -> new PeerMessage.WholeBlock(header, batches)));
  }

  /** Certificates from this instance on, {@code max} at most. */
  public List<Certificate> certificates(long fromInstance, int max) {
    var found = new ArrayList<Certificate>();
    for (long instance = fromInstance; instance < fromInstance + max; instance++) {
      source.certificate(instance).ifPresent(found::add);
    }
    return found;
  }
}
