package org.atoll.sdk.account;

import java.math.BigInteger;
import java.util.Optional;
import org.atoll.sdk.ethereum.RlpException;
import org.atoll.sdk.ethereum.RlpReader;
import org.atoll.sdk.ethereum.RlpWriter;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * An account as state holds it: RLP [nonce, balance, code hash or empty string]. The storage root is not here, the trie
 * knows it. An {@linkplain #isEmpty() empty} account has no record (EIP-161).
 *
 * @param nonce unsigned 64 bits
 * @param balance wei, 0 to 2^256 − 1
 * @param codeHash keccak-256 of the code; absent without code
 */
public record EvmAccount(long nonce, BigInteger balance, Optional<Hash32> codeHash) {
  public static final EvmAccount EMPTY = new EvmAccount(0, BigInteger.ZERO, Optional.empty());

  public EvmAccount {
    if (balance.signum() < 0 || balance.bitLength() > 256) {
      throw new IllegalArgumentException("balance is not in 0 to 2^256 - 1: " + balance);
    }
  }

  public boolean isEmpty() {
    return nonce == 0 && balance.signum() == 0 && codeHash.isEmpty();
  }

  public Bytes encode() {
    var writer = new RlpWriter(80).beginList().add(nonce).add(balance);
    if (codeHash.isPresent()) {
      writer.add(codeHash.get().bytes());
    } else {
      writer.add(Bytes.EMPTY);
    }
    return writer.endList().toBytes();
  }

  /**
   * Inverse of {@link #encode()}.
   *
   * @throws IllegalArgumentException when the bytes are no account: state holds nothing else, so it is corrupt
   */
  public static EvmAccount decode(Bytes encoded) {
    try {
      var outer = new RlpReader(encoded);
      var fields = outer.readList("account");
      outer.end();
      long nonce = fields.readLong("nonce");
      var balance = fields.readNumber(32, "balance");
      var code = fields.readBytes("code hash");
      fields.end();
      return new EvmAccount(nonce, balance, code.isEmpty() ? Optional.empty() : Optional.of(new Hash32(code)));
    } catch (RlpException broken) {
      throw new IllegalArgumentException("not an account: " + broken.what(), broken);
    }
  }
}
