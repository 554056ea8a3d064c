package org.atoll.validator.block;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.EnvelopeCodec;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.proto.BlockHeader;
import org.atoll.sdk.proto.Envelope;
import org.atoll.sdk.proto.Receipt;
import org.atoll.sdk.proto.StoredBatch;
import org.atoll.sdk.proto.StoredBlock;
import org.atoll.sdk.proto.StoredLocation;
import org.atoll.sdk.proto.StoredPage;
import org.atoll.sdk.proto.StoredTransaction;
import org.atoll.sdk.proto.StoredUnfinal;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.store.KeyValueStore;
import org.atoll.validator.store.WriteBatch;

/**
 * Blocks on disk. Tables of final ones: B height to block, P (height, page) to batches and receipts, I block id and
 * Ethereum hash to height, X transaction or batch id to place, K finality instance to certificate, L height to the
 * instance that decided it. Table Q holds unfinal ones by id. Of blocks below one that the node joined at, table V has the
 * ids of their transactions and batches with their height, and table W height to block id. Thread-safe.
 */
public final class BlockStore {
  private static final int BATCHES_PER_PAGE = 32;
  private static final Bytes HEAD = Bytes.copyOf((byte) 'M', (byte) 'h');

  private static final Bytes JOINED = Bytes.copyOf((byte) 'M', (byte) 'j');

  private final KeyValueStore store;

  public BlockStore(KeyValueStore store) {
    this.store = store;
  }

  /** Adds a block's rows to a step. */
  public void append(ExecutedBlock block, WriteBatch step) {
    long height = block.height();
    int ethereumCount = block.ethereumTransactions().size();
    step.put(key('B', height), Bytes.wrap(StoredBlock.newBuilder()
        .setHeader(block.headerBytes().toByteString())
        .setSignature(block.signature().toByteString())
        .setEthereumHeader(block.ethereum().encode().toByteString())
        .setBatches(block.batches().size())
        .setEthereumSize(block.ethereumSize())
        .setEthereumTransactions(ethereumCount)
        .setCertificate(block.certificate().toByteString())
        .build().toByteArray()));
    var heightBytes = Bytes.wrap(ByteBuffer.allocate(8).putLong(height).array());
    step.put(key('I', block.id().bytes()), heightBytes);
    step.put(key('I', block.ethereumHash().bytes()), heightBytes);
    for (int from = 0; from < block.batches().size(); from += BATCHES_PER_PAGE) {
      var page = StoredPage.newBuilder();
      for (int i = from; i < Math.min(from + BATCHES_PER_PAGE, block.batches().size()); i++) {
        page.addBatches(store(block.batches().get(i)));
        index(height, i, block.batches().get(i), step);
      }
      step.put(key('P', height, from / BATCHES_PER_PAGE), Bytes.wrap(page.build().toByteArray()));
    }
    step.put(HEAD, heightBytes);
  }

  /**
   * Adds to a step the blocks a node builds on that joins above its own head without having executed them, and makes the
   * last of them the head. {@link #block} knows them only where they hold no batches.
   *
   * @param recent of consecutive heights
   */
  public void join(List<BareBlock> recent, WriteBatch step) {
    for (var block : recent) {
      var signed = block.signed();
      boolean empty = Bytes.of(signed.header().getBatchesRoot()).equals(Hash32.ZERO.bytes());
      step.put(key('B', block.height()), Bytes.wrap(StoredBlock.newBuilder()
          .setHeader(signed.headerBytes().toByteString())
          .setSignature(signed.signature().toByteString())
          .setEthereumHeader(block.ethereum().encode().toByteString())
          .setEthereumSize(block.emptySize())
          .setCertificate(signed.certificate().toByteString())
          .setBodiless(!empty)
          .build().toByteArray()));
      var heightBytes = toBytes(block.height());
      step.put(key('I', signed.id().bytes()), heightBytes);
      step.put(key('I', block.ethereum().hash().bytes()), heightBytes);
      step.put(HEAD, heightBytes);
      step.put(JOINED, heightBytes);
    }
  }

