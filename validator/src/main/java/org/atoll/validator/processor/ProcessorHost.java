package org.atoll.validator.processor;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.runner.Registration;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.Challenge;
import org.atoll.sdk.proto.FromProcessor;
import org.atoll.sdk.proto.ProcessorServiceGrpc;
import org.atoll.sdk.proto.QueryResult;
import org.atoll.sdk.proto.Register;
import org.atoll.sdk.proto.ToProcessor;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.settings.SettingAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code ProcessorService}: admits processors, gives them chunks and queries, drops those that hang, crash
 * or answer nonsense. Thread-safe; {@link #execute} belongs to the execution thread.
 */
public final class ProcessorHost extends ProcessorServiceGrpc.ProcessorServiceImplBase {
  private static final Logger log = LoggerFactory.getLogger(ProcessorHost.class);
  /** A chunk that takes longer counts as failed. */
  public static final Duration CHUNK_TIMEOUT = Duration.ofSeconds(10);

  /** Decides which keys may serve a family. */
  @FunctionalInterface
  public interface Admission {
    /** Empty when admitted, else why not. */
    Optional<String> refuse(PublicKey key, FamilyInfo family);
  }

  private final long chainId;
  private final Bytes chainTag;
  private final Admission admission;
  private final Supplier<Bytes> nonces;
  private final Duration timeout;
  private final CopyOnWriteArrayList<ProcessorConnection> connections = new CopyOnWriteArrayList<>();
  private volatile Runnable onChange = () -> {};

  /**
   * @param nonces 32 fresh random bytes a call
   * @param timeout for a chunk; a processor that takes longer is dropped
   */
  public ProcessorHost(long chainId, Bytes chainTag, Admission admission, Supplier<Bytes> nonces, Duration timeout) {
    this.chainId = chainId;
    this.chainTag = chainTag;
    this.admission = admission;
    this.nonces = nonces;
    this.timeout = timeout;
  }

  /** Called, on any thread, whenever a processor comes or goes. */
  public void onChange(Runnable listener) {
    onChange = listener;
  }

  public boolean serves(String family, String version) {
    return find(family, version).isPresent();
  }

  /** "name version" of every family of every processor, sorted: as often as there are instances of it. */
  public List<String> families() {
    return connections.stream().filter(c -> !c.isGone()).flatMap(c -> c.families().stream())
        .map(f -> f.name() + " " + f.version()).sorted().toList();
  }

  public Optional<FamilyInfo> family(String family, String version) {
    return find(family, version).flatMap(connection -> connection.family(family, version));
  }

  /** What a processor of that family computed; call {@link #settle} once the writes are applied. */
  public record Executed(List<Outcome> outcomes, FamilyInfo family, Object author) {}

  /** Tries every processor of the family once. */
  public Executed execute(Chunk chunk) throws ProcessorUnavailable, InterruptedException {
    Optional<String> failure = Optional.empty();
    for (var connection : connections) {
      var family = connection.family(chunk.family(), chunk.version());
      if (family.isEmpty()) {
        continue;
      }
      try {
        return new Executed(connection.execute(chunk, timeout), family.get(), connection);
      } catch (ProcessorUnavailable failed) {
        forgetIfGone(connection, String.valueOf(failed.getMessage()));
        log.warn("processor.failed family={} why=\"{}\"", chunk.family(), failed.getMessage());
        if (failed.isFailure()) {
          failure = Optional.of("the " + chunk.family() + " processor failed: " + failed.getMessage());
        }
      }
    }
    throw failure.map(ProcessorUnavailable::failed)
        .orElseGet(() -> ProcessorUnavailable.absent("the " + chunk.family() + " processor is not connected"));
  }

  /** Notes the chunk's writes and that their author's cache agrees with them. */
  public void settle(Executed executed, Chunk chunk, List<StateWrite> written) {
    chunk.changes().add(executed.author(), written);
    ((ProcessorConnection) executed.author()).settled(chunk.changes());
  }

  /** The processor's answer broke a rule: it is sent away. */
  public void condemn(Executed executed, String reason) {
    log.warn("processor.condemned family={} why=\"{}\"", executed.family().name(), reason);
    var connection = (ProcessorConnection) executed.author();
    connection.leave(reason);
    forgetIfGone(connection, reason);
  }

  private void forgetIfGone(ProcessorConnection connection, String reason) {
    if (connection.isGone() && connections.remove(connection)) {
      connection.families().forEach(f -> log.info("processor.gone family={} why=\"{}\"", f.name(), reason));
      onChange.run();
    }
  }

  /**
   * @param view names the state: equal names promise equal values
   * @return fails with {@link ProcessorUnavailable} or TimeoutException
   */
  public CompletableFuture<QueryResult> query(String family, String version, BlockContext block, Bytes view,
      Chunk.Reads state, Bytes payload, Duration timeout) {
    return find(family, version)
        .map(connection -> connection.query(family, version, block, view, state, payload, timeout))
        .orElseGet(() -> CompletableFuture.failedFuture(
            ProcessorUnavailable.absent("the " + family + " processor is not connected")));
  }

  private Optional<ProcessorConnection> find(String family, String version) {
    for (var connection : connections) {
      if (!connection.isGone() && connection.family(family, version).isPresent()) {
        return Optional.of(connection);
      }
    }
    return Optional.empty();
  }

  @Override
  public StreamObserver<FromProcessor> attach(StreamObserver<ToProcessor> outbound) {
    if (outbound instanceof ServerCallStreamObserver<ToProcessor> call) {
      call.setOnCancelHandler(() -> {}); // else sending to one that was killed would throw
    }
    var nonce = nonces.get();
    var stream = new Stream(outbound, nonce);
    outbound.onNext(ToProcessor.newBuilder().setChallenge(Challenge.newBuilder()
        .setNonce(nonce.toByteString()).setChainId(chainId)).build());
    return stream;
  }

  private final class Stream implements StreamObserver<FromProcessor> {
    private final StreamObserver<ToProcessor> outbound;
    private final Bytes nonce;
    private volatile @Nullable ProcessorConnection connection;

    Stream(StreamObserver<ToProcessor> outbound, Bytes nonce) {
      this.outbound = outbound;
      this.nonce = nonce;
    }

    @Override
    public void onNext(FromProcessor message) {
      try {
        var registered = connection;
        if (registered == null) {
          register(message.getRegister());
          return;
        }
        switch (message.getMessageCase()) {
          case FETCH -> registered.fetch(message.getFetch());
          case RESULTS -> registered.results(message.getResults());
          case QUERY_RESULT -> registered.answered(message.getQueryResult());
          case CHUNK_FAILURE -> registered.chunkFailed(message.getChunkFailure().getChunk(),
              message.getChunkFailure().getReason());
          case REGISTER -> throw new IllegalArgumentException("registered twice");
          case MESSAGE_NOT_SET -> throw new IllegalArgumentException("empty message");
        }
      } catch (IllegalArgumentException nonsense) {
        log.warn("processor.nonsense why=\"{}\"", nonsense.getMessage());
        end(String.valueOf(nonsense.getMessage()));
      }
    }

    private void requirePrefixes(FamilyInfo family) {
      for (var prefix : family.prefixes()) {
        if (prefix.size() != Address.PREFIX_SIZE || prefix.equals(SettingAddress.PREFIX)) {
          throw new IllegalArgumentException("family " + family.name() + " cannot have prefix " + prefix);
        }
      }
    }

    private void register(Register register) {
      var key = PublicKey.decode(Bytes.of(register.getKey()));
      var families = register.getFamiliesList().stream().map(ProcessorCodec::decode).toList();
      if (!Signatures.verify(key, Registration.signedMessage(nonce, register.getFamiliesList()),
          Bytes.of(register.getSignature()))) {
        throw new IllegalArgumentException("the registration's signature is wrong");
      }
      for (var family : families) {
        requirePrefixes(family);
        admission.refuse(key, family).ifPresent(why -> {
          throw new IllegalArgumentException("family " + family.name() + " is refused: " + why);
        });
      }
      var admitted = new ProcessorConnection(outbound, families, register.getSoftware());
      connection = admitted;
      connections.add(admitted);
      admitted.welcome(chainTag);
      families.forEach(f -> log.info("processor.registered family={} version={} software={}", f.name(), f.version(),
          admitted.software()));
      onChange.run();
    }

    private void end(String reason) {
      var registered = connection;
      if (registered != null) {
        registered.leave(reason);
        forgetIfGone(registered, reason);
      } else {
        outbound.onError(Status.PERMISSION_DENIED.withDescription(reason).asRuntimeException());
      }
    }

    @Override
    public void onError(Throwable failure) {
      closed("it is gone: " + Status.fromThrowable(failure).getCode());
    }

    @Override
    public void onCompleted() {
      var registered = connection;
      if (registered == null) {
        outbound.onCompleted();
      } else if (closed("it has left")) {
        registered.complete();
      }
    }

    private boolean closed(String reason) {
      var registered = connection;
      if (registered == null) {
        return false;
      }
      boolean first = registered.closed(reason);
      forgetIfGone(registered, reason);
      return first;
    }
  }
}
