package org.atoll.validator.family.evidence;

import java.util.Optional;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.proto.BlockHeader;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.SealGuard;
import org.atoll.validator.finality.core.SealReader;
import org.atoll.validator.finality.core.SignatureCheck;
import org.atoll.validator.settings.ConsensusEntry.SealScope;
import org.atoll.validator.settings.Epochs;

/** Headers with their seals, as evidence carries them: the header's bytes ‖ the 64 bytes of the signature. Pure. */
public record SealedHeaders(Epochs epochs, SignatureCheck check) implements SealReader {
  private static final int SIGNATURE = 64;

  public static Bytes encode(SignedHeader header) {
    return header.headerBytes().concat(header.signature());
  }

  /** Who made it, signed or not; empty for anything but a header. */
  public static Optional<PublicKey> producer(Bytes sealed) {
    int size = sealed.size() - SIGNATURE;
    return size < 1 ? Optional.empty()
        : SignedHeader.decodeBare(sealed.slice(0, size), sealed.slice(size, sealed.size())).map(SignedHeader::producer);
  }

  /** Within what the producer may sign one block. */
  public static SealGuard.Scope scope(BlockHeader header, SealScope scope) {
    return new SealGuard.Scope(0, switch (scope) {
      case TIMESTAMP -> header.getTimestampMillis();
      case HEIGHT -> header.getHeight();
    });
  }

  @Override
  public Optional<SealedHeader> read(Bytes sealed) {
    int size = sealed.size() - SIGNATURE;
    if (size < 1) {
      return Optional.empty();
    }
    var bytes = sealed.slice(0, size);
    var signature = sealed.slice(size, sealed.size());
    return SignedHeader.decodeBare(bytes, signature)
        .filter(header -> check.verify(header.producer(), bytes, signature))
        .map(header -> new SealedHeader(header.id(), header.producer(),
            scope(header.header(), epochs.entry().sealScope()), epochs.of(header.height())));
  }
}
