package org.atoll.validator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.validator.engine.HostedEngine.GENESIS;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.EngineProvider;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.runner.EngineRegistration;
import org.atoll.sdk.engine.runner.EngineRunner;
import org.atoll.sdk.engine.wire.EngineCodec;
import org.atoll.sdk.proto.EngineActions;
import org.atoll.sdk.proto.EngineAnswer;
import org.atoll.sdk.proto.EngineRead;
import org.atoll.sdk.proto.EngineRegister;
import org.atoll.sdk.proto.EngineServiceGrpc;
import org.atoll.sdk.proto.FromEngine;
import org.atoll.sdk.proto.ToEngine;
import org.atoll.sdk.testing.engine.EngineCall;
import org.atoll.sdk.testing.engine.EngineConformance;
import org.atoll.sdk.testing.engine.EngineSubject;
import org.atoll.sdk.transport.UnixSockets;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.engine.core.DevEngine;
import org.atoll.validator.engine.core.EngineState;
import org.atoll.validator.engine.core.HostLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
final class RemoteEnginesTest {
  private static final PrivateKey KEY = key(5);
  private static final HostLimits LIMITS = new HostLimits(400, 0, 20, 100, 60_000);

  private final RemoteEngines engines =
      new RemoteEngines(7, Bytes.EMPTY, Set.of(KEY.publicKey()), () -> Bytes.wrap(new byte[32]));
  private final Server server;
  private final ManagedChannel channel;
  private final List<AutoCloseable> open = new ArrayList<>();

  RemoteEnginesTest() throws IOException {
    var name = InProcessServerBuilder.generateName();
    server = InProcessServerBuilder.forName(name).addService(engines).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  private static PrivateKey key(int secret) {
    return PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("%064x".formatted(secret)));
  }

  @AfterEach
  void close() throws Exception {
    for (var closeable : open) {
      closeable.close();
    }
    channel.shutdownNow();
    server.shutdownNow();
  }

  private HostedEngine hosted(EngineInfo info) {
    var hosted = new HostedEngine(engines.port(info.name(), info.version()), info, LIMITS, System::currentTimeMillis);
    open.add(hosted);
    return hosted;
  }

  private EngineRunner runner() {
    var runner = EngineRunner.start(channel, Rogue::new, KEY, Duration.ofMillis(1), Duration.ofMillis(20));
    open.add(runner);
    return runner;
  }

  @Test
  void anEngineThatDialsIsBegunAndReadsTheChain() throws InterruptedException {
    var hosted = hosted(Rogue.INFO);
    assertThat(hosted.isDown()).isTrue();
    assertThat(runner().awaitRegistered(Duration.ofSeconds(20))).isTrue();
    hosted.until("up", hosted::isUp);
    hosted.tell(Rogue.order(Rogue.Order.READ));
    hosted.ask(List.of(GENESIS, GENESIS));
    hosted.until("answered", () -> hosted.verdicts.size() == 1
        && hosted.performed.contains(new Action.Metric("state", 4)));
    assertThat(hosted.performed).contains(new Action.Metric("height", 0));
    assertThat(hosted.verdicts.getFirst().verdicts()).hasSize(2)
        .containsOnly(new HeaderVerdict.Accept(1, 0, Bytes.EMPTY, Bytes.EMPTY));
  }

  @Test
  void anEngineThatFailsOrHangsDialsAgain() throws InterruptedException {
    var hosted = hosted(Rogue.INFO);
    runner();
    hosted.until("up", hosted::isUp);
    for (var order : List.of(Rogue.Order.THROW, Rogue.Order.FLOOD, Rogue.Order.NULL, Rogue.Order.BIG_SEAL)) {
      hosted.performed.clear();
      hosted.tell(Rogue.order(order));
      hosted.until("down", hosted::isDown);
      assertThat(hosted.performed).isEmpty();
      hosted.until("up again", hosted::isUp);
    }
    hosted.tell(Rogue.order(Rogue.Order.COUNT));
    hosted.until("works", () -> hosted.performed.contains(new Action.Metric("told", 1)));
  }

