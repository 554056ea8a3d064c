package org.atoll.sdk.processor.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.QueryOutcome;
import org.atoll.sdk.processor.QueryRequest;
import org.atoll.sdk.processor.StateContext;
import org.atoll.sdk.processor.StateView;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.processor.TransactionHandler;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.CancelQuery;
import org.atoll.sdk.proto.ChunkTransaction;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.proto.Execute;
import org.atoll.sdk.proto.Goodbye;
import org.atoll.sdk.proto.NativeTransactionHeader;
import org.atoll.sdk.proto.Query;
import org.atoll.sdk.proto.QueryResult;
import org.atoll.sdk.proto.ToProcessor;
import org.atoll.sdk.proto.TransactionResult;
import org.atoll.sdk.proto.Values;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class ProcessorRunnerTest {
  private static final FamilyInfo FAMILY = FamilyInfo.of("notes", "1.0");
  private static final Address NOTE = new Address(FAMILY.prefixes().getFirst().concat(Bytes.copyOf((byte) 1)));
  private static final PrivateKey KEY =
      PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("00".repeat(31) + "05"));
  private static final ProcessorOptions OPTIONS =
      new ProcessorOptions(1 << 20, 1, 2, Duration.ofMillis(1), Duration.ofMillis(5));

  /** Writes the payload; some payloads do worse. Queries answer the note, or wait. */
  private static final class Notes implements TransactionHandler {
    private final CountDownLatch reading = new CountDownLatch(1);

    @Override
    public FamilyInfo family() {
      return FAMILY;
    }

    @Override
    public Outcome apply(TransactionRequest transaction, StateContext state) {
      switch (new String(transaction.payload().unsafeArray(), java.nio.charset.StandardCharsets.UTF_8)) {
        case "throw" -> throw new IllegalStateException("a bug");
        case "recurse" -> apply(transaction, state);
        case "die" -> throw new AssertionError("a worse bug");
        default -> {}
      }
      var before = state.get(NOTE).orElse(Bytes.EMPTY);
      state.set(NOTE, before.concat(transaction.payload()));
      return new Outcome.Applied(1, 7, List.of(), List.of(), before);
    }

    @Override
    public QueryOutcome query(QueryRequest query, StateView state) {
      reading.countDown();
      if (!query.payload().isEmpty()) { // only what is here
        return new QueryOutcome.Answered(state.peek(NOTE));
      }
      return new QueryOutcome.Answered(state.get(NOTE).orElse(Bytes.EMPTY));
    }
  }

  private final FakeValidator validator;
  private final Notes notes = new Notes();
  private final ProcessorRunner runner;

  ProcessorRunnerTest() throws IOException {
    validator = new FakeValidator();
    runner = ProcessorRunner.start(validator.channel(), List.of(notes), KEY, OPTIONS);
  }

  @AfterEach
  void close() {
    runner.close();
    validator.close();
  }

  private FakeValidator.Stream welcomed() throws InterruptedException {
    var stream = validator.accept();
    var register = stream.welcome();
    assertThat(register.getFamiliesList()).containsExactly(ProcessorCodec.encode(FAMILY));
    return stream;
  }

  private static ToProcessor.Builder execute(long chunk, boolean fresh, String... payloads) {
    var prefix = FAMILY.prefixes().getFirst().toByteString();
    var header = NativeTransactionHeader.newBuilder().addInputs(prefix).addOutputs(prefix).build().toByteString();
    var execute = Execute.newBuilder().setChunk(chunk).setFamily("notes").setVersion("1.0").setFresh(fresh)
        .setBlock(ProcessorCodec.encode(ChunkRunnerTest.BLOCK));
    for (int i = 0; i < payloads.length; i++) {
      execute.addTransactions(ChunkTransaction.newBuilder().setBatch(i).setFormat(EnvelopeFormat.NATIVE)
          .setId(com.google.protobuf.ByteString.copyFrom(new byte[32])).setBody(header)
          .setPayload(com.google.protobuf.ByteString.copyFromUtf8(payloads[i])));
    }
    return ToProcessor.newBuilder().setExecute(execute);
  }

  /** Answers the fetch of the note. */
  private static void serveNote(FakeValidator.Stream stream, String note) throws InterruptedException {
    var fetch = stream.next().getFetch();
    assertThat(fetch.getAddressesList()).containsExactly(NOTE.bytes().toByteString());
    stream.send(values(fetch.getId(), note));
  }

  private static ToProcessor.Builder values(long fetch, String note) {
    return ToProcessor.newBuilder().setValues(Values.newBuilder().setFetch(fetch).addEntries(ProcessorCodec.entry(
        note.isEmpty() ? Optional.empty() : Optional.of(Bytes.wrap(note.getBytes(java.nio.charset.StandardCharsets.UTF_8))))));
  }

  private static List<String> familyData(FakeValidator.Stream stream, long chunk) throws InterruptedException {
    var results = stream.next().getResults();
    assertThat(results.getChunk()).isEqualTo(chunk);
    assertThat(results.getFirst()).isZero();
    return results.getResultsList().stream().map(TransactionResult::getFamilyData)
        .map(com.google.protobuf.ByteString::toStringUtf8).toList();
  }

  @Test
  void registersExecutesAndKeepsWhatItKnows() throws InterruptedException {
    var stream = welcomed();
    assertThat(runner.awaitRegistered(Duration.ofSeconds(10))).isTrue();

    stream.send(execute(1, true, "b", "c"));
    serveNote(stream, "a");
    assertThat(familyData(stream, 1)).containsExactly("a", "ab");

    stream.send(execute(2, false, "d"));
    assertThat(familyData(stream, 2)).as("without a fetch").containsExactly("abc");

    var invalidated = execute(3, false, "e");
    invalidated.getExecuteBuilder().addInvalidated(NOTE.bytes().toByteString());
    stream.send(invalidated);
    serveNote(stream, "x");
    assertThat(familyData(stream, 3)).containsExactly("x");

    stream.send(execute(4, true, "f"));
    serveNote(stream, "");
    assertThat(familyData(stream, 4)).containsExactly("");
  }

  @Test
  void valuesSentAlongNeedNoFetch() throws InterruptedException {
    var stream = welcomed();
    var message = execute(1, true, "b");
    message.getExecuteBuilder().addPrefetched(ProcessorCodec.entry(NOTE, Optional.of(Bytes.wrap(new byte[] {'z'}))));
    stream.send(message);

    assertThat(familyData(stream, 1)).containsExactly("z");
  }

  @Test
  void manyResultsComeInPieces() throws InterruptedException {
    var stream = welcomed();
    var payloads = new String[300];
    java.util.Arrays.fill(payloads, "b");
    stream.send(execute(1, true, payloads));
    serveNote(stream, "");

    var first = stream.next().getResults();
    var second = stream.next().getResults();

    assertThat(first.getFirst()).isZero();
    assertThat(second.getFirst()).isEqualTo(first.getResultsCount());
    assertThat(first.getResultsCount() + second.getResultsCount()).isEqualTo(300);
  }

  @Test
  void aHandlersBugFailsTheChunkAndNothingElse() throws InterruptedException {
    var stream = welcomed();
    for (var bug : List.of("throw", "recurse")) {
      stream.send(execute(1, true, "b", bug));
      serveNote(stream, "a");
      assertThat(stream.next().getChunkFailure().getChunk()).isEqualTo(1);
    }

    stream.send(execute(2, true, "c"));
    serveNote(stream, "a");
    assertThat(familyData(stream, 2)).as("nothing of the failed chunk is left").containsExactly("a");
  }

  @Test
  void aFamilyItDoesNotServeFailsTheChunk() throws InterruptedException {
    var stream = welcomed();
    var message = execute(1, true, "b");
    message.getExecuteBuilder().setFamily("letters");
    stream.send(message);

    assertThat(stream.next().getChunkFailure().getReason()).isEqualTo("family letters 1.0 is not served here");
  }

  @Test
  void whenTheStreamEnds_itDialsAgain_andKnowsNothing() throws InterruptedException {
    var stream = welcomed();
    stream.send(execute(1, true, "b"));
    serveNote(stream, "a");
    familyData(stream, 1);
    stream.complete();

    var second = welcomed();
    second.fail();

    var third = welcomed();
    third.send(execute(1, false, "b"));
    serveNote(third, "q");
    assertThat(familyData(third, 1)).containsExactly("q");
  }

  @Test
  void whenTheStreamEndsDuringAFetch_itDialsAgain() throws InterruptedException {
    var stream = welcomed();
    stream.send(execute(1, true, "b"));
    assertThat(stream.next().hasFetch()).isTrue();
    stream.fail();

    var second = welcomed();
    second.send(execute(1, true, "c"));
    serveNote(second, "a");
    assertThat(familyData(second, 1)).containsExactly("a");
  }

  @Test
  void whenItIsSentAway_itDialsAgain() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      var stream = validator.accept();
      stream.send(ToProcessor.newBuilder().setGoodbye(Goodbye.newBuilder().setReason("go away")));
      stream.complete();
    }
    welcomed();
    assertThat(runner.awaitRegistered(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void evenAnErrorInAHandlerDoesNotEndIt() throws InterruptedException {
    var stream = welcomed();
    stream.send(execute(1, true, "die"));

    assertThat(stream.end()).as("the validator learns of it").isEqualTo("error");
    welcomed();
  }

  // Queries

  private static ToProcessor.Builder query(long id, String view) {
    return ToProcessor.newBuilder().setQuery(Query.newBuilder().setId(id).setFamily("notes").setVersion("1.0")
        .setBlock(ProcessorCodec.encode(ChunkRunnerTest.BLOCK))
        .setView(com.google.protobuf.ByteString.copyFromUtf8(view)));
  }

  private static ToProcessor.Builder peek(long id, String view) {
    return ToProcessor.newBuilder().setQuery(query(id, view).getQuery().toBuilder()
        .setPayload(com.google.protobuf.ByteString.copyFromUtf8("peek")));
  }

  private static QueryResult answer(FakeValidator.Stream stream) throws InterruptedException {
    return stream.next().getQueryResult();
  }

  @Test
  void queriesOfOneViewShareWhatWasRead() throws InterruptedException {
    var stream = welcomed();
    stream.send(query(1, "v"));
    var fetch = stream.next().getFetch();
    assertThat(fetch.getId()).as("apart from the chunks'").isNegative();
    assertThat(fetch.getQuery()).isEqualTo(1);
    stream.send(values(fetch.getId(), "note"));
    assertThat(answer(stream).getResult().toStringUtf8()).isEqualTo("note");

    stream.send(query(2, "v"));
    assertThat(answer(stream).getResult().toStringUtf8()).isEqualTo("note");
    stream.send(peek(4, "v"));
    assertThat(answer(stream).getResult().toStringUtf8()).isEqualTo("note");
    stream.send(peek(5, "w"));
    assertThat(answer(stream).getResult()).isEqualTo(LocalState.UNKNOWN.toByteString());

    stream.send(query(3, "w"));
    stream.send(values(stream.next().getFetch().getId(), "other"));
    assertThat(answer(stream).getResult().toStringUtf8()).isEqualTo("other");
  }

  @Test
  void aCancelledQueryFreesItsThreadAtOnce() throws InterruptedException {
    var stream = welcomed();
    stream.send(query(1, "v"));
    stream.next(); // its fetch, never answered
    stream.send(query(2, "w")); // waits for the only thread
    stream.send(ToProcessor.newBuilder().setCancelQuery(CancelQuery.newBuilder().setId(2)));
    stream.send(ToProcessor.newBuilder().setCancelQuery(CancelQuery.newBuilder().setId(1)));

    assertThat(answer(stream).getRefusal().getName()).isEqualTo("NOT_READY");
    assertThat(answer(stream).getRefusal().getName()).isEqualTo("NOT_READY");
    stream.send(query(3, "x"));
    stream.send(values(stream.next().getFetch().getId(), "note"));
    assertThat(answer(stream).getResult().toStringUtf8()).isEqualTo("note");
  }

  @Test
  void queriesAndChunksRunBesideEachOther() throws InterruptedException {
    var stream = welcomed();
    stream.send(query(1, "v"));
    var asked = stream.next().getFetch();
    stream.send(execute(1, true, "b"));
    serveNote(stream, "a");
    assertThat(familyData(stream, 1)).containsExactly("a");
    stream.send(values(asked.getId(), "old"));
    assertThat(answer(stream).getResult().toStringUtf8()).isEqualTo("old");
  }

  @Test
  void closing_endsTheStreamInOrder() throws InterruptedException {
    var stream = welcomed();

    runner.close();

    assertThat(stream.end()).isEqualTo("completed");
  }

  @Test
  void withoutAHandlerThereIsNothingToRun() {
    assertThatIllegalArgumentException().isThrownBy(() ->
        ProcessorRunner.start(validator.channel(), List.of(), KEY, OPTIONS)).withMessage("no handler to serve");
  }
}
