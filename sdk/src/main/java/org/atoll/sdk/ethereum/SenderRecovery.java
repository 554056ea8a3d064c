package org.atoll.sdk.ethereum;

import java.math.BigInteger;
import java.util.Optional;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** From a signature to the account behind it. */
final class SenderRecovery {
  private SenderRecovery() {}

  /** @param lowSOnly whether EIP-2 holds: s at most n / 2 */
  static Optional<EvmAddress> recover(Hash32 hash, int yParity, BigInteger r, BigInteger s, boolean lowSOnly) {
    if ((yParity & ~1) != 0 || r.bitLength() > 256 || s.bitLength() > 256 || r.signum() <= 0 || s.signum() <= 0) {
      return Optional.empty();
    }
    var array = new byte[64];
    put(r, array, 32);
    put(s, array, 64);
    var rs = Bytes.wrap(array);
    if (lowSOnly && !Secp256k1.isLowS(rs)) {
      return Optional.empty();
    }
    return Secp256k1.recover(hash.bytes().unsafeArray(), rs, yParity).map(Secp256k1::address);
  }

  private static void put(BigInteger number, byte[] to, int end) {
    var bytes = number.toByteArray();
    int length = Math.min(bytes.length, 32); // without the sign byte
    System.arraycopy(bytes, bytes.length - length, to, end - length, length);
  }
}
