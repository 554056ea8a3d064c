package org.atoll.seth.precompile;

import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/** 0x03: RIPEMD-160, left-padded to 32 bytes. */
final class Ripemd160Hash implements Precompile {
  @Override
  public long gas(byte[] in, int from, int size) {
    return 600 + 120 * ((size + 31L) >>> 5);
  }

  @Override
  public byte[] run(byte[] in, int from, int size) {
    var digest = new RIPEMD160Digest();
    digest.update(in, from, size);
    var out = new byte[32];
    digest.doFinal(out, 12);
    return out;
  }
}
