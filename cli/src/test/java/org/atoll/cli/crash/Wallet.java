package org.atoll.cli.crash;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.atoll.cli.wallet.Mnemonic;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;

/** One of the well-known accounts; counts its nonces itself. Used by one thread. */
public final class Wallet {
  public static final long CHAIN_ID = 31_337;
  static final BigInteger GWEI = BigInteger.TEN.pow(9);
  static final long TRANSFER_GAS = 21_000;

  private final PrivateKey key;
  private long nonce;

  public Wallet(int index) {
    this.key = Mnemonic.keys(Mnemonic.WELL_KNOWN, index + 1).get(index);
  }

  public EvmAddress address() {
    return Secp256k1.addressOf(key.publicKey());
  }

  long nonce() {
    return nonce;
  }

  public void nonce(long next) {
    nonce = next;
  }

  public EthereumTransaction transfer(EvmAddress to, long wei) {
    return sign(Optional.of(to), BigInteger.valueOf(wei), Bytes.EMPTY, TRANSFER_GAS);
  }

  EthereumTransaction call(EvmAddress to, Bytes data, long gas) {
    return sign(Optional.of(to), BigInteger.ZERO, data, gas);
  }

  EthereumTransaction create(Bytes code, long gas) {
    return sign(Optional.empty(), BigInteger.ZERO, code, gas);
  }

  private EthereumTransaction sign(Optional<EvmAddress> to, BigInteger value, Bytes data, long gas) {
    return EthereumTransactionCodec.sign(new EthereumTransaction(2, Optional.of(BigInteger.valueOf(CHAIN_ID)), nonce++,
        GWEI, GWEI.multiply(BigInteger.TWO), gas, to, value, data, List.of(), List.of(), BigInteger.ZERO, List.of(),
        BigInteger.ZERO, 0, BigInteger.ZERO, BigInteger.ZERO), key);
  }
}
