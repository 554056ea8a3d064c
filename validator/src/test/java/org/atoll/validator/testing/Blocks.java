package org.atoll.validator.testing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.ethereum.LogsBloom;
import org.atoll.sdk.ethereum.MerklePatricia;
import org.atoll.sdk.proto.BlockHeader;
import org.atoll.sdk.proto.Event;
import org.atoll.sdk.proto.EventAttribute;
import org.atoll.sdk.proto.EvmReceiptData;
import org.atoll.sdk.proto.Receipt;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.BlockBatch;
import org.atoll.validator.block.BlockTransaction;
import org.atoll.validator.block.EvmLogs;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.forks.core.SealedBlock;
import org.atoll.validator.mempool.core.PoolRules;

/** Blocks without an execution behind them. */
public final class Blocks {
  public static final PrivateKey PRODUCER =
      PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("00".repeat(31) + "07"));
  public static final long GAS_LIMIT = 30_000_000;
  private static final Hash32 NO_UNCLES =
      Hash32.fromHex("0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");

  private Blocks() {}

  public static ExecutedBlock genesis() {
    return block(0, BlockId.NONE, 1_000, List.of());
  }

  public static ExecutedBlock child(ExecutedBlock parent, List<BlockBatch> batches) {
    return block(parent.height() + 1, parent.id(), parent.timestampMillis() + 1_000, batches);
  }

  /** As the chain holds it once it is executed. */
  public static SealedBlock sealed(ExecutedBlock block, FakeHead view, List<EvmAddress> senders) {
    return new SealedBlock(block, new PoolRules(Batches.CHAIN_ID, block.height() + 1, Fork.OSAKA, BigInteger.ZERO,
        GAS_LIMIT, true, BigInteger.ZERO, false), view, senders);
  }

  public static SealedBlock sealed(ExecutedBlock block) {
    return sealed(block, new FakeHead(), List.of());
  }

  public static ExecutedBlock block(long height, BlockId parent, long timestampMillis, List<BlockBatch> batches) {
    var logs = new ArrayList<Log>();
    long gas = 0;
    for (var batch : batches) {
      for (var transaction : batch.transactions()) {
        logs.addAll(transaction.logs());
        gas = Math.max(gas, transaction.cumulativeGasUsed());
      }
    }
    var ethereum = new EthereumHeader(Hash32.ZERO, NO_UNCLES, EvmAddress.ZERO, MerklePatricia.EMPTY_ROOT,
        MerklePatricia.EMPTY_ROOT, MerklePatricia.EMPTY_ROOT, LogsBloom.of(logs), BigInteger.ZERO, height, GAS_LIMIT, gas,
        timestampMillis / 1_000, Bytes.EMPTY, new Hash32(parent.bytes()), Bytes.wrap(new byte[8]),
        Optional.of(Batches.GWEI), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
        Optional.empty());
    var header = BlockHeader.newBuilder().setVersion(1).setChainId(Batches.CHAIN_ID).setHeight(height)
        .setParentId(parent.bytes().toByteString()).setTimestampMillis(timestampMillis)
        .setProducer(PRODUCER.publicKey().encoded().toByteString())
        .setEthereumHash(ethereum.hash().bytes().toByteString()).build();
    return ExecutedBlock.of(header, Bytes.EMPTY, Bytes.EMPTY, ethereum, 1_000, batches);
  }

  /** Builds the rows of one block's transactions: keeps count of gas and logs. */
  public static final class Body {
    private final List<BlockBatch> batches = new ArrayList<>();
    private int ethereumIndex;
    private long gas;
    private int logs;

    /** An Ethereum transaction with these logs, 21 000 gas. */
    public Body add(BatchView batch, List<Log> own) {
      return add(batch, own, 21_000, Batches.GWEI.multiply(BigInteger.TWO));
    }

    public Body add(BatchView batch, List<Log> own, long gasUsed, BigInteger price) {
      var view = batch.transactions().getFirst();
      gas += gasUsed;
      var data = EvmReceiptData.newBuilder()
          .setEffectiveGasPrice(com.google.protobuf.ByteString.copyFrom(price.toByteArray())).build();
      var receipt = Receipt.newBuilder().setTransactionId(view.id().bytes().toByteString()).setStatus(1)
          .setGasUsed(gasUsed).setFamilyData(data.toByteString());
      own.forEach(log -> receipt.addEvents(event(log)));
      var message = receipt.build();
      batches.add(new BlockBatch(batch, List.of(new BlockTransaction(view, message, Bytes.wrap(message.toByteArray()),
          ethereumIndex++, gas, logs, own))));
      logs += own.size();
      return this;
    }

    /** A native batch. */
    public Body add(BatchView batch) {
      var transactions = new ArrayList<BlockTransaction>();
      for (var view : batch.transactions()) {
        var message = Receipt.newBuilder().setTransactionId(view.id().bytes().toByteString()).setStatus(1).build();
        transactions.add(new BlockTransaction(view, message, Bytes.wrap(message.toByteArray()), -1, 0, 0, List.of()));
      }
      batches.add(new BlockBatch(batch, transactions));
      return this;
    }

    private static Event event(Log log) {
      var event = Event.newBuilder().setType(EvmLogs.TYPE).setData(log.data().toByteString());
      event.addAttributes(EventAttribute.newBuilder().setKey("address").setValue(log.address().bytes().toByteString()));
      for (int i = 0; i < log.topics().size(); i++) {
        event.addAttributes(EventAttribute.newBuilder().setKey("topic" + i)
            .setValue(log.topics().get(i).bytes().toByteString()));
      }
      return event.build();
    }

    public List<BlockBatch> batches() {
      return List.copyOf(batches);
    }
  }
}
