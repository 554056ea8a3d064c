package org.atoll.sdk.ethereum;

import java.math.BigInteger;
import java.util.Optional;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * An Ethereum block header, in RLP order. The optional fields came with London, Shanghai, Cancun (three) and Prague:
 * one that is there needs all before it.
 *
 * @param logsBloom 256 bytes
 * @param number unsigned 64 bits; gasLimit, gasUsed, timestamp, blobGasUsed, excessBlobGas too
 * @param nonce 8 bytes
 */
public record EthereumHeader(Hash32 parentHash, Hash32 unclesHash, EvmAddress miner, Hash32 stateRoot,
    Hash32 transactionsRoot, Hash32 receiptsRoot, Bytes logsBloom, BigInteger difficulty, long number, long gasLimit,
    long gasUsed, long timestamp, Bytes extraData, Hash32 mixHash, Bytes nonce, Optional<BigInteger> baseFeePerGas,
    Optional<Hash32> withdrawalsRoot, Optional<Long> blobGasUsed, Optional<Long> excessBlobGas,
    Optional<Hash32> parentBeaconBlockRoot, Optional<Hash32> requestsHash) {
  /** Keccak of the empty RLP list: no uncles. */
  public static final Hash32 NO_UNCLES =
      Hash32.fromHex("1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");

  /** SHA-256 of nothing: no requests (EIP-7685). */
  public static final Hash32 NO_REQUESTS =
      Hash32.fromHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

  public EthereumHeader {
    if (logsBloom.size() != LogsBloom.SIZE) {
      throw new IllegalArgumentException("a bloom has 256 bytes, not " + logsBloom.size());
    }
    if (nonce.size() != 8) {
      throw new IllegalArgumentException("a header nonce has 8 bytes, not " + nonce.size());
    }
    var optional = new boolean[] {baseFeePerGas.isPresent(), withdrawalsRoot.isPresent(), blobGasUsed.isPresent(),
        excessBlobGas.isPresent(), parentBeaconBlockRoot.isPresent(), requestsHash.isPresent()};
    for (int i = 1; i < optional.length; i++) {
      if (optional[i] && !optional[i - 1]) {
        throw new IllegalArgumentException("a header field of a later fork is there without an earlier one");
      }
    }
  }

  public Bytes encode() {
    return write().toBytes();
  }

  /** Keccak of {@link #encode()}: the block hash Ethereum knows. */
  public Hash32 hash() {
    return Keccak.hash(write().toArray());
  }

  private RlpWriter write() {
    var writer = new RlpWriter(700).beginList()
        .add(parentHash.bytes()).add(unclesHash.bytes()).add(miner.bytes()).add(stateRoot.bytes())
        .add(transactionsRoot.bytes()).add(receiptsRoot.bytes()).add(logsBloom).add(difficulty).add(number)
        .add(gasLimit).add(gasUsed).add(timestamp).add(extraData).add(mixHash.bytes()).add(nonce);
    baseFeePerGas.ifPresent(writer::add);
    withdrawalsRoot.ifPresent(root -> writer.add(root.bytes()));
    blobGasUsed.ifPresent(gas -> writer.add(gas.longValue()));
    excessBlobGas.ifPresent(gas -> writer.add(gas.longValue()));
    parentBeaconBlockRoot.ifPresent(root -> writer.add(root.bytes()));
    requestsHash.ifPresent(hash -> writer.add(hash.bytes()));
    return writer.endList();
  }

  /**
   * Inverse of {@link #encode()}, for bytes that are known to be a header.
   *
   * @throws IllegalArgumentException when they are not
   */
  public static EthereumHeader decode(Bytes encoded) {
    try {
      var reader = new RlpReader(encoded);
      var header = read(reader);
      reader.end();
      return header;
    } catch (RlpException broken) {
      throw new IllegalArgumentException("not an Ethereum header: " + broken.what(), broken);
    }
  }

  /** Reads the header that is the next item. */
  public static EthereumHeader read(RlpReader reader) throws RlpException {
    var fields = reader.readList("header");
    var header = new EthereumHeader(hash(fields, "parent hash"), hash(fields, "uncles hash"),
        new EvmAddress(fields.readBytes(EvmAddress.SIZE, "miner")), hash(fields, "state root"),
        hash(fields, "transactions root"), hash(fields, "receipts root"), fields.readBytes(LogsBloom.SIZE, "bloom"),
        fields.readNumber(32, "difficulty"), fields.readLong("number"), fields.readLong("gas limit"),
        fields.readLong("gas used"), fields.readLong("timestamp"), fields.readBytes("extra data"),
        hash(fields, "mix hash"), fields.readBytes(8, "nonce"),
        fields.hasMore() ? Optional.of(fields.readNumber(32, "base fee")) : Optional.empty(),
        fields.hasMore() ? Optional.of(hash(fields, "withdrawals root")) : Optional.empty(),
        fields.hasMore() ? Optional.of(fields.readLong("blob gas used")) : Optional.empty(),
        fields.hasMore() ? Optional.of(fields.readLong("excess blob gas")) : Optional.empty(),
        fields.hasMore() ? Optional.of(hash(fields, "parent beacon block root")) : Optional.empty(),
        fields.hasMore() ? Optional.of(hash(fields, "requests hash")) : Optional.empty());
    fields.end();
    return header;
  }

  private static Hash32 hash(RlpReader fields, String what) throws RlpException {
    return new Hash32(fields.readBytes(Hash32.SIZE, what));
  }
}
