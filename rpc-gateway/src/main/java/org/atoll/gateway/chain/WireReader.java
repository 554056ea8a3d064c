package org.atoll.gateway.chain;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.proto.ChainReply;
import org.atoll.sdk.proto.EthereumBlock;
import org.atoll.sdk.proto.EthereumLog;
import org.atoll.sdk.proto.EthereumReceipt;
import org.atoll.sdk.proto.EthereumTransaction;
import org.atoll.sdk.proto.FeesReply;
import org.atoll.sdk.proto.HeadEvent;
import org.atoll.sdk.proto.PoolReply;
import org.atoll.sdk.proto.ProofReply;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * Turns a validator's protobufs into values. The validator is trusted: what is not well-formed is a bug and
 * throws IllegalArgumentException or IllegalStateException.
 */
final class WireReader {
  private WireReader() {}

  static Hash32 hash(ByteString bytes) {
    return new Hash32(Bytes.of(bytes));
  }

  static List<Hash32> hashes(List<ByteString> bytes) {
    return bytes.stream().map(WireReader::hash).toList();
  }

  private static EvmAddress address(ByteString bytes) {
    return new EvmAddress(Bytes.of(bytes));
  }

  private static BigInteger number(ByteString bytes) {
    return new BigInteger(1, bytes.toByteArray());
  }

  static ChainInfo chain(ChainReply wire) {
    return new ChainInfo(wire.getChainId(), wire.getHead(), wire.getFinal(), wire.getOldestState(), wire.getPeers());
  }

  static EthBlock block(EthereumBlock wire, EthBlock.Detail detail) {
    var headerBytes = Bytes.of(wire.getHeader());
    EthBlock.Contents contents = detail == EthBlock.Detail.HASHES
        ? new EthBlock.Contents.Hashes(wire.getTransactionHashesCount() > 0
            ? hashes(wire.getTransactionHashesList())
            : wire.getTransactionsList().stream().map(transaction -> hash(transaction.getHash())).toList())
        : new EthBlock.Contents.Full(wire.getTransactionsList().stream().map(WireReader::transaction).toList());
    return new EthBlock(header(headerBytes), headerBytes, hash(wire.getHash()), wire.getSize(), contents, List.of(),
        List.of());
  }

  private static EthereumHeader header(Bytes rlp) {
    return EthereumHeader.decode(rlp);
  }

  static EthTransaction transaction(EthereumTransaction wire) {
    var raw = Bytes.of(wire.getRaw());
    var place = wire.getMined()
        ? Optional.of(new EthTransaction.Place(
            hash(wire.getBlockHash()),
            wire.getBlockNumber(),
            wire.getBlockTimestamp(),
            wire.getIndex(),
            number(wire.getBaseFee()),
            wire.hasReceipt() ? Optional.of(receipt(wire.getReceipt())) : Optional.empty()))
        : Optional.<EthTransaction.Place>empty();
    return switch (EthereumTransactionCodec.decode(raw)) {
      case EthereumTransactionCodec.Decoded.Ok(var transaction) ->
          new EthTransaction(transaction, raw, hash(wire.getHash()), address(wire.getSender()), place);
      case EthereumTransactionCodec.Decoded.Malformed(var what) ->
          throw new IllegalStateException("the validator holds a malformed transaction: " + what);
    };
  }

  private static EthReceipt receipt(EthereumReceipt wire) {
    return new EthReceipt(
        wire.getStatus(),
        Optional.empty(),
        wire.getGasUsed(),
        wire.getCumulativeGasUsed(),
        number(wire.getEffectiveGasPrice()),
        wire.getCreated().isEmpty() ? Optional.empty() : Optional.of(address(wire.getCreated())),
        wire.getLogsList().stream().map(WireReader::log).toList(),
        wire.getFirstLogIndex());
  }

  private static Log log(EthereumLog wire) {
    return new Log(address(wire.getAddress()), hashes(wire.getTopicsList()), Bytes.of(wire.getData()));
  }

  static LogEntry logEntry(org.atoll.sdk.proto.LogEntry wire) {
    return new LogEntry(
        log(wire.getLog()),
        hash(wire.getBlockHash()),
        wire.getBlockNumber(),
        wire.getBlockTimestamp(),
        hash(wire.getTransactionHash()),
        wire.getTransactionIndex(),
        wire.getLogIndex(),
        wire.getRemoved());
  }

  static HeadNews headNews(HeadEvent wire) {
    return new HeadNews(
        block(wire.getBlock(), EthBlock.Detail.HASHES),
        wire.getLogsList().stream().map(WireReader::logEntry).toList(),
        wire.getRemovedList().stream().map(WireReader::logEntry).toList());
  }

  static PoolView pool(PoolReply wire) {
    return new PoolView(
        wire.getPending(),
        wire.getQueued(),
        wire.hasNextNonce() ? OptionalLong.of(wire.getNextNonce()) : OptionalLong.empty(),
        wire.getTransactionsList().stream().map(WireReader::transaction).toList());
  }

  static Fees fees(FeesReply wire) {
    var rule = wire.getFreeGas() ? Fees.Rule.FREE
        : wire.getConstantBaseFee() ? Fees.Rule.CONSTANT
        : Fees.Rule.EIP1559;
    return new Fees(
        rule,
        number(wire.getNextBaseFee()),
        number(wire.getSuggestedTip()),
        wire.getOldest(),
        wire.getBaseFeesList().stream().map(WireReader::number).toList(),
        wire.getGasUsedRatiosList(),
        wire.getRewardsList().stream()
            .map(rewards -> rewards.getTipsList().stream().map(WireReader::number).toList())
            .toList());
  }

  static AccountProof proof(ProofReply wire) {
    var account = wire.hasValue() ? EvmAccount.decode(Bytes.of(wire.getValue())) : EvmAccount.EMPTY;
    return new AccountProof(
        account,
        hash(wire.getStorageRoot()),
        wire.getNodesList().stream().map(Bytes::of).toList(),
        wire.getSlotsList().stream()
            .map(slot -> new AccountProof.Slot(
                Bytes.of(slot.getValue()), slot.getNodesList().stream().map(Bytes::of).toList()))
            .toList());
  }
}
