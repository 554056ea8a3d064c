package org.atoll.validator.engine;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.runner.EngineRegistration;
import org.atoll.sdk.engine.wire.EngineCodec;
import org.atoll.sdk.proto.Challenge;
import org.atoll.sdk.proto.EngineRegister;
import org.atoll.sdk.proto.EngineServiceGrpc;
import org.atoll.sdk.proto.FromEngine;
import org.atoll.sdk.proto.ToEngine;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code EngineService}: admits engines of known keys and gives each to the {@link #port} of its name and
 * version. Of several of the same, the first to come works and the others stand by. Thread-safe.
 */
public final class RemoteEngines extends EngineServiceGrpc.EngineServiceImplBase {
  private static final Logger log = LoggerFactory.getLogger(RemoteEngines.class);
  /** More streams that have not registered, or stand by, are turned away. */
  private static final int MAX_STREAMS = 64;

  private final long chainId;
  private final Bytes chainTag;
  private final Set<PublicKey> keys;
  private final Supplier<Bytes> nonces;
  private final Map<String, RemoteEngine> ports = new LinkedHashMap<>();
  private final List<EngineConnection> idle = new ArrayList<>();
  private int streams;

  /**
   * @param keys those that may register: {@code engine.keys}
   * @param nonces 32 fresh random bytes a call
   */
  public RemoteEngines(long chainId, Bytes chainTag, Set<PublicKey> keys, Supplier<Bytes> nonces) {
    this.chainId = chainId;
    this.chainTag = chainTag;
    this.keys = Set.copyOf(keys);
    this.nonces = nonces;
  }

  /** Where that engine is reached, now or once it comes; one at a time for each name and version. */
  public synchronized EnginePort port(String name, String version) {
    var port = new RemoteEngine(this, name, version);
    if (ports.putIfAbsent(name + " " + version, port) != null) {
      throw new IllegalStateException("engine " + name + " " + version + " has a port already");
    }
    return port;
  }

  synchronized void closed(RemoteEngine port) {
    ports.remove(port.name() + " " + port.version(), port);
  }

  /** The oldest engine of that kind that stands by; it does no longer. */
  synchronized Optional<EngineConnection> take(String name, String version) {
    for (var connection : idle) {
      if (isOf(connection.info(), name, version)) {
        idle.remove(connection);
        return Optional.of(connection);
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(EngineInfo info, String name, String version) {
    return info.name().equals(name) && info.version().equals(version);
  }

  private void admit(EngineConnection connection) {
    @Nullable RemoteEngine port;
    synchronized (this) {
      idle.add(connection);
      port = ports.get(connection.info().name() + " " + connection.info().version());
    }
    if (port != null) {
      port.look();
    }
  }

  private void left(EngineConnection connection, String why) {
    log.info("engine.gone name={} version={} why=\"{}\"", connection.info().name(), connection.info().version(), why);
    @Nullable RemoteEngine port;
    synchronized (this) {
      idle.remove(connection);
      port = ports.get(connection.info().name() + " " + connection.info().version());
    }
    if (port != null) {
      port.lost(connection, why);
    }
  }

  private synchronized boolean mayStart() {
    return streams < MAX_STREAMS && ++streams > 0;
  }

  private synchronized void ended() {
    streams--;
  }

  @Override
  public StreamObserver<FromEngine> attach(StreamObserver<ToEngine> outbound) {
    var stream = new Stream(outbound, nonces.get());
    if (outbound instanceof ServerCallStreamObserver<ToEngine> call) {
      call.setOnCancelHandler(() -> {}); // else sending to one that was killed would throw
      call.setOnCloseHandler(() -> stream.end("it was sent away"));
    }
    if (mayStart()) {
      outbound.onNext(ToEngine.newBuilder().setChallenge(Challenge.newBuilder()
          .setNonce(stream.nonce.toByteString()).setChainId(chainId)).build());
    } else {
      stream.over = true;
      outbound.onError(Status.RESOURCE_EXHAUSTED.withDescription(MAX_STREAMS + " engines are attached")
          .asRuntimeException());
    }
    return stream;
  }

  /** What one engine says. gRPC calls it from one thread at a time. */
  private final class Stream implements StreamObserver<FromEngine> {
    private final StreamObserver<ToEngine> outbound;
    private final Bytes nonce;
    private @Nullable EngineConnection connection;
    private boolean over;

    Stream(StreamObserver<ToEngine> outbound, Bytes nonce) {
      this.outbound = outbound;
      this.nonce = nonce;
    }

    @Override
    public void onNext(FromEngine message) {
      if (over) {
        return;
      }
      try {
        if (message.getSerializedSize() > EngineRegistration.MAX_FRAME_BYTES) {
          throw new IllegalArgumentException("a frame of " + message.getSerializedSize() + " bytes, "
              + EngineRegistration.MAX_FRAME_BYTES + " are allowed");
        }
        var registered = connection;
        if (registered == null) {
          register(message.getRegister());
          return;
        }
        switch (message.getMessageCase()) {
          case ACTIONS -> registered.acted(message.getActions());
          case ANSWER -> registered.judged(message.getAnswer());
          case READ -> registered.read(message.getRead());
          case REGISTER -> throw new IllegalArgumentException("it registered twice");
          case MESSAGE_NOT_SET -> throw new IllegalArgumentException("an empty message");
        }
      } catch (IllegalArgumentException nonsense) {
        log.warn("engine.nonsense why=\"{}\"", nonsense.getMessage());
        refuse(String.valueOf(nonsense.getMessage()));
      }
    }

    private void register(EngineRegister register) {
      var key = PublicKey.decode(Bytes.of(register.getKey()));
      var info = EngineCodec.decode(register.getInfo());
      if (!keys.contains(key)) {
        throw new IllegalArgumentException("key " + key + " is not one of engine.keys");
      }
      if (!Signatures.verify(key, EngineRegistration.signedMessage(nonce, register.getInfo()),
          Bytes.of(register.getSignature()))) {
        throw new IllegalArgumentException("the registration's signature is wrong");
      }
      var admitted = new EngineConnection(outbound, info);
      connection = admitted;
      admitted.welcome(chainTag);
      log.info("engine.registered name={} version={} software={}", info.name(), info.version(), register.getSoftware());
      admit(admitted);
    }

    private void refuse(String reason) {
      var registered = connection;
      if (registered == null) {
        over = true;
        ended();
        outbound.onError(Status.PERMISSION_DENIED.withDescription(reason).asRuntimeException());
      } else {
        registered.leave(reason);
        end(reason);
      }
    }

    private void end(String reason) {
      if (!over) {
        over = true;
        ended();
        var registered = connection;
        if (registered != null) {
          left(registered, reason);
        }
      }
    }

    @Override
    public void onError(Throwable failure) {
      var status = Status.fromThrowable(failure);
      var registered = connection;
      if (registered != null) {
        registered.closed();
      }
      end("the stream broke: " + status.getCode());
    }

    @Override
    public void onCompleted() {
      var registered = connection;
      if (registered != null) {
        registered.complete();
      } else if (!over) {
        outbound.onCompleted();
      }
      end("it has left");
    }
  }
}
