package org.atoll.sdk.ethereum;

import java.math.BigInteger;
import java.util.Optional;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * An account's consent to run the code of {@code address} (EIP-7702), as on the wire: it need not be valid.
 *
 * @param chainId below 2^256; 0 for any chain
 * @param nonce unsigned 64 bits
 * @param yParity 0 to 255; only 0 and 1 are valid
 * @param r below 2^256
 * @param s below 2^256
 */
public record Authorization(BigInteger chainId, EvmAddress address, long nonce, int yParity, BigInteger r,
    BigInteger s) {
  private static final byte MAGIC = 5;

  /** Keccak of 0x05 ‖ RLP [chainId, address, nonce]. */
  public Hash32 signingHash() {
    return Keccak.hash(new RlpWriter(80).addRaw(MAGIC)
        .beginList().add(chainId).add(address.bytes()).add(nonce).endList().toArray());
  }

  /** Who signed; empty unless r, s are in range, s is low and yParity is 0 or 1. */
  public Optional<EvmAddress> authority() {
    return SenderRecovery.recover(signingHash(), yParity, r, s, true);
  }
}
