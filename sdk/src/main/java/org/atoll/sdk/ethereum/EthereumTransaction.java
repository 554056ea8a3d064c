package org.atoll.sdk.ethereum;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;

/**
 * An Ethereum transaction of type 0 to 4, as on the wire: it decoded, nothing more is known of it. Numbers are below
 * 2^256 unless a narrower type or a line here says otherwise.
 *
 * @param type EIP-2718: 0 legacy, 1 access list, 2 dynamic fee, 3 blob, 4 set code
 * @param chainId absent in an unprotected legacy transaction
 * @param nonce unsigned 64 bits
 * @param maxPriorityFeePerGas types 0 and 1: the gas price
 * @param maxFeePerGas types 0 and 1: the gas price
 * @param gasLimit unsigned 64 bits; {@code EnvelopeCodec} lets only 0 to 2^63 − 1 pass
 * @param to absent when it creates a contract
 * @param maxFeePerBlobGas 0 except in type 3
 * @param v as on the wire: 27, 28 or 35 + 2 · chainId + parity in type 0, the parity in the others
 * @param yParity 0 or 1; −1 when v is neither of its forms, so that there is no sender
 */
public record EthereumTransaction(int type, Optional<BigInteger> chainId, long nonce, BigInteger maxPriorityFeePerGas,
    BigInteger maxFeePerGas, long gasLimit, Optional<EvmAddress> to, BigInteger value, Bytes data,
    List<AccessListEntry> accessList, List<Authorization> authorizations, BigInteger maxFeePerBlobGas,
    List<Hash32> blobHashes, BigInteger v, int yParity, BigInteger r, BigInteger s) {
  public static final int LEGACY = 0;
  public static final int ACCESS_LIST = 1;
  public static final int DYNAMIC_FEE = 2;
  public static final int BLOB = 3;
  public static final int SET_CODE = 4;

  public EthereumTransaction {
    if (type < LEGACY || type > SET_CODE) {
      throw new IllegalArgumentException("no such transaction type: " + type);
    }
    if (type != LEGACY && chainId.isEmpty()) {
      throw new IllegalArgumentException("a typed transaction names its chain");
    }
    accessList = List.copyOf(accessList);
    authorizations = List.copyOf(authorizations);
    blobHashes = List.copyOf(blobHashes);
  }

  /** Not yet signed, of type 0. */
  public static EthereumTransaction legacy(Optional<BigInteger> chainId, long nonce, BigInteger gasPrice,
      long gasLimit, Optional<EvmAddress> to, BigInteger value, Bytes data) {
    return unsigned(LEGACY, chainId, nonce, gasPrice, gasPrice, gasLimit, to, value, data, List.of(), List.of());
  }

  /** Not yet signed, of type 1. */
  public static EthereumTransaction withAccessList(BigInteger chainId, long nonce, BigInteger gasPrice, long gasLimit,
      Optional<EvmAddress> to, BigInteger value, Bytes data, List<AccessListEntry> accessList) {
    return unsigned(ACCESS_LIST, Optional.of(chainId), nonce, gasPrice, gasPrice, gasLimit, to, value, data,
        accessList, List.of());
  }

  /** Not yet signed, of type 2. */
  public static EthereumTransaction dynamicFee(BigInteger chainId, long nonce, BigInteger maxPriorityFeePerGas,
      BigInteger maxFeePerGas, long gasLimit, Optional<EvmAddress> to, BigInteger value, Bytes data,
      List<AccessListEntry> accessList) {
    return unsigned(DYNAMIC_FEE, Optional.of(chainId), nonce, maxPriorityFeePerGas, maxFeePerGas, gasLimit, to, value,
        data, accessList, List.of());
  }

  /** Not yet signed, of type 4. */
  public static EthereumTransaction setCode(BigInteger chainId, long nonce, BigInteger maxPriorityFeePerGas,
      BigInteger maxFeePerGas, long gasLimit, EvmAddress to, BigInteger value, Bytes data,
      List<AccessListEntry> accessList, List<Authorization> authorizations) {
    return unsigned(SET_CODE, Optional.of(chainId), nonce, maxPriorityFeePerGas, maxFeePerGas, gasLimit,
        Optional.of(to), value, data, accessList, authorizations);
  }

  private static EthereumTransaction unsigned(int type, Optional<BigInteger> chainId, long nonce, BigInteger tip,
      BigInteger cap, long gasLimit, Optional<EvmAddress> to, BigInteger value, Bytes data,
      List<AccessListEntry> accessList, List<Authorization> authorizations) {
    return new EthereumTransaction(type, chainId, nonce, tip, cap, gasLimit, to, value, data, accessList,
        authorizations, BigInteger.ZERO, List.of(), BigInteger.ZERO, -1, BigInteger.ZERO, BigInteger.ZERO);
  }

  /** The same request with another signature. */
  EthereumTransaction signedWith(BigInteger newV, int newParity, BigInteger newR, BigInteger newS) {
    return new EthereumTransaction(type, chainId, nonce, maxPriorityFeePerGas, maxFeePerGas, gasLimit, to, value, data,
        accessList, authorizations, maxFeePerBlobGas, blobHashes, newV, newParity, newR, newS);
  }

  public boolean isCreation() {
    return to.isEmpty();
  }

  /** The bytes the signature's digest is taken of. */
  public Bytes signingPayload() {
    return payload().toBytes();
  }

  public Hash32 signingHash() {
    return Keccak.hash(payload().toArray());
  }

  /** The raw transaction: RLP, for types from 1 after the type byte (EIP-2718). */
  public Bytes encode() {
    var writer = writer();
    writeRequest(writer);
    return writer.add(v).add(r).add(s).endList().toBytes();
  }

  /** Keccak of {@link #encode()}. */
  public TransactionId hash() {
    return new TransactionId(Keccak.hash(encode()).bytes());
  }

  private RlpWriter payload() {
    var writer = writer();
    writeRequest(writer);
    if (type == LEGACY && chainId.isPresent()) {
      writer.add(chainId.get()).add(0).add(0); // EIP-155
    }
    return writer.endList();
  }

  private RlpWriter writer() {
    return new RlpWriter(256 + data.size());
  }

  private void writeRequest(RlpWriter writer) {
    if (type != LEGACY) {
      writer.addRaw((byte) type);
    }
    writer.beginList();
    if (type != LEGACY) {
      writer.add(chainId.orElseThrow());
    }
    writer.add(nonce);
    if (type >= DYNAMIC_FEE) {
      writer.add(maxPriorityFeePerGas);
    }
    writer.add(maxFeePerGas).add(gasLimit).add(to.map(EvmAddress::bytes).orElse(Bytes.EMPTY)).add(value).add(data);
    if (type != LEGACY) {
      writeAccessList(writer);
    }
    if (type == BLOB) {
      writer.add(maxFeePerBlobGas).beginList();
      blobHashes.forEach(hash -> writer.add(hash.bytes()));
      writer.endList();
    }
    if (type == SET_CODE) {
      writeAuthorizations(writer);
    }
  }

  private void writeAccessList(RlpWriter writer) {
    writer.beginList();
    for (var entry : accessList) {
      writer.beginList().add(entry.address().bytes()).beginList();
      for (var slot : entry.slots()) {
        writer.add(slot.bytes());
      }
      writer.endList().endList();
    }
    writer.endList();
  }

  private void writeAuthorizations(RlpWriter writer) {
    writer.beginList();
    for (var one : authorizations) {
      writer.beginList().add(one.chainId()).add(one.address().bytes()).add(one.nonce()).add(one.yParity())
          .add(one.r()).add(one.s()).endList();
    }
    writer.endList();
  }
}