  @Test
  void aSecondEngineOfItsKindStandsBy() throws Exception {
    var hosted = hosted(Rogue.INFO);
    var first = runner();
    hosted.until("up", hosted::isUp);
    assertThat(runner().awaitRegistered(Duration.ofSeconds(20))).isTrue();
    hosted.tell(new Event.Tick());
    assertThat(hosted.host.state()).isEqualTo(new EngineState.Up(1));
    first.close();
    hosted.until("the other works", () -> hosted.host.state() instanceof EngineState.Up(var life) && life >= 2);
  }

  @Test
  void anotherKindWaitsUntilItIsWanted() throws InterruptedException {
    assertThat(runner().awaitRegistered(Duration.ofSeconds(20))).isTrue();
    var other = hosted(new EngineInfo("other", "1.0", Set.of()));
    other.tick();
    assertThat(other.isDown()).isTrue();
    var hosted = hosted(Rogue.INFO);
    hosted.until("up", hosted::isUp);
  }

  /** The other end of the stream, in the hands of a test. */
  private final class Client implements StreamObserver<ToEngine> {
    final BlockingQueue<ToEngine> in = new LinkedBlockingQueue<>();
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    final StreamObserver<FromEngine> out = EngineServiceGrpc.newStub(channel).attach(this);

    @Override
    public void onNext(ToEngine message) {
      in.add(message);
    }

    @Override
    public void onError(Throwable failure) {
      ends.add(String.valueOf(failure.getMessage()));
    }

    @Override
    public void onCompleted() {
      ends.add("completed");
    }

    ToEngine next() throws InterruptedException {
      var message = in.poll(20, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("the validator says nothing");
      }
      return message;
    }

    String end() throws InterruptedException {
      var end = ends.poll(20, TimeUnit.SECONDS);
      if (end == null) {
        throw new AssertionError("the stream stays");
      }
      return end;
    }

    void register(PrivateKey claimed, PrivateKey signer) throws InterruptedException {
      var nonce = Bytes.of(next().getChallenge().getNonce());
      var info = EngineCodec.encode(Rogue.INFO);
      out.onNext(FromEngine.newBuilder().setRegister(EngineRegister.newBuilder().setInfo(info)
          .setKey(claimed.publicKey().encoded().toByteString())
          .setSignature(signer.sign(EngineRegistration.signedMessage(nonce, info)).toByteString())).build());
    }
  }

  @Test
  void onlyKnownKeysThatSignMayRegister() throws InterruptedException {
    var stranger = new Client();
    stranger.register(key(6), key(6));
    assertThat(stranger.end()).contains("PERMISSION_DENIED").contains("engine.keys");
    var forger = new Client();
    forger.register(KEY, key(6));
    assertThat(forger.end()).contains("signature is wrong");
    var nobody = new Client();
    nobody.next();
    nobody.out.onNext(FromEngine.newBuilder().setActions(EngineActions.getDefaultInstance()).build());
    assertThat(nobody.end()).contains("PERMISSION_DENIED");
    var honest = new Client();
    honest.register(KEY, KEY);
    assertThat(honest.next().hasWelcome()).isTrue();
  }

