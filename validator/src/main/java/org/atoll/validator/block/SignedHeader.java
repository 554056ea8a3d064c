package org.atoll.validator.block;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.proto.BlockHeader;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * A header as its producer signed it, and the certificate in the block. Immutable.
 *
 * @param headerBytes what the id hashes and the producer signed; kept as received
 * @param certificate of an ancestor's finality; empty: none
 */
public record SignedHeader(BlockHeader header, Bytes headerBytes, BlockId id, Bytes signature, Bytes certificate) {
  /** Longest header: the engine's bytes, and room for all else. */
  public static final int MAX_BYTES = 8_192;
  private static final int MAX_CONSENSUS_BYTES = 4_096;

  /**
   * What the bytes alone can tell: canonical, complete, the certificate as the header says. Not the signature.
   *
   * @return empty when they are no header
   */
  public static Optional<SignedHeader> decode(Bytes headerBytes, Bytes signature, Bytes certificate) {
    return parse(headerBytes).filter(header ->
        Bytes.of(header.getCertificateHash()).equals(certificateHash(certificate)))
        .map(header -> of(header, headerBytes, signature, certificate));
  }

  /** As {@link #decode}, without the certificate, whatever the header says of one. */
  public static Optional<SignedHeader> decodeBare(Bytes headerBytes, Bytes signature) {
    return parse(headerBytes).map(header -> of(header, headerBytes, signature, Bytes.EMPTY));
  }

  private static Optional<BlockHeader> parse(Bytes headerBytes) {
    if (headerBytes.size() > MAX_BYTES) {
      return Optional.empty();
    }
    BlockHeader header;
    try {
      header = BlockHeader.parseFrom(headerBytes.unsafeArray());
    } catch (InvalidProtocolBufferException broken) {
      return Optional.empty();
    }
    boolean whole = Bytes.wrap(header.toByteArray()).equals(headerBytes) && header.getVersion() == 1
        && header.getHeight() > 0 && header.getTimestampMillis() > 0
        && header.getParentId().size() == Hash32.SIZE && header.getBatchesRoot().size() == Hash32.SIZE
        && header.getStateRoot().size() == Hash32.SIZE && header.getReceiptsRoot().size() == Hash32.SIZE
        && header.getEthereumHash().size() == Hash32.SIZE && header.getEngineParamsHash().size() == Hash32.SIZE
        && header.getConsensus().size() <= MAX_CONSENSUS_BYTES && isKey(Bytes.of(header.getProducer()));
    return whole ? Optional.of(header) : Optional.empty();
  }

  private static SignedHeader of(BlockHeader header, Bytes headerBytes, Bytes signature, Bytes certificate) {
    return new SignedHeader(header, headerBytes, new BlockId(Sha256.hash(headerBytes).bytes()), signature, certificate);
  }

  private static boolean isKey(Bytes encoded) {
    try {
      PublicKey.decode(encoded);
      return true;
    } catch (IllegalArgumentException wrong) {
      return false;
    }
  }

  /** With the producer's signature. */
  public SignedHeader withSignature(Bytes made) {
    return new SignedHeader(header, headerBytes, id, made, certificate);
  }

  /** Field certificate_hash for a certificate; empty for none. */
  public static Bytes certificateHash(Bytes certificate) {
    return certificate.isEmpty() ? Bytes.EMPTY : Sha256.hash(certificate).bytes();
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

  public PublicKey producer() {
    return PublicKey.decode(Bytes.of(header.getProducer()));
  }

  /** As an engine sees it. */
  public Header engineHeader() {
    return new Header(id, parentId(), height(), timestampMillis(), producer(), Bytes.of(header.getConsensus()));
  }
}
