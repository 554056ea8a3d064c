package org.atoll.validator.engine;

import io.grpc.stub.StreamObserver;
import java.util.List;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.engine.runner.EngineRegistration;
import org.atoll.sdk.engine.wire.EngineCodec;
import org.atoll.sdk.engine.wire.EventCodec;
import org.atoll.sdk.proto.EngineActions;
import org.atoll.sdk.proto.EngineAnswer;
import org.atoll.sdk.proto.EngineAsk;
import org.atoll.sdk.proto.EngineQuery;
import org.atoll.sdk.proto.EngineRead;
import org.atoll.sdk.proto.EngineReadResult;
import org.atoll.sdk.proto.EngineStep;
import org.atoll.sdk.proto.Goodbye;
import org.atoll.sdk.proto.ToEngine;
import org.atoll.sdk.proto.Welcome;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One attached engine: what was sent to it and has no answer yet, and the views it may read meanwhile. Methods that take
 * a message throw IllegalArgumentException on nonsense. Thread-safe.
 */
final class EngineConnection {
  private static final int MAX_QUERIES = 256;

  /** Who hears of its answers. */
  interface Answers {
    void acted(long seq, List<Action> actions, Bytes snapshot);

    void judged(long askId, List<HeaderVerdict> verdicts);
  }

  private record Open(long id, ReadView view) {}

  private final StreamObserver<ToEngine> outbound;
  private final EngineInfo info;
  private @Nullable Answers answers;
  private @Nullable Open step;
  private @Nullable Open ask;
  private boolean over;

  EngineConnection(StreamObserver<ToEngine> outbound, EngineInfo info) {
    this.outbound = outbound;
    this.info = info;
  }

  EngineInfo info() {
    return info;
  }

  void welcome(Bytes chainTag) {
    send(ToEngine.newBuilder().setWelcome(Welcome.newBuilder().setChainTag(chainTag.toByteString())));
  }

  /** Once: a stream is one life. */
  synchronized void init(InitContext context, long nowMillis, ReadView view, Answers hears) {
    if (answers != null) {
      throw new IllegalStateException("a stream is one life of an engine");
    }
    answers = hears;
    step = new Open(0, view);
    send(ToEngine.newBuilder().setInit(EngineCodec.encode(context, nowMillis)));
  }

  synchronized void step(long seq, Event event, long nowMillis, ReadView view) {
    step = new Open(seq, view);
    send(ToEngine.newBuilder().setStep(
        EngineStep.newBuilder().setSeq(seq).setNowMillis(nowMillis).setEvent(EventCodec.encode(event))));
  }

  synchronized void ask(long askId, List<Header> headers, ReadView view) {
    ask = new Open(askId, view);
    var message = EngineAsk.newBuilder().setAskId(askId);
    headers.forEach(header -> message.addHeaders(EngineCodec.encode(header)));
    send(ToEngine.newBuilder().setAsk(message));
  }

  private synchronized void send(ToEngine.Builder message) { // a gRPC stream takes one message at a time
    if (over) {
      return;
    }
    var built = message.build();
    if (built.getSerializedSize() > EngineRegistration.MAX_FRAME_BYTES) {
      throw new IllegalStateException("a frame of " + built.getSerializedSize() + " bytes would go to the engine");
    }
    outbound.onNext(built);
  }

  void acted(EngineActions message) {
    var actions = message.getActionsList().stream().map(EngineCodec::decode).toList();
    Answers hears;
    synchronized (this) {
      if (step == null || step.id != message.getAckSeq()) {
        throw new IllegalArgumentException("it answered step " + message.getAckSeq() + ", which is not open");
      }
      step = null;
      hears = hears();
    }
    hears.acted(message.getAckSeq(), actions, Bytes.of(message.getSnapshot()));
  }

  void judged(EngineAnswer message) {
    var verdicts = message.getVerdictsList().stream().map(EngineCodec::decode).toList();
    Answers hears;
    synchronized (this) {
      if (ask == null || ask.id != message.getAskId()) {
        throw new IllegalArgumentException("it answered ask " + message.getAskId() + ", which is not open");
      }
      ask = null;
      hears = hears();
    }
    hears.judged(message.getAskId(), verdicts);
  }

  private Answers hears() {
    if (answers == null) {
      throw new IllegalArgumentException("it answers before it was begun");
    }
    return answers;
  }

  /** Reads outside the lock: the chain thread must not wait for the disk here. */
  void read(EngineRead read) {
    if (read.getQueriesCount() > MAX_QUERIES) {
      throw new IllegalArgumentException(read.getQueriesCount() + " queries, " + MAX_QUERIES + " are allowed");
    }
    var view = view(read);
    var result = EngineReadResult.newBuilder().setReadId(read.getReadId());
    read.getQueriesList().forEach(query -> result.addValues(value(view, query)));
    if (result.build().getSerializedSize() > EngineRegistration.MAX_FRAME_BYTES / 2) {
      throw new IllegalArgumentException("it read more at once than a frame holds");
    }
    send(ToEngine.newBuilder().setReadResult(result));
  }

  private synchronized ReadView view(EngineRead read) {
    var open = switch (read.getAboutCase()) {
      case SEQ -> step != null && step.id == read.getSeq() ? step : null;
      case ASK_ID -> ask != null && ask.id == read.getAskId() ? ask : null;
      case ABOUT_NOT_SET -> null;
    };
    if (open == null) {
      throw new IllegalArgumentException("it read for a step or ask that is not open");
    }
    return open.view;
  }

  private static EngineReadResult.Value value(ReadView view, EngineQuery query) {
    var value = EngineReadResult.Value.newBuilder();
    switch (query.getQueryCase()) {
      case HEADER -> view.header(EngineCodec.id(query.getHeader()))
          .ifPresent(header -> value.setHeader(EngineCodec.encode(header)));
      case ANCESTOR -> view.ancestor(EngineCodec.id(query.getAncestor().getId()), query.getAncestor().getHeight())
          .ifPresent(header -> value.setHeader(EngineCodec.encode(header)));
      case EPOCH -> view.epoch(EngineCodec.id(query.getEpoch().getId()), query.getEpoch().getEpoch())
          .ifPresent(epoch -> value.setEpoch(EngineCodec.encode(epoch)));
      case STATE -> view.state(EngineCodec.id(query.getState().getId()),
          new Address(Bytes.of(query.getState().getAddress()))).ifPresent(state -> value.setBytes(state.toByteString()));
      case HEAD -> value.setBytes(EngineCodec.id(view.head()));
      case LAST_FINAL -> value.setBytes(EngineCodec.id(view.lastFinal()));
      case QUERY_NOT_SET -> throw new IllegalArgumentException("an empty query");
    }
    return value.build();
  }

  /** Says why and ends the stream. */
  synchronized void leave(String reason) {
    if (!over) {
      outbound.onNext(ToEngine.newBuilder().setGoodbye(Goodbye.newBuilder().setReason(reason)).build());
      complete();
    }
  }

  synchronized void complete() {
    if (!over) {
      over = true;
      outbound.onCompleted();
    }
  }

  /** The other end closed it. */
  synchronized void closed() {
    over = true;
  }
}
