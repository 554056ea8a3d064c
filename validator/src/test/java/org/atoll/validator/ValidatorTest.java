package org.atoll.validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.envelope.NativeBatchBuilder;
import org.atoll.sdk.envelope.NativeBatchBuilder.Call;
import org.atoll.sdk.envelope.NativeBatchBuilder.Validity;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.ethereum.MerklePatricia;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.StateContext;
import org.atoll.sdk.processor.TransactionHandler;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.processor.runner.ProcessorOptions;
import org.atoll.sdk.processor.runner.ProcessorRunner;
import org.atoll.sdk.proto.BlockRef;
import org.atoll.sdk.proto.BlockRequest;
import org.atoll.sdk.proto.ChainRequest;
import org.atoll.sdk.proto.ClientServiceGrpc;
import org.atoll.sdk.proto.Envelope;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.proto.EthereumTransaction;
import org.atoll.sdk.proto.StateRequest;
import org.atoll.sdk.proto.SubmitRequest;
import org.atoll.sdk.proto.SubmitResult;
import org.atoll.sdk.proto.TransactionStatus;
import org.atoll.sdk.proto.TransactionsRequest;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.store.StoreException;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A validator on a real store, with processors that come, go and misbehave. */
@Timeout(120)
final class ValidatorTest {
  private static final FamilyInfo FAMILY = FamilyInfo.of("notes", "1.0");
  private static final Bytes PREFIX = FAMILY.prefixes().getFirst();
  private static final PrivateKey CLIENT =
      PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("00".repeat(31) + "0d"));
  private static final ProcessorOptions OPTIONS =
      new ProcessorOptions(1 << 20, 1, 2, Duration.ofMillis(1), Duration.ofMillis(10));
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicReference<Throwable> broken = new AtomicReference<>();

  /** A validator that serves this process. */
  private final class Node implements AutoCloseable {
    private final Validator validator;
    private final Server server;
    private final String name = InProcessServerBuilder.generateName();
    private final ManagedChannel channel;
    private final ClientServiceGrpc.ClientServiceBlockingStub client;

    Node(Genesis genesis) throws Exception {
      validator = Validator.start(new ValidatorConfig(folder, genesis, Blocks.PRODUCER, 0, true, false, 100, 16L << 20,
          PoolLimits.defaults(), BigInteger.ONE, "test"), Clock.systemUTC(), new SecureRandom(),
          failure -> broken.compareAndSet(null, failure));
      server = InProcessServerBuilder.forName(name).addService(validator.clientService())
          .addService(validator.processorService()).build().start();
      channel = dial();
      client = ClientServiceGrpc.newBlockingStub(channel);
      open.addFirst(this);
    }

    ManagedChannel dial() {
      return InProcessChannelBuilder.forName(name).build();
    }

    /** Serves until the channel is shut down, which looks like a killed process from the other side. */
    ManagedChannel processor(Script script) throws InterruptedException {
      var link = dial();
      var runner = ProcessorRunner.start(link, List.of(new Notes(script)), CLIENT, OPTIONS);
      open.addFirst(() -> {
        link.shutdownNow();
        runner.close();
      });
      assertThat(runner.awaitRegistered(Duration.ofSeconds(20))).isTrue();
      return link;
    }

    List<Bytes> submit(Envelope... envelopes) {
      var results = client.submit(SubmitRequest.newBuilder().addAllBatches(List.of(envelopes)).build()).getResultsList();
      assertThat(results).allMatch(result -> !result.hasRefusal());
      return results.stream().map(SubmitResult::getId).map(Bytes::of).toList();
    }

    List<TransactionStatus> statuses(List<Bytes> ids) {
      var request = TransactionsRequest.newBuilder().setReceipts(true);
      ids.forEach(id -> request.addIds(id.toByteString()));
      return client.getTransactions(request.build()).getStatusesList();
    }

    /** Asks until all are in blocks. */
    void awaitMined(List<Bytes> ids) {
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (!statuses(ids).stream().allMatch(status -> status.getPlace() == TransactionStatus.Place.IN_BLOCK)) {
        if (System.nanoTime() > end) {
          throw new AssertionError("not mined: " + statuses(ids));
        }
        Thread.yield();
      }
    }

    String note(int number) {
      return client.getState(StateRequest.newBuilder().addAddresses(address(number).bytes().toByteString()).build())
          .getEntries(0).getValue().toStringUtf8();
    }

    long height() {
      return client.getChain(ChainRequest.getDefaultInstance()).getHead();
    }

    @Override
    public void close() throws Exception {
      open.remove(this);
      channel.shutdownNow();
      server.shutdownNow();
      validator.close();
    }
  }

  @FunctionalInterface
  private interface Script {
    Outcome apply(String text, StateContext state);
  }

  /** Payload: number of the note, text to append. */
  private record Notes(Script script) implements TransactionHandler {
    @Override
    public FamilyInfo family() {
      return FAMILY;
    }

    @Override
    public Outcome apply(TransactionRequest transaction, StateContext state) {
      var text = new String(transaction.payload().slice(1, transaction.payload().size()).unsafeArray(),
          StandardCharsets.UTF_8);
      var outcome = script.apply(text, state);
      var note = address(transaction.payload().get(0));
      state.set(note, state.get(note).orElse(Bytes.EMPTY).concat(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8))));
      return outcome;
    }
  }

  private static Outcome good(String text, StateContext state) {
    return new Outcome.Applied(1, 1, List.of(), List.of(), Bytes.EMPTY);
  }

  private static Address address(int number) {
    return new Address(PREFIX.concat(Bytes.copyOf((byte) number)));
  }

  private static Envelope write(Node node, int number, String text) {
    var genesis = node.client.getChain(ChainRequest.getDefaultInstance()).getGenesisId();
    return NativeBatchBuilder.single(new Validity(Batches.CHAIN_ID, 0, new BlockId(Bytes.of(genesis)), 60_000), CLIENT,
        Call.of("notes", "1.0", Bytes.copyOf((byte) number).concat(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8))),
            List.of(PREFIX), Bytes.EMPTY));
  }

  private static Genesis genesis(Map<String, String> settings) {
    return Genesis.withTemplates(Batches.CHAIN_ID, 1_700_000_000_000L,
        ConsensusEntry.dev(Blocks.PRODUCER.publicKey()), Map.of(), settings);
  }

  private Node node() throws Exception {
    return new Node(genesis(Map.of()));
  }

  private static EthereumHeader pending(Node node, BlockRequest.Detail detail, List<Bytes> expected) {
    var block = node.client.getBlock(BlockRequest.newBuilder().setDetail(detail)
        .setBlock(BlockRef.newBuilder().setTag(BlockRef.Tag.PENDING)).build()).getEthereum();
    var ids = detail == BlockRequest.Detail.HEADER ? block.getTransactionHashesList()
        : block.getTransactionsList().stream().map(EthereumTransaction::getHash).toList();
    assertThat(ids).isEqualTo(expected.stream().map(raw -> Keccak.hash(raw).bytes().toByteString()).toList());
    assertThat(block.getTransactionsList()).noneMatch(EthereumTransaction::getMined);
    return EthereumHeader.decode(Bytes.of(block.getHeader()));
  }

  private static Bytes free(int sender, long nonce) {
    var key = PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("%064x".formatted(sender)));
    return EthereumTransactionCodec.sign(Batches.transaction(nonce, 1, 9, BigInteger.ZERO), key).encode();
  }

  @Test
  void thePendingBlock_holdsWhatWaitsWithoutAGap() throws Exception {
    var node = new Node(genesis(Map.of("evm.freeGas", "true")));
    assertThat(pending(node, BlockRequest.Detail.HEADER, List.of()).number()).isEqualTo(1);
    for (var raw : List.of(free(1, 1), free(1, 0), free(2, 0), free(3, 1))) { // no processor: none gets into a block
      node.submit(Envelope.newBuilder().setFormat(EnvelopeFormat.ETHEREUM).setBody(raw.toByteString()).build());
    }

    var inOrder = List.of(free(1, 0), free(1, 1), free(2, 0));
    var header = pending(node, BlockRequest.Detail.TRANSACTIONS, inOrder);

    assertThat(header).isEqualTo(pending(node, BlockRequest.Detail.HEADER, inOrder));
    assertThat(header.number()).isEqualTo(1);
    assertThat(header.gasUsed()).isZero();
    assertThat(header.transactionsRoot()).isEqualTo(MerklePatricia.orderedRoot(inOrder));
  }

  @AfterEach
  void close() throws Exception {
    for (var closeable : List.copyOf(open)) {
      closeable.close();
    }
    if (broken.get() != null) {
      throw new AssertionError("the validator broke", broken.get());
    }
  }

  @Test
  void whatComesBeforeItsProcessorWaitsForIt() throws Exception {
    var node = node();
    var ids = node.submit(write(node, 1, "a"), write(node, 2, "b"));
    assertThat(node.statuses(ids)).extracting(TransactionStatus::getPlace)
        .containsOnly(TransactionStatus.Place.PENDING);

    node.processor(ValidatorTest::good);

    node.awaitMined(ids);
    assertThat(node.note(1)).isEqualTo("a");
    assertThat(node.note(2)).isEqualTo("b");
  }

  @Test
  void aProcessorKilledInTheMiddleOfAChunkCostsNothing() throws Exception {
    var node = node();
    var reached = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    var dying = node.processor((text, state) -> {
      if (text.equals("c")) {
        reached.countDown();
        try {
          never.await();
        } catch (InterruptedException killed) {
          throw new IllegalStateException(killed);
        }
      }
      return good(text, state);
    });
    var before = node.submit(write(node, 1, "a"));
    node.awaitMined(before);
    var ids = node.submit(write(node, 1, "b"), write(node, 1, "c"), write(node, 1, "d"));
    assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();

    dying.shutdownNow();
    node.processor(ValidatorTest::good);

    node.awaitMined(ids);
    assertThat(node.note(1)).isEqualTo("abcd");
  }

  @Test
  void whatAHandlerFailsOnHoldsUpNobodyElse() throws Exception {
    var node = node();
    node.processor((text, state) -> {
      if (text.equals("poison")) {
        throw new IllegalStateException("a bug");
      }
      return good(text, state);
    });
    var poison = node.submit(write(node, 9, "poison"));
    var ids = new ArrayList<Bytes>();
    for (int i = 0; i < 30; i++) {
      ids.addAll(node.submit(write(node, i % 3, "x" + i)));
    }
    node.awaitMined(ids);

    assertThat(node.statuses(poison).getFirst().getPlace()).isNotEqualTo(TransactionStatus.Place.IN_BLOCK);
    assertThat(node.note(9)).isEmpty();
  }

  @Test
  void aLiarIsSentAway_andAnHonestOneDoesItsWork() throws Exception {
    var node = node();
    var liar = node.dial();
    var lying = new TransactionHandler() {
      @Override
      public FamilyInfo family() {
        return new FamilyInfo("notes", "1.0", List.of(Bytes.fromHex("abcdef")), List.of());
      }

      @Override
      public Outcome apply(TransactionRequest transaction, StateContext state) {
        return new Notes(ValidatorTest::good).apply(transaction, state); // not under its prefix
      }
    };
    var runner = ProcessorRunner.start(liar, List.of(lying), CLIENT, OPTIONS);
    assertThat(runner.awaitRegistered(Duration.ofSeconds(20))).isTrue();
    var ids = node.submit(write(node, 1, "a"));
    node.processor(ValidatorTest::good);

    node.awaitMined(ids);

    liar.shutdownNow();
    runner.close();
    assertThat(node.note(1)).isEqualTo("a");
  }

  @Test
  void afterAStopEverythingIsThereAgain_alsoWhatWaits() throws Exception {
    var node = node();
    node.processor(ValidatorTest::good);
    var mined = node.submit(write(node, 1, "a"));
    node.awaitMined(mined);
    close();
    var second = node();
    assertThat(second.note(1)).isEqualTo("a");
    var waiting = second.submit(write(second, 1, "b"));
    long height = second.height();
    close();

    var third = node();
    assertThat(third.height()).isGreaterThanOrEqualTo(height);
    assertThat(third.statuses(mined).getFirst().getPlace()).isEqualTo(TransactionStatus.Place.IN_BLOCK);
    third.processor(ValidatorTest::good);
    third.awaitMined(waiting);
    assertThat(third.note(1)).isEqualTo("ab");
  }

  @Test
  void aFolderBelongsToOneChainAndOneProcess() throws Exception {
    node();
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> node()).satisfies(refused ->
        assertThat(refused.reason()).isEqualTo(StoreException.Reason.LOCKED));
    close();

    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> new Node(genesis(Map.of("evm.freeGas", "true"))))
        .satisfies(refused -> {
          assertThat(refused.reason()).isEqualTo(StoreException.Reason.WRONG_FORMAT);
          assertThat(refused).hasMessageEndingWith("choose another folder");
        });
    assertThat(node().height()).isZero();
  }
}
