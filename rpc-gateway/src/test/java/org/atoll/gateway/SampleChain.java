package org.atoll.gateway;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.ethereum.AccessListEntry;
import org.atoll.sdk.ethereum.Authorization;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.ethereum.LogsBloom;
import org.atoll.sdk.ethereum.MerklePatricia;
import org.atoll.sdk.proto.EthereumBlock;
import org.atoll.sdk.proto.EthereumLog;
import org.atoll.sdk.proto.EthereumReceipt;
import org.atoll.sdk.proto.LogEntry;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** A little chain with every type of transaction, the same in every run. */
final class SampleChain {
  static final long CHAIN_ID = 31_337;
  static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);
  static final PrivateKey KEY = PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("11".repeat(32)));
  static final EvmAddress SENDER = Secp256k1.addressOf(KEY.publicKey());
  static final EvmAddress CONTRACT = EvmAddress.fromHex("c0".repeat(20));
  static final EvmAddress CREATED = EvmAddress.fromHex("c1".repeat(20));
  static final Hash32 TOPIC = Hash32.fromHex("ab".repeat(32));
  static final Hash32 OTHER_TOPIC = Hash32.fromHex("cd".repeat(32));
  private static final BigInteger CHAIN = BigInteger.valueOf(CHAIN_ID);

  private SampleChain() {}

  static EthereumTransaction legacy(long nonce) {
    return sign(EthereumTransaction.legacy(Optional.of(CHAIN), nonce, GWEI.multiply(BigInteger.TWO), 21_000,
        Optional.of(CONTRACT), BigInteger.valueOf(7), Bytes.EMPTY));
  }

  static EthereumTransaction withAccessList(long nonce) {
    return sign(EthereumTransaction.withAccessList(CHAIN, nonce, GWEI.multiply(BigInteger.TWO), 50_000,
        Optional.of(CONTRACT), BigInteger.ZERO, Bytes.fromHex("0102"),
        List.of(new AccessListEntry(CONTRACT, List.of(TOPIC)))));
  }

  static EthereumTransaction creation(long nonce) {
    return sign(EthereumTransaction.dynamicFee(CHAIN, nonce, GWEI, GWEI.multiply(BigInteger.valueOf(5)), 100_000,
        Optional.empty(), BigInteger.ZERO, Bytes.fromHex("600160005260206000f3"), List.of()));
  }

  static EthereumTransaction setCode(long nonce) {
    var authorization = new Authorization(CHAIN, CONTRACT, 9, 1, BigInteger.valueOf(77), BigInteger.valueOf(78));
    return sign(EthereumTransaction.setCode(CHAIN, nonce, GWEI, GWEI.multiply(BigInteger.valueOf(3)), 100_000,
        CONTRACT, BigInteger.ZERO, Bytes.EMPTY, List.of(), List.of(authorization)));
  }

  private static EthereumTransaction sign(EthereumTransaction unsigned) {
    return EthereumTransactionCodec.sign(unsigned, KEY);
  }

  static ByteString bytes(BigInteger number) {
    var bytes = number.toByteArray();
    return bytes[0] == 0 ? ByteString.copyFrom(bytes, 1, bytes.length - 1) : ByteString.copyFrom(bytes);
  }

  static EthereumHeader header(long number, Hash32 parent, long timestamp) {
    return new EthereumHeader(parent, EthereumHeader.NO_UNCLES, SENDER, MerklePatricia.EMPTY_ROOT,
        MerklePatricia.EMPTY_ROOT, MerklePatricia.EMPTY_ROOT, LogsBloom.EMPTY, BigInteger.ZERO, number, 30_000_000,
        number * 21_000, timestamp, Bytes.fromHex("61746f6c6c"), Hash32.ZERO, Bytes.fromHex("00".repeat(8)),
        Optional.of(GWEI), Optional.of(MerklePatricia.EMPTY_ROOT), Optional.of(0L), Optional.of(0L),
        Optional.of(Hash32.ZERO), Optional.of(EthereumHeader.NO_REQUESTS));
  }

  static EthereumBlock block(long number, Hash32 parent, List<EthereumTransaction> transactions) {
    return block(header(number, parent, 1_700_000_000 + 2 * number), transactions);
  }

  static EthereumBlock block(EthereumHeader header, List<EthereumTransaction> transactions) {
    var block = EthereumBlock.newBuilder()
        .setHeader(header.encode().toByteString())
        .setHash(header.hash().bytes().toByteString())
        .setFinal(true)
        .setSize(600 + 100L * transactions.size());
    long cumulative = 0;
    int logs = 0;
    for (int i = 0; i < transactions.size(); i++) {
      var transaction = transactions.get(i);
      var receipt = receipt(transaction, i, cumulative, logs);
      cumulative = receipt.getCumulativeGasUsed();
      logs += receipt.getLogsCount();
      block.addTransactions(mined(header, i, transaction).setReceipt(receipt));
    }
    return block.build();
  }

  private static EthereumReceipt receipt(EthereumTransaction transaction, int index, long gasBefore, int logsBefore) {
    var receipt = EthereumReceipt.newBuilder()
        .setStatus(index == 1 ? 0 : 1)
        .setGasUsed(21_000)
        .setCumulativeGasUsed(gasBefore + 21_000)
        .setEffectiveGasPrice(bytes(GWEI.multiply(BigInteger.TWO)))
        .setFirstLogIndex(logsBefore);
    if (transaction.isCreation()) {
      receipt.setCreated(CREATED.bytes().toByteString());
    }
    if (!transaction.data().isEmpty()) {
      receipt.addLogs(log(TOPIC)).addLogs(log(OTHER_TOPIC));
    }
    return receipt.build();
  }

  static EthereumLog log(Hash32 topic) {
    return EthereumLog.newBuilder()
        .setAddress(CONTRACT.bytes().toByteString())
        .addTopics(topic.bytes().toByteString())
        .setData(ByteString.copyFrom(new byte[] {0, 42}))
        .build();
  }

  private static org.atoll.sdk.proto.EthereumTransaction.Builder mined(EthereumHeader header, int index,
      EthereumTransaction transaction) {
    return pending(transaction).toBuilder()
        .setMined(true)
        .setBlockHash(header.hash().bytes().toByteString())
        .setBlockNumber(header.number())
        .setBlockTimestamp(header.timestamp())
        .setIndex(index)
        .setBaseFee(bytes(GWEI));
  }

  static org.atoll.sdk.proto.EthereumTransaction pending(EthereumTransaction transaction) {
    var raw = transaction.encode();
    return org.atoll.sdk.proto.EthereumTransaction.newBuilder()
        .setRaw(raw.toByteString())
        .setHash(Keccak.hash(raw).bytes().toByteString())
        .setSender(SENDER.bytes().toByteString())
        .build();
  }

  /** Genesis, a block with every type, a block with logs, an empty block. */
  static List<EthereumBlock> blocks() {
    var blocks = new ArrayList<EthereumBlock>();
    var contents = List.of(
        List.<EthereumTransaction>of(),
        List.of(legacy(0), withAccessList(1), creation(2), setCode(3)),
        List.of(withAccessList(4)),
        List.<EthereumTransaction>of());
    var parent = Hash32.ZERO;
    for (int number = 0; number < contents.size(); number++) {
      var block = block(number, parent, contents.get(number));
      blocks.add(block);
      parent = new Hash32(Bytes.of(block.getHash()));
    }
    return blocks;
  }

  /** The logs of a block as GetLogs answers them. */
  static List<LogEntry> logs(EthereumBlock block) {
    var entries = new ArrayList<LogEntry>();
    for (var transaction : block.getTransactionsList()) {
      int index = transaction.getReceipt().getFirstLogIndex();
      for (var log : transaction.getReceipt().getLogsList()) {
        entries.add(LogEntry.newBuilder()
            .setLog(log)
            .setBlockHash(transaction.getBlockHash())
            .setBlockNumber(transaction.getBlockNumber())
            .setBlockTimestamp(transaction.getBlockTimestamp())
            .setTransactionHash(transaction.getHash())
            .setTransactionIndex(transaction.getIndex())
            .setLogIndex(index++)
            .build());
      }
    }
    return entries;
  }
}
