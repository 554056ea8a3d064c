package org.atoll.validator.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigInteger;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.BlockRequest.Detail;
import org.atoll.sdk.proto.EthereumBlock;
import org.atoll.sdk.proto.EthereumLog;
import org.atoll.sdk.proto.EthereumReceipt;
import org.atoll.sdk.proto.EthereumTransaction;
import org.atoll.sdk.proto.EvmReceiptData;
import org.atoll.sdk.proto.LogEntry;
import org.atoll.validator.block.BlockTransaction;
import org.atoll.validator.block.ExecutedBlock;

/** Blocks, transactions and logs in the shape of the client protocol. Pure. */
final class EthereumMessages {
  private EthereumMessages() {}

  static EthereumBlock block(ExecutedBlock block, Detail detail, boolean isFinal) {
    var message = EthereumBlock.newBuilder()
        .setHeader(block.ethereum().encode().toByteString())
        .setHash(block.ethereumHash().bytes().toByteString())
        .setFinal(isFinal)
        .setAtollId(block.id().bytes().toByteString())
        .setSize(block.ethereumSize());
    for (var transaction : block.ethereumTransactions()) {
      if (detail == Detail.HEADER) {
        message.addTransactionHashes(transaction.view().id().bytes().toByteString());
      } else {
        message.addTransactions(mined(block, transaction, detail == Detail.RECEIPTS));
      }
    }
    return message.build();
  }

  static EthereumTransaction mined(ExecutedBlock block, BlockTransaction transaction, boolean receipt) {
    var message = EthereumTransaction.newBuilder()
        .setRaw(transaction.view().body().toByteString())
        .setHash(transaction.view().id().bytes().toByteString())
        .setSender(transaction.view().sender().toByteString())
        .setMined(true)
        .setBlockHash(block.ethereumHash().bytes().toByteString())
        .setBlockNumber(block.height())
        .setBlockTimestamp(block.ethereum().timestamp())
        .setIndex(transaction.ethereumIndex())
        .setBaseFee(quantity(block.ethereum().baseFeePerGas().orElse(BigInteger.ZERO)));
    if (receipt) {
      message.setReceipt(receipt(transaction));
    }
    return message.build();
  }

  static EthereumTransaction pending(BatchView batch) {
    var view = batch.transactions().getFirst();
    return EthereumTransaction.newBuilder()
        .setRaw(view.body().toByteString())
        .setHash(view.id().bytes().toByteString())
        .setSender(view.sender().toByteString())
        .build();
  }

  private static EthereumReceipt receipt(BlockTransaction transaction) {
    var data = familyData(transaction);
    var message = EthereumReceipt.newBuilder()
        .setStatus(transaction.receipt().getStatus())
        .setGasUsed(transaction.receipt().getGasUsed())
        .setCumulativeGasUsed(transaction.cumulativeGasUsed())
        .setEffectiveGasPrice(data.getEffectiveGasPrice())
        .setCreated(data.getCreated())
        .setFirstLogIndex(transaction.firstLogIndex());
    transaction.logs().forEach(log -> message.addLogs(log(log)));
    return message.build();
  }

  static EvmReceiptData familyData(BlockTransaction transaction) {
    try {
      return EvmReceiptData.parseFrom(transaction.receipt().getFamilyData());
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("family data of " + transaction.view().id() + " is undecodable", broken);
    }
  }

  private static EthereumLog log(Log log) {
    var message = EthereumLog.newBuilder().setAddress(log.address().bytes().toByteString())
        .setData(log.data().toByteString());
    log.topics().forEach(topic -> message.addTopics(topic.bytes().toByteString()));
    return message.build();
  }

  static LogEntry entry(ExecutedBlock block, BlockTransaction transaction, int indexInTransaction, boolean removed) {
    return LogEntry.newBuilder()
        .setLog(log(transaction.logs().get(indexInTransaction)))
        .setBlockHash(block.ethereumHash().bytes().toByteString())
        .setBlockNumber(block.height())
        .setBlockTimestamp(block.ethereum().timestamp())
        .setTransactionHash(transaction.view().id().bytes().toByteString())
        .setTransactionIndex(transaction.ethereumIndex())
        .setLogIndex(transaction.firstLogIndex() + indexInTransaction)
        .setRemoved(removed)
        .build();
  }

  static ByteString quantity(BigInteger value) {
    return ProcessorCodec.encode(value);
  }
}
