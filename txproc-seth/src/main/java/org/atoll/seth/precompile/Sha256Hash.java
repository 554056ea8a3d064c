package org.atoll.seth.precompile;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** 0x02: SHA-256. */
final class Sha256Hash implements Precompile {
  @Override
  public long gas(byte[] in, int from, int size) {
    return 60 + 12 * ((size + 31L) >>> 5);
  }

  @Override
  public byte[] run(byte[] in, int from, int size) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(in, from, size);
      return digest.digest();
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}
