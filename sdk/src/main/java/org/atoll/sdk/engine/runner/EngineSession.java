package org.atoll.sdk.engine.runner;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.wire.EngineCodec;
import org.atoll.sdk.engine.wire.EventCodec;
import org.atoll.sdk.proto.Challenge;
import org.atoll.sdk.proto.EngineActions;
import org.atoll.sdk.proto.EngineAnswer;
import org.atoll.sdk.proto.EngineAsk;
import org.atoll.sdk.proto.EngineQuery;
import org.atoll.sdk.proto.EngineRead;
import org.atoll.sdk.proto.EngineReadResult;
import org.atoll.sdk.proto.EngineRegister;
import org.atoll.sdk.proto.EngineServiceGrpc;
import org.atoll.sdk.proto.FromEngine;
import org.atoll.sdk.proto.ToEngine;
import org.atoll.sdk.transport.Failures;
import org.atoll.sdk.value.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream to the validator, from dialling to its end: one life of the engine, on the thread of {@link #run}. */
final class EngineSession {
  private static final Logger log = LoggerFactory.getLogger(EngineSession.class);
  /** Ends a queue: the stream is over. */
  private static final ToEngine END = ToEngine.getDefaultInstance();

  private final EngineLife life;
  private final org.atoll.sdk.proto.EngineInfo info;
  private final PrivateKey key;
  private final BlockingQueue<ToEngine> work = new LinkedBlockingQueue<>();
  private final BlockingQueue<ToEngine> values = new LinkedBlockingQueue<>();
  private volatile boolean welcome;
  private volatile String end = "";
  private long reads;

  EngineSession(Engine engine, PrivateKey key) {
    this.life = new EngineLife(engine);
    this.info = EngineCodec.encode(engine.info());
    this.key = key;
  }

  boolean wasWelcome() {
    return welcome;
  }

  /** Returns why the stream ended. */
  String run(Channel channel, CountDownLatch closed, Runnable onWelcome) throws InterruptedException {
    var outbound = EngineServiceGrpc.newStub(channel).withMaxInboundMessageSize(EngineRegistration.MAX_FRAME_BYTES)
        .attach(inbound(onWelcome));
    boolean over = false;
    try {
      while (true) {
        var message = work.take();
        if (message == END) {
          over = true;
          return end;
        }
        outbound.onNext(answer(message, outbound));
      }
    } finally {
      if (!over && closed.getCount() == 0) {
        outbound.onCompleted();
      } else if (!over) {
        outbound.onError(Status.ABORTED.withDescription("the engine failed").asRuntimeException());
      }
    }
  }

  private StreamObserver<ToEngine> inbound(Runnable onWelcome) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ToEngine message) {
        switch (message.getMessageCase()) {
          case READ_RESULT -> values.add(message);
          case WELCOME -> {
            welcome = true;
            onWelcome.run();
          }
          case GOODBYE -> end = message.getGoodbye().getReason();
          case CHALLENGE, INIT, STEP, ASK -> work.add(message);
          case MESSAGE_NOT_SET -> log.warn("engine.message kind=unknown");
        }
      }

      @Override
      public void onError(Throwable failure) {
        stop(Failures.describe(failure));
      }

      @Override
      public void onCompleted() {
        stop("the validator closed the stream");
      }
    };
  }

  private void stop(String why) {
    end = end.isEmpty() ? why : end;
    work.add(END);
    values.add(END);
  }

  private FromEngine answer(ToEngine message, StreamObserver<FromEngine> outbound) {
    return switch (message.getMessageCase()) {
      case CHALLENGE -> FromEngine.newBuilder().setRegister(register(message.getChallenge())).build();
      case INIT -> {
        var init = message.getInit();
        yield actions(0, life.init(EngineCodec.decode(init), init.getNowMillis(),
            view(outbound, read -> read.setSeq(0))));
      }
      case STEP -> {
        var step = message.getStep();
        yield actions(step.getSeq(), life.step(EventCodec.decode(step.getEvent()), step.getNowMillis(),
            view(outbound, read -> read.setSeq(step.getSeq()))));
      }
      case ASK -> judge(message.getAsk(), outbound);
      case READ_RESULT, GOODBYE, WELCOME, MESSAGE_NOT_SET ->
          throw new IllegalStateException("no work: " + message.getMessageCase());
    };
  }

  private EngineRegister register(Challenge challenge) {
    return EngineRegister.newBuilder().setInfo(info)
        .setKey(key.publicKey().encoded().toByteString())
        .setSignature(key.sign(EngineRegistration.signedMessage(Bytes.of(challenge.getNonce()), info)).toByteString())
        .setSoftware("atoll-sdk-java")
        .build();
  }

  private static FromEngine actions(long seq, EngineLife.Acted acted) {
    var message = EngineActions.newBuilder().setAckSeq(seq).setSnapshot(acted.snapshot().toByteString());
    acted.actions().forEach(action -> message.addActions(EngineCodec.encode(action)));
    return FromEngine.newBuilder().setActions(message).build();
  }

  private FromEngine judge(EngineAsk ask, StreamObserver<FromEngine> outbound) {
    var headers = ask.getHeadersList().stream().map(EngineCodec::decode).toList();
    var answer = EngineAnswer.newBuilder().setAskId(ask.getAskId());
    life.judge(headers, view(outbound, read -> read.setAskId(ask.getAskId())))
        .forEach(verdict -> answer.addVerdicts(EngineCodec.encode(verdict)));
    return FromEngine.newBuilder().setAnswer(answer).build();
  }

  private RemoteView view(StreamObserver<FromEngine> outbound, UnaryOperator<EngineRead.Builder> about) {
    return new RemoteView(query -> read(outbound, query, about));
  }

  private EngineReadResult.Value read(StreamObserver<FromEngine> outbound, EngineQuery query,
      UnaryOperator<EngineRead.Builder> about) {
    long id = ++reads;
    outbound.onNext(FromEngine.newBuilder().setRead(
        about.apply(EngineRead.newBuilder().setReadId(id)).addQueries(query)).build());
    try {
      var answer = values.take();
      if (answer == END) {
        throw new IllegalStateException("the stream ended while the engine read");
      }
      var result = answer.getReadResult();
      if (result.getReadId() != id || result.getValuesCount() != 1) {
        throw new IllegalStateException("read " + id + " is answered by " + result.getReadId() + " with "
            + result.getValuesCount() + " values");
      }
      return result.getValues(0);
    } catch (InterruptedException closing) { // the engine cannot go on without the answer
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the engine read", closing);
    }
  }
}