  /** Adds to a step that these are in a block at that height which is not kept: transactions and batches. */
  public static void putUsed(long height, List<TransactionId> ids, WriteBatch step) {
    var heightBytes = toBytes(height);
    ids.forEach(id -> step.put(key('V', id.bytes()), heightBytes));
  }

  /** Adds to a step the id of a block that is not kept. */
  public static void putId(long height, BlockId id, WriteBatch step) {
    step.put(key('W', height), id.bytes());
  }

  /** The height this node joined at without executing what was before; blocks up to it may be missing. 0: genesis. */
  public long joinedHeight() {
    return store.get(JOINED).map(BlockStore::toLong).orElse(0L);
  }

  /** Height of the final block the transaction or batch is in, kept or not. */
  public Optional<Long> heightOfBatch(TransactionId id) {
    return placeOf(id).map(Place::height).or(() -> store.get(key('V', id.bytes())).map(BlockStore::toLong));
  }

  /** Id of a final block, kept or not. */
  public Optional<BlockId> blockId(long height) {
    return header(height).map(ExecutedBlock::id).or(() -> store.get(key('W', height)).map(BlockId::new));
  }

  /** Removes a block's rows: only for chains that may rewind. */
  public void remove(ExecutedBlock block, WriteBatch step) {
    step.delete(key('B', block.height()));
    step.delete(key('I', block.id().bytes()));
    step.delete(key('I', block.ethereumHash().bytes()));
    for (int i = 0; i < block.batches().size(); i++) {
      if (i % BATCHES_PER_PAGE == 0) {
        step.delete(key('P', block.height(), i / BATCHES_PER_PAGE));
      }
      step.delete(key('X', block.batches().get(i).batch().id().bytes()));
      block.batches().get(i).transactions().forEach(tx -> step.delete(key('X', tx.view().id().bytes())));
    }
    step.put(HEAD, Bytes.wrap(ByteBuffer.allocate(8).putLong(block.height() - 1).array()));
  }

  /** Adds the proof that the block of this height, and all before it, are final. */
  public void appendCertificate(long instance, long height, Bytes certificate, WriteBatch step) {
    step.put(key('K', instance), certificate);
    step.put(key('L', height), Bytes.wrap(ByteBuffer.allocate(8).putLong(instance).array()));
  }

  /** A finality certificate with what it decided. */
  public record Decision(long instance, long height, Bytes certificate) {}

  /** The newest certificate for a block of this height or less. */
  public Optional<Decision> decisionUpTo(long height) {
    return store.floor(Bytes.copyOf((byte) 'L'), key('L', height)).map(this::decision);
  }

  /** The oldest certificate for a block of this height or more. */
  public Optional<Decision> decisionFrom(long height) {
    return store.ceiling(Bytes.copyOf((byte) 'L'), key('L', height)).map(this::decision);
  }

  private Decision decision(Map.Entry<Bytes, Bytes> row) {
    long instance = toLong(row.getValue());
    return new Decision(instance, ByteBuffer.wrap(row.getKey().unsafeArray()).getLong(1),
        certificate(instance).orElseThrow(() -> new IllegalStateException("certificate " + instance + " is missing")));
  }

  public Optional<Bytes> certificate(long instance) {
    return store.get(key('K', instance));
  }

  /** Keeps a block that is not final yet, so that it can be executed again after a crash. */
  public static void putUnfinal(SignedHeader block, List<BatchView> batches, WriteBatch step) {
    step.put(key('Q', block.id().bytes()), unfinalRow(block, batches));
  }

  /** A block that is not executed, as bytes; {@link #readUnfinal} is the inverse. */
  public static Bytes unfinalRow(SignedHeader block, List<BatchView> batches) {
    var row = StoredUnfinal.newBuilder().setHeader(block.headerBytes().toByteString())
        .setSignature(block.signature().toByteString()).setCertificate(block.certificate().toByteString());
    for (var batch : batches) {
      row.addBatches(StoredBatch.newBuilder().setEnvelope(Envelope.newBuilder().setFormat(batch.format())
          .setBody(batch.body().toByteString())).addAllTransactions(batch.transactions().stream()
              .map(tx -> StoredTransaction.newBuilder().setSender(tx.sender().toByteString()).build()).toList()));
    }
    return Bytes.wrap(row.build().toByteArray());
  }