  static List<FromEngine> nonsense() {
    var hugeSnapshot = ByteString.copyFrom(new byte[(4 << 20) - 8]);
    return List.of(
        FromEngine.getDefaultInstance(),
        FromEngine.newBuilder().setRegister(EngineRegister.getDefaultInstance()).build(),
        FromEngine.newBuilder().setActions(EngineActions.newBuilder().setAckSeq(7)).build(),
        FromEngine.newBuilder().setActions(EngineActions.newBuilder().setSnapshot(hugeSnapshot)).build(),
        FromEngine.newBuilder().setActions(EngineActions.newBuilder()
            .addActions(org.atoll.sdk.proto.EngineAction.getDefaultInstance())).build(),
        FromEngine.newBuilder().setAnswer(EngineAnswer.newBuilder().setAskId(3)).build(),
        FromEngine.newBuilder().setRead(EngineRead.newBuilder().setReadId(1)).build(),
        FromEngine.newBuilder().setRead(EngineRead.newBuilder().setReadId(1).setSeq(9)).build(),
        FromEngine.newBuilder().setRead(EngineRead.newBuilder().setReadId(1).setSeq(0)
            .addQueries(org.atoll.sdk.proto.EngineQuery.getDefaultInstance())).build(),
        FromEngine.newBuilder().setRead(EngineRead.newBuilder().setReadId(1).setSeq(0)
            .addQueries(org.atoll.sdk.proto.EngineQuery.newBuilder().setHeader(ByteString.EMPTY))).build());
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void nonsenseEndsTheStreamAndTheLife(FromEngine message) throws InterruptedException {
    var hosted = hosted(Rogue.INFO);
    var client = new Client();
    client.register(KEY, KEY);
    assertThat(client.next().hasWelcome()).isTrue();
    hosted.until("starting", () -> hosted.host.state() instanceof EngineState.Starting);
    assertThat(client.next().hasInit()).isTrue();
    client.out.onNext(message);
    hosted.until("down", hosted::isDown);
    ToEngine last = client.next();
    assertThat(last.getGoodbye().getReason()).isNotEmpty();
    assertThat(client.end()).isEqualTo("completed");
  }

  @Test
  void silenceIsAGoodbye() throws InterruptedException {
    var hosted = hosted(Rogue.INFO);
    var client = new Client();
    client.register(KEY, KEY);
    hosted.until("down", () -> hosted.states.stream().anyMatch(EngineState.Down.class::isInstance));
    assertThat(client.next().hasWelcome()).isTrue();
    assertThat(client.next().hasInit()).isTrue();
    assertThat(client.next().getGoodbye().getReason()).contains("no answer");
  }

  @Test
  void overAUnixSocketTooAndAfterALineThatBreaks(@TempDir Path folder) throws Exception {
    var hosted = hosted(Rogue.INFO);
    var socket = folder.resolve("engine.sock");
    var pool = Executors.newCachedThreadPool(Thread.ofPlatform().daemon(true).factory());
    var served = UnixSockets.serve(socket, pool, List.of(engines));
    try {
      for (int line = 0; line < 2; line++) {
        var dialled = UnixSockets.connect(socket, pool);
        try (var runner = EngineRunner.start(dialled, Rogue::new, KEY)) {
          assertThat(runner.awaitRegistered(Duration.ofSeconds(20))).isTrue();
          hosted.until("up", hosted::isUp);
          hosted.performed.clear();
          hosted.tell(Rogue.order(Rogue.Order.READ));
          hosted.until("read", () -> hosted.performed.contains(new Action.Metric("state", 4)));
        } finally {
          dialled.shutdownNow();
        }
        hosted.until("down", hosted::isDown);
      }
    } finally {
      served.shutdownNow();
      pool.shutdownNow();
    }
  }

  static List<EngineSubject> engines() {
    return List.of(EngineSubject.of(() -> new DevEngine(0, true), Bytes.EMPTY).withSizes(1),
        EngineSubject.of(EngineProvider.find("dpos", "1.0").orElseThrow()::create,
            Bytes.wrap("{}".getBytes(StandardCharsets.US_ASCII))));
  }

  /** S18: the engine behind the stream does as the one in the caller's hands did. */
  @ParameterizedTest
  @MethodSource("engines")
  void theRemoteLogIsTheLocalLog(EngineSubject subject) throws InterruptedException {
    var calls = EngineConformance.of(subject).record(subject.sizes().getLast());
    assertThat(calls).hasSizeGreaterThan(500);
    var info = subject.engines().get().info();
    open.add(EngineRunner.start(channel, subject.engines(), KEY));
    try (var replay = new RemoteReplay(engines.port(info.name(), info.version()))) {
      int step = 0;
      for (EngineCall call : calls) {
        assertThat(replay.repeat(call)).as("call %s", step++).isEqualTo(call.actions());
      }
    }
  }
}
