package org.atoll.seth.precompile;

import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.value.Bytes;
import org.atoll.seth.word.Word;

/** 0x01: the account that signed a digest. Input digest, v (27 or 28), r, s; no output when nothing is recovered. */
final class EcRecover implements Precompile {
  private static final byte[] NOTHING = {};

  @Override
  public long gas(byte[] in, int from, int size) {
    return 3_000;
  }

  @Override
  public byte[] run(byte[] in, int from, int size) {
    var input = new byte[128];
    System.arraycopy(in, from, input, 0, Math.min(size, 128));
    long v = Word.longAt(input, 56);
    if ((Word.longAt(input, 32) | Word.longAt(input, 40) | Word.longAt(input, 48)) != 0 || (v != 27 && v != 28)) {
      return NOTHING;
    }
    var digest = new byte[32];
    System.arraycopy(input, 0, digest, 0, 32);
    return Secp256k1.recover(digest, Bytes.copyOfRange(input, 64, 128), (int) v - 27)
        .map(Secp256k1::address)
        .map(address -> {
          var out = new byte[32];
          System.arraycopy(address.bytes().unsafeArray(), 0, out, 12, 20);
          return out;
        })
        .orElse(NOTHING);
  }
}
