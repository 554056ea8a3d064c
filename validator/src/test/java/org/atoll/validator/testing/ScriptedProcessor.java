package org.atoll.validator.testing;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.runner.Registration;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.Challenge;
import org.atoll.sdk.proto.ChunkFailure;
import org.atoll.sdk.proto.ChunkResults;
import org.atoll.sdk.proto.EvmReceiptData;
import org.atoll.sdk.proto.Execute;
import org.atoll.sdk.proto.Family;
import org.atoll.sdk.proto.Fetch;
import org.atoll.sdk.proto.FromProcessor;
import org.atoll.sdk.proto.Query;
import org.atoll.sdk.proto.Register;
import org.atoll.sdk.proto.ToProcessor;
import org.atoll.sdk.proto.Values;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.processor.ProcessorHost;

/**
 * A processor without a wire: does at once, on the caller's thread, what its script says. Registers when it is made.
 */
public final class ScriptedProcessor implements StreamObserver<ToProcessor> {
  /** What to do with a chunk. */
  @FunctionalInterface
  public interface Script {
    void execute(ScriptedProcessor self, Execute chunk);
  }

  private static final PrivateKey KEY =
      PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("00".repeat(31) + "03"));

  private final List<Family> families;
  private final Script script;
  private final StreamObserver<FromProcessor> validator;
  private final List<Execute> chunks = new ArrayList<>();
  private final List<Query> queries = new ArrayList<>();
  private final List<ToProcessor> others = new ArrayList<>();
  private boolean ended;
  private Optional<Throwable> error = Optional.empty();

  public ScriptedProcessor(ProcessorHost host, Script script, FamilyInfo... families) {
    this(host, script, true, families);
  }

  /** @param honest false: the registration's signature is wrong */
  public ScriptedProcessor(ProcessorHost host, Script script, boolean honest, FamilyInfo... families) {
    this.script = script;
    this.families = List.of(families).stream().map(ProcessorCodec::encode).toList();
    this.validator = host.attach(this);
    var challenge = others.removeFirst().getChallenge();
    send(FromProcessor.newBuilder().setRegister(register(challenge, honest)));
  }

  private Register register(Challenge challenge, boolean honest) {
    var signature = KEY.sign(Registration.signedMessage(Bytes.of(challenge.getNonce()),
        honest ? families : List.of(Family.getDefaultInstance())));
    return Register.newBuilder().addAllFamilies(families).setKey(KEY.publicKey().encoded().toByteString())
        .setSignature(signature.toByteString()).setSoftware("scripted").build();
  }

  @Override
  public void onNext(ToProcessor message) {
    if (ended) {
      throw new IllegalStateException("call is closed"); // as gRPC does
    }
    switch (message.getMessageCase()) {
      case EXECUTE -> {
        chunks.add(message.getExecute());
        script.execute(this, message.getExecute());
      }
      case QUERY -> queries.add(message.getQuery());
      default -> others.add(message);
    }
  }

  @Override
  public void onError(Throwable failure) {
    error = Optional.of(failure);
    onCompleted();
  }

  @Override
  public void onCompleted() {
    if (ended) {
      throw new IllegalStateException("call already closed"); // as gRPC does
    }
    ended = true;
  }

  public void send(FromProcessor.Builder message) {
    validator.onNext(message.build());
  }

  /** All results in one message. */
  public void results(Execute chunk, List<Outcome> outcomes) {
    results(chunk.getChunk(), 0, outcomes);
  }

  public void results(long chunk, int first, List<Outcome> outcomes) {
    var message = ChunkResults.newBuilder().setChunk(chunk).setFirst(first);
    outcomes.forEach(outcome -> message.addResults(ProcessorCodec.encode(outcome)));
    send(FromProcessor.newBuilder().setResults(message));
  }

  public void fail(Execute chunk) {
    send(FromProcessor.newBuilder().setChunkFailure(ChunkFailure.newBuilder().setChunk(chunk.getChunk())
        .setReason("a bug")));
  }

  /** The process was killed. */
  public void die() {
    ended = true;
    validator.onError(Status.CANCELLED.asRuntimeException());
  }

  /** It leaves in order. */
  public void leave() {
    validator.onCompleted();
  }

  /** Reads state as of the chunk's start. */
  public List<Optional<Bytes>> fetch(Execute chunk, Address... addresses) {
    var fetch = Fetch.newBuilder().setId(77).setChunk(chunk.getChunk());
    List.of(addresses).forEach(address -> fetch.addAddresses(address.bytes().toByteString()));
    send(FromProcessor.newBuilder().setFetch(fetch));
    Values values = others.removeLast().getValues();
    if (values.getFetch() != 77) {
      throw new AssertionError("values of another fetch: " + values);
    }
    return values.getEntriesList().stream().map(ProcessorCodec::value).toList();
  }

  public List<Execute> chunks() {
    return chunks;
  }

  public List<Query> queries() {
    return queries;
  }

  /** Welcome, values, goodbye and the like. */
  public List<ToProcessor> others() {
    return others;
  }

  public boolean ended() {
    return ended;
  }

  public Optional<Throwable> error() {
    return error;
  }

  /** What the validator said when it sent it away. */
  public Optional<String> goodbye() {
    return others.stream().filter(ToProcessor::hasGoodbye).map(message -> message.getGoodbye().getReason()).findFirst();
  }

  /** An outcome that changes nothing, right for either kind of transaction. */
  public static Outcome.Applied nothing() {
    return new Outcome.Applied(1, 21_000, List.of(), List.of(),
        Bytes.wrap(EvmReceiptData.getDefaultInstance().toByteArray()));
  }

  public static Outcome invalid(String why) {
    return new Outcome.Invalid(Refusal.of(-32_000, why));
  }

  /** Applies every transaction without a change. */
  public static void doNothing(ScriptedProcessor self, Execute chunk) {
    self.results(chunk, chunk.getTransactionsList().stream().<Outcome>map(transaction -> nothing()).toList());
  }
}
