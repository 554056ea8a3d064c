package org.atoll.validator.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.EnvelopeCodec;
import org.atoll.sdk.envelope.NativeBatchBuilder;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.proto.Envelope;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.store.MemoryStore;
import org.atoll.validator.store.Sync;
import org.atoll.validator.store.WriteBatch;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.atoll.validator.testing.LogChain;
import org.junit.jupiter.api.Test;

final class BlockStoreTest {
  private static final PrivateKey KEY =
      PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("00".repeat(31) + "09"));
  private static final PrivateKey OTHER =
      PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("00".repeat(31) + "0b"));

  private final MemoryStore store = new MemoryStore();
  private final BlockStore blocks = new BlockStore(store);
  private final LogIndex logs = new LogIndex(store);

  private void append(ExecutedBlock block) {
    var step = new WriteBatch();
    blocks.append(block, step);
    logs.append(block, step);
    store.write(step, Sync.SYNCED);
  }

  private static BatchView decode(Envelope envelope) {
    return ((EnvelopeCodec.Decoded.Ok) EnvelopeCodec.decode(envelope.getFormat(), Bytes.of(envelope.getBody()))).batch();
  }

  private static BatchView transfer(long nonce) {
    var signed = EthereumTransactionCodec.sign(Batches.transaction(nonce, 1, 2, BigInteger.ONE), KEY);
    return decode(Envelope.newBuilder().setFormat(EnvelopeFormat.ETHEREUM).setBody(signed.encode().toByteString()).build());
  }

  private static BatchView natives(int count, PrivateKey batcher) {
    var builder = new NativeBatchBuilder(new NativeBatchBuilder.Validity(Batches.CHAIN_ID, 0, BlockId.NONE, 100), batcher);
    for (int i = 0; i < count; i++) {
      builder.add(KEY, NativeBatchBuilder.Call.of("intkey", "1.0", Bytes.copyOf((byte) i), List.of(Bytes.fromHex("1cf126")),
          Bytes.copyOf((byte) count)));
    }
    return decode(builder.build());
  }

  private static ExecutedBlock mixed() {
    var body = new Blocks.Body();
    for (int i = 0; i < 70; i++) { // several pages
      body.add(transfer(i), i % 3 == 0 ? List.of(new Log(LogChain.address(1), List.of(LogChain.topic(i % 2)),
          Bytes.copyOf((byte) i))) : List.of());
      if (i % 10 == 0) {
        body.add(natives(i / 10 + 1, KEY));
      }
    }
    body.add(natives(1, OTHER));
    return Blocks.child(Blocks.genesis(), body.batches());
  }

  @Test
  void whatIsReadIsWhatWasWritten() {
    append(Blocks.genesis());
    var block = mixed();
    append(block);

    assertThat(blocks.headHeight()).contains(1L);
    assertThat(blocks.block(1)).contains(block);
    assertThat(blocks.block(0)).contains(Blocks.genesis());
    assertThat(blocks.block(2)).isEmpty();
    var header = blocks.header(1).orElseThrow();
    assertThat(header.batches()).isEmpty();
    assertThat(header.id()).isEqualTo(block.id());
    assertThat(header.ethereum()).isEqualTo(block.ethereum());
    assertThat(blocks.idAt(1)).isEqualTo(block.id());
    assertThat(blocks.ethereumTransactions(1)).isEqualTo(70);
    assertThat(blocks.heightOf(block.id().bytes())).contains(1L);
    assertThat(blocks.heightOf(block.ethereumHash().bytes())).contains(1L);
    assertThat(blocks.heightOf(Bytes.wrap(new byte[32]))).isEmpty();
  }

  @Test
  void everyTransactionAndBatchHasItsPlace() {
    var block = mixed();
    append(block);
    for (int i = 0; i < block.batches().size(); i++) {
      var batch = block.batches().get(i);
      assertThat(blocks.batch(1, i)).contains(batch);
      assertThat(blocks.placeOf(batch.batch().id())).hasValueSatisfying(place -> assertThat(place.transaction()).isZero());
      for (int k = 0; k < batch.transactions().size(); k++) {
        assertThat(blocks.placeOf(batch.transactions().get(k).view().id())).contains(new BlockStore.Place(1, i, k));
      }
    }
    assertThat(blocks.placeOf(new TransactionId(Bytes.wrap(new byte[32])))).isEmpty();
  }

  @Test
  void removingTakesEverythingBack() {
    append(Blocks.genesis());
    var before = rows();
    var block = mixed();
    append(block);
    var step = new WriteBatch();
    blocks.remove(block, step);
    logs.remove(block, step);
    store.write(step, Sync.SYNCED);

    assertThat(rows()).isEqualTo(before);
    assertThat(blocks.headHeight()).contains(0L);
  }

  private List<String> rows() {
    var rows = new ArrayList<String>();
    store.scan(Bytes.EMPTY, Bytes.EMPTY, (key, value) -> rows.add(key.toHex() + "=" + value.toHex()));
    return rows;
  }

  @Test
  void theIndexKnowsEveryHeightWithLogs() {
    Seeds.forEachSeed(30, random -> {
      var memory = new MemoryStore();
      var index = new LogIndex(memory);
      var chain = LogChain.blocks(random, 30);
      for (var block : chain) {
        var step = new WriteBatch();
        index.append(block, step);
        memory.write(step, Sync.SYNCED);
      }
      for (int i = 0; i < 7; i++) {
        long from = random.nextInt(30);
        long to = from + random.nextInt(20);
        var address = LogChain.address(i);
        var topic = LogChain.topic(i);
        var byAddress = new TreeSet<Long>();
        var byTopic = new TreeSet<Long>();
        index.heightsOf(address, from, to, byAddress);
        index.heightsOf(topic, from, to, byTopic);
        assertThat(byAddress).containsExactlyElementsOf(heights(chain, from, to, log -> log.address().equals(address)));
        assertThat(byTopic).containsExactlyElementsOf(heights(chain, from, to, log ->
            !log.topics().isEmpty() && log.topics().getFirst().equals(topic)));
      }
    });
  }

  private static List<Long> heights(List<ExecutedBlock> chain, long from, long to, java.util.function.Predicate<Log> wanted) {
    return chain.stream().filter(block -> block.height() >= from && block.height() <= to)
        .filter(block -> block.ethereumTransactions().stream().flatMap(tx -> tx.logs().stream()).anyMatch(wanted))
        .map(ExecutedBlock::height).toList();
  }

  @Test
  void anEmptyStoreHasNoHead() {
    assertThat(blocks.headHeight()).isEqualTo(Optional.empty());
  }
}
