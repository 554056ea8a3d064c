package org.atoll.validator.engine;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.testing.engine.EngineCall;
import org.atoll.sdk.value.Bytes;

/** Puts recorded calls to a port, one after the other. */
final class RemoteReplay implements EngineListener, AutoCloseable {
  private record Answer(long seq, List<Action> actions) {}

  private final EnginePort port;
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final CountDownLatch there = new CountDownLatch(1);
  private long seq;

  RemoteReplay(EnginePort port) throws InterruptedException {
    this.port = port;
    port.open(this);
    if (!there.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("no engine comes");
    }
  }

  List<Action> repeat(EngineCall call) throws InterruptedException {
    switch (call) {
      case EngineCall.Init(var context, var now, var view, var ignored) -> port.init(1, context, now, view);
      case EngineCall.Step(var event, var now, var view, var ignored) -> port.step(1, ++seq, event, now, view);
    }
    var answer = answers.poll(20, TimeUnit.SECONDS);
    if (answer == null || answer.seq != seq) {
      throw new AssertionError("step " + seq + " is answered by " + answer);
    }
    return answer.actions;
  }

  @Override
  public void acted(long life, long ofSeq, List<Action> actions, Bytes snapshot) {
    answers.add(new Answer(ofSeq, actions));
  }

  @Override
  public void judged(long life, long askId, List<HeaderVerdict> verdicts) {
    throw new AssertionError("nothing was asked");
  }

  @Override
  public void failed(long life, String why) {
    answers.add(new Answer(-1, List.of(new Action.Metric(why, 0))));
  }

  @Override
  public void available(EngineInfo info) {
    there.countDown();
  }

  @Override
  public void gone(String why) {
    failed(0, why);
  }

  @Override
  public void close() {
    port.close();
  }
}
