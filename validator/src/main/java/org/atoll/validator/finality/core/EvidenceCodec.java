package org.atoll.validator.finality.core;

import java.nio.ByteBuffer;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * Evidence as bytes: u8 kind, then the halves. Kind 1: two votes; 3: precommit and prevote; 4: two times u32 length and
 * header; 5: two certificates, u8 0 or 1, proof of lock if 1. One proof has one encoding; others are refused.
 */
public final class EvidenceCodec {
  /** Largest header in a double seal, in bytes. */
  static final int MAX_HEADER = 16 << 10;

  private EvidenceCodec() {}

  public static Bytes encode(Evidence evidence, Hash32 chainTag) {
    var out = ByteBuffer.allocate(size(evidence));
    switch (evidence) {
      case Evidence.DoubleVote(var first, var second) -> {
        out.put((byte) 1);
        first.write(out, chainTag);
        second.write(out, chainTag);
      }
      case Evidence.Amnesia(var precommit, var prevote) -> {
        out.put((byte) 3);
        precommit.write(out, chainTag);
        prevote.write(out, chainTag);
      }
      case Evidence.DoubleSeal(var first, var second) -> out.put((byte) 4)
          .putInt(first.size()).put(first.unsafeArray()).putInt(second.size()).put(second.unsafeArray());
      case Evidence.ConflictingCertificates(var first, var second, var pol) -> {
        out.put((byte) 5);
        first.write(out);
        second.write(out);
        out.put((byte) (pol == null ? 0 : 1));
        if (pol != null) {
          pol.write(out);
        }
      }
    }
    return Bytes.wrap(out.array());
  }

  public static Decoded<Evidence> decode(Bytes bytes, Hash32 chainTag) {
    return Wire.decode(bytes, in -> {
      var evidence = read(in, chainTag);
      if (!in.hasRemaining() && !encode(evidence, chainTag).equals(bytes)) {
        throw new Wire.Malformed("halves in the wrong order");
      }
      return evidence;
    });
  }

  /** Of its encoding, in bytes. */
  public static int size(Evidence evidence) {
    return 1 + switch (evidence) {
      case Evidence.DoubleVote ignored -> 2 * Vote.SIZE;
      case Evidence.Amnesia ignored -> 2 * Vote.SIZE;
      case Evidence.DoubleSeal(var first, var second) -> 8 + first.size() + second.size();
      case Evidence.ConflictingCertificates(var first, var second, var pol) ->
          first.size() + second.size() + 1 + (pol == null ? 0 : pol.size());
    };
  }

  private static Evidence read(ByteBuffer in, Hash32 chainTag) throws Wire.Malformed {
    int kind = in.get();
    return switch (kind) {
      case 1 -> new Evidence.DoubleVote(Vote.read(in, chainTag), Vote.read(in, chainTag));
      case 3 -> new Evidence.Amnesia(Vote.read(in, chainTag), Vote.read(in, chainTag));
      case 4 -> new Evidence.DoubleSeal(header(in), header(in));
      case 5 -> new Evidence.ConflictingCertificates(Certificate.read(in), Certificate.read(in), proof(in));
      default -> throw new Wire.Malformed("unknown kind " + kind);
    };
  }

  private static Bytes header(ByteBuffer in) throws Wire.Malformed {
    int size = in.getInt();
    if (size < 0 || size > MAX_HEADER) {
      throw new Wire.Malformed("no header has " + Integer.toUnsignedString(size) + " bytes");
    }
    return Wire.bytes(in, size);
  }

  private static @Nullable Pol proof(ByteBuffer in) throws Wire.Malformed {
    int present = in.get();
    if (present >> 1 != 0) {
      throw new Wire.Malformed("flag is " + present);
    }
    return present == 0 ? null : Pol.read(in);
  }
}