  public static void deleteUnfinal(BlockId id, WriteBatch step) {
    step.delete(key('Q', id.bytes()));
  }

  /** A block with its batches, not executed. */
  public record Unfinal(SignedHeader header, List<BatchView> batches) {
    public Unfinal {
      batches = List.copyOf(batches);
    }
  }

  /** All that are kept, lowest first. */
  public List<Unfinal> unfinal() {
    var found = new ArrayList<Unfinal>();
    store.scan(Bytes.copyOf((byte) 'Q'), (key, value) -> {
      found.add(readUnfinal(value));
      return true;
    });
    found.sort(Comparator.comparingLong((Unfinal block) -> block.header().height())
        .thenComparing(block -> block.header().id()));
    return found;
  }

  /** @throws IllegalStateException when the row is damaged */
  public static Unfinal readUnfinal(Bytes bytes) {
    var row = parse(() -> StoredUnfinal.parseFrom(bytes.unsafeArray()));
    var header = SignedHeader.decode(Bytes.of(row.getHeader()), Bytes.of(row.getSignature()),
        Bytes.of(row.getCertificate())).orElseThrow(() -> new IllegalStateException("an unfinal block is undecodable"));
    return new Unfinal(header, row.getBatchesList().stream().map(BlockStore::toView).toList());
  }

  private static void index(long height, int batchIndex, BlockBatch batch, WriteBatch step) {
    for (int k = 0; k < batch.transactions().size(); k++) {
      step.put(key('X', batch.transactions().get(k).view().id().bytes()), Bytes.wrap(StoredLocation.newBuilder()
          .setHeight(height).setBatch(batchIndex).setTransaction(k).build().toByteArray()));
    }
    if (!batch.batch().id().equals(batch.transactions().getFirst().view().id())) { // a batch of one may share its id
      step.put(key('X', batch.batch().id().bytes()), Bytes.wrap(StoredLocation.newBuilder()
          .setHeight(height).setBatch(batchIndex).build().toByteArray()));
    }
  }

  private static StoredBatch store(BlockBatch batch) {
    var row = StoredBatch.newBuilder().setEnvelope(Envelope.newBuilder()
        .setFormat(batch.batch().format()).setBody(batch.batch().body().toByteString()));
    for (var transaction : batch.transactions()) {
      row.addTransactions(StoredTransaction.newBuilder()
          .setSender(transaction.view().sender().toByteString())
          .setReceipt(transaction.receiptBytes().toByteString())
          .setEthereumIndex(transaction.ethereumIndex() + 1)
          .setCumulativeGasUsed(transaction.cumulativeGasUsed())
          .setFirstLogIndex(transaction.firstLogIndex()));
    }
    return row.build();
  }

  /** Height of the newest block; empty in a new store. */
  public Optional<Long> headHeight() {
    return store.get(HEAD).map(BlockStore::toLong);
  }

  public Optional<Long> heightOf(Bytes idOrEthereumHash) {
    return store.get(key('I', idOrEthereumHash)).map(BlockStore::toLong);
  }

  public Optional<Place> placeOf(TransactionId id) {
    return store.get(key('X', id.bytes())).map(row -> {
      var location = parse(() -> StoredLocation.parseFrom(row.unsafeArray()));
      return new Place(location.getHeight(), location.getBatch(), location.getTransaction());
    });
  }

  /** @param transaction index within the batch */
  public record Place(long height, int batch, int transaction) {}

  /** Empty also where only the header is kept. */
  public Optional<ExecutedBlock> block(long height) {
    return row(height).filter(row -> !row.getBodiless())
        .map(row -> withBatches(toBlock(row, List.of()), height, row.getBatches()));
  }

  /** Without its batches. */
  public Optional<ExecutedBlock> header(long height) {
    return row(height).map(row -> toBlock(row, List.of()));
  }

  public BlockId idAt(long height) {
    return header(height).orElseThrow(() -> new IllegalStateException("block " + height + " is missing")).id();
  }

  /** Number of Ethereum transactions in the block, cheaply. */
  public int ethereumTransactions(long height) {
    return row(height).map(StoredBlock::getEthereumTransactions).orElse(0);
  }

