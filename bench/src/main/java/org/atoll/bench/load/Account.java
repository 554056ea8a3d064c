package org.atoll.bench.load;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;

/** A key and the nonces it has not used yet. Not thread-safe. */
final class Account {
  private final PrivateKey key;
  private final EvmAddress address;
  private long nonce;

  Account(PrivateKey key, long nonce) {
    this.key = key;
    this.address = Secp256k1.addressOf(key.publicKey());
    this.nonce = nonce;
  }

  /** A key that depends on nothing but these. */
  static PrivateKey key(long seed, int index) {
    var secret = Keccak.hash(("atoll bench " + seed + " " + index).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return PrivateKey.of(SignatureAlgorithm.SECP256K1, secret.bytes());
  }

  EvmAddress address() {
    return address;
  }

  /** What the account is to send; nonces are given out in the order of the calls. */
  Order order(Fees fees, Optional<EvmAddress> to, BigInteger value, Bytes data, long gasLimit) {
    return new Order(key, EthereumTransaction.dynamicFee(fees.chainId(), nonce++, fees.tip(), fees.maxFee(), gasLimit,
        to, value, data, List.of()));
  }

  void setNonce(long next) {
    nonce = next;
  }

  long nonce() {
    return nonce;
  }

  /** Not yet signed. */
  record Order(PrivateKey key, EthereumTransaction transaction) {
    Shot<String> sign() {
      var raw = EthereumTransactionCodec.sign(transaction, key).encode();
      return new Shot<>(Keccak.hash(raw).bytes(), "\"" + raw.to0x() + "\"");
    }
  }

  /** Signs on all cores; the order stays. */
  static List<Shot<String>> sign(List<Order> orders) {
    return orders.parallelStream().map(Order::sign).toList();
  }
}
