package org.atoll.sdk.crypto;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** libsecp256k1 through JNI: three times as fast as Bouncy Castle. */
final class LibSecp256k1 implements Secp256k1Backend {
  private static final Logger LOG = LoggerFactory.getLogger(LibSecp256k1.class);

  private final fr.acinq.secp256k1.Secp256k1 library;

  private LibSecp256k1(fr.acinq.secp256k1.Secp256k1 library) {
    this.library = library;
  }

  /** Loads the library and lets it sign, verify and recover once; empty when it is missing or answers wrongly. */
  static Optional<LibSecp256k1> load() {
    try {
      var loaded = new LibSecp256k1(fr.acinq.secp256k1.Secp256k1.get());
      if (loaded.agreesWith(new Secp256k1Backend.Java())) {
        return Optional.of(loaded);
      }
      LOG.error("event=native_disabled library=secp256k1 reason=wrong_answers fallback=bouncycastle");
    } catch (LinkageError | RuntimeException missing) {
      LOG.warn("event=native_missing library=secp256k1 fallback=bouncycastle cause=\"{}\"", missing.toString());
    }
    return Optional.empty();
  }

  private boolean agreesWith(Secp256k1Backend other) {
    var digest = new byte[32];
    var secret = new byte[32];
    Arrays.fill(digest, (byte) 0x5a);
    Arrays.fill(secret, (byte) 0x17);
    var key = publicKey(secret);
    var rs = sign(digest, secret);
    return Arrays.equals(key, other.publicKey(secret))
        && Arrays.equals(rs, other.sign(digest, secret))
        && Arrays.equals(coordinates(key), other.coordinates(key))
        && Arrays.equals(recover(digest, rs, 0), other.recover(digest, rs, 0))
        && Arrays.equals(recover(digest, rs, 1), other.recover(digest, rs, 1))
        && verify(digest, rs, key)
        && !verify(secret, rs, key);
  }

  @Override
  public byte @Nullable [] recover(byte[] digest, byte[] rs, int recoveryId) {
    try {
      return Arrays.copyOfRange(library.ecdsaRecover(rs, digest, recoveryId), 1, 65);
    } catch (Secp256k1Exception noKeyFits) {
      return null;
    }
  }

  @Override
  public boolean verify(byte[] digest, byte[] rs, byte[] key) {
    try {
      return library.verify(rs, digest, key);
    } catch (Secp256k1Exception notOnCurve) {
      return false;
    }
  }

  @Override
  public byte[] sign(byte[] digest, byte[] secret) {
    return library.sign(digest, secret);
  }

  @Override
  public byte[] publicKey(byte[] secret) {
    return library.pubKeyCompress(library.pubkeyCreate(secret));
  }

  @Override
  public byte @Nullable [] coordinates(byte[] key) {
    try {
      return Arrays.copyOfRange(library.pubkeyParse(key), 1, 65);
    } catch (Secp256k1Exception notOnCurve) {
      return null;
    }
  }
}