  public Optional<BlockBatch> batch(long height, int index) {
    return store.get(key('P', height, index / BATCHES_PER_PAGE)).map(row -> {
      var page = parse(() -> StoredPage.parseFrom(row.unsafeArray()));
      return toBatch(page.getBatches(index % BATCHES_PER_PAGE));
    });
  }

  private Optional<StoredBlock> row(long height) {
    return store.get(key('B', height)).map(row -> parse(() -> StoredBlock.parseFrom(row.unsafeArray())));
  }

  private ExecutedBlock withBatches(ExecutedBlock head, long height, int count) {
    var batches = new ArrayList<BlockBatch>();
    for (int page = 0; page * BATCHES_PER_PAGE < count; page++) {
      var number = page;
      var row = store.get(key('P', height, page)).orElseThrow(
          () -> new IllegalStateException("page " + number + " of block " + height + " is missing"));
      parse(() -> StoredPage.parseFrom(row.unsafeArray())).getBatchesList().forEach(b -> batches.add(toBatch(b)));
    }
    return new ExecutedBlock(head.header(), head.headerBytes(), head.id(), head.signature(), head.certificate(),
        head.ethereum(), head.ethereumHash(), head.ethereumSize(), batches);
  }

  private static ExecutedBlock toBlock(StoredBlock row, List<BlockBatch> batches) {
    var header = parse(() -> BlockHeader.parseFrom(row.getHeader()));
    return ExecutedBlock.of(header, Bytes.of(row.getSignature()), Bytes.of(row.getCertificate()),
        EthereumHeader.decode(Bytes.of(row.getEthereumHeader())), row.getEthereumSize(), batches);
  }

  private static BatchView toView(StoredBatch row) {
    var senders = row.getTransactionsList().stream().map(tx -> Bytes.of(tx.getSender())).toList();
    return switch (EnvelopeCodec.decodeUnchecked(row.getEnvelope().getFormat(),
        Bytes.of(row.getEnvelope().getBody()), senders.getFirst())) {
      case EnvelopeCodec.Decoded.Ok(var view) -> view;
      case EnvelopeCodec.Decoded.Refused(var refusal) ->
          throw new IllegalStateException("a stored batch is undecodable: " + refusal.message());
    };
  }

  private static BlockBatch toBatch(StoredBatch row) {
    var batch = toView(row);
    var transactions = new ArrayList<BlockTransaction>(row.getTransactionsCount());
    for (int i = 0; i < row.getTransactionsCount(); i++) {
      var stored = row.getTransactions(i);
      var receipt = parse(() -> Receipt.parseFrom(stored.getReceipt()));
      transactions.add(new BlockTransaction(batch.transactions().get(i), receipt, Bytes.of(stored.getReceipt()),
          stored.getEthereumIndex() - 1, stored.getCumulativeGasUsed(), stored.getFirstLogIndex(),
          stored.getEthereumIndex() > 0 ? EvmLogs.of(receipt) : List.<Log>of()));
    }
    return new BlockBatch(batch, transactions);
  }

  @FunctionalInterface
  private interface Parser<T> {
    T parse() throws InvalidProtocolBufferException;
  }

  private static <T> T parse(Parser<T> parser) {
    try {
      return parser.parse();
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a row of the block tables is undecodable", broken);
    }
  }

  private static Bytes toBytes(long height) {
    return Bytes.wrap(ByteBuffer.allocate(8).putLong(height).array());
  }

  private static long toLong(Bytes value) {
    return ByteBuffer.wrap(value.unsafeArray()).getLong();
  }

  private static Bytes key(char table, long height) {
    return Bytes.wrap(ByteBuffer.allocate(9).put((byte) table).putLong(height).array());
  }

  private static Bytes key(char table, long height, int page) {
    return Bytes.wrap(ByteBuffer.allocate(13).put((byte) table).putLong(height).putInt(page).array());
  }

  private static Bytes key(char table, Bytes rest) {
    return Bytes.wrap(ByteBuffer.allocate(1 + rest.size()).put((byte) table).put(rest.unsafeArray()).array());
  }
}
