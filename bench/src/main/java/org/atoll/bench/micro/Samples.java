package org.atoll.bench.micro;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.atoll.intkey.IntkeyHandler;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.envelope.NativeBatchBuilder;
import org.atoll.sdk.envelope.NativeBatchBuilder.Call;
import org.atoll.sdk.envelope.NativeBatchBuilder.Validity;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.proto.Envelope;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** What the benchmarks work on; the same in every run. */
final class Samples {
  static final long CHAIN_ID = 31_337;
  static final BigInteger GWEI = BigInteger.TEN.pow(9);
  static final PrivateKey KEY = key(0);
  static final EvmAddress SENDER = Secp256k1.addressOf(KEY.publicKey());
  static final EvmAddress CONTRACT = EvmAddress.fromHex("00000000000000000000000000000000c0de0001");

  private Samples() {}

  static PrivateKey key(int seed) {
    return PrivateKey.of(SignatureAlgorithm.SECP256K1, hash(seed).bytes());
  }

  static Hash32 hash(int seed) {
    return Keccak.hash(Integer.toString(seed).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  static EvmAddress account(int seed) {
    return new EvmAddress(hash(seed).bytes().slice(0, EvmAddress.SIZE));
  }

  /** Signed, with nonce 0. */
  static Bytes raw(EvmAddress to, Bytes data, long gasLimit) {
    return raw(Optional.of(to), data, gasLimit, 0);
  }

  /** Signed. */
  static Bytes raw(Optional<EvmAddress> to, Bytes data, long gasLimit, long nonce) {
    return EthereumTransactionCodec.sign(EthereumTransaction.dynamicFee(BigInteger.valueOf(CHAIN_ID), nonce, GWEI,
        GWEI.shiftLeft(1), gasLimit, to, BigInteger.ZERO, data, List.of()), KEY).encode();
  }

  static BlockContext block() {
    return new BlockContext(1, 1_700_000_000_000L, CHAIN_ID, Bytes.wrap(new byte[32]), EvmAddress.ZERO, 500_000_000,
        GWEI, Hash32.fromHex("11".repeat(32)), 0, BlockId.NONE, java.util.Map.of());
  }

  /** A batch of one transaction that may touch one address. */
  static Envelope batch(String family, String version, Bytes payload, Address address, int seed) {
    return NativeBatchBuilder.single(new Validity(CHAIN_ID, 0, BlockId.NONE, 1_000), KEY,
        Call.of(family, version, payload, List.of(address.bytes()), hash(seed).bytes()));
  }

  static Envelope intkey(int seed) {
    var name = "n" + seed;
    return batch(IntkeyHandler.FAMILY.name(), IntkeyHandler.FAMILY.version(),
        IntkeyHandler.payload("set", name, seed), IntkeyHandler.address(name), seed);
  }
}
