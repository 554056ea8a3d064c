package org.atoll.sdk.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/** SHA-256 by the JDK, whose intrinsics beat everything else. Thread-safe: each thread keeps its own digest. */
public final class Sha256 {
  private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(() -> digest("SHA-256"));

  private Sha256() {}

  public static Hash32 hash(Bytes in) {
    return Hash32.wrap(DIGEST.get().digest(in.unsafeArray()));
  }

  /** Digest of the parts one after the other. */
  public static Hash32 hash(byte[]... parts) {
    var digest = DIGEST.get();
    for (var part : parts) {
      digest.update(part);
    }
    return Hash32.wrap(digest.digest());
  }

  /** The calling thread's digest, reset: to be used up before control leaves the caller. */
  static MessageDigest borrow() {
    var digest = DIGEST.get();
    digest.reset();
    return digest;
  }

  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException broken) {
      throw new IllegalStateException("this Java runtime lacks " + algorithm, broken);
    }
  }
}
