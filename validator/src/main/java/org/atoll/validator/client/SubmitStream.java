package org.atoll.validator.client;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.atoll.sdk.proto.SubmitReply;
import org.atoll.sdk.proto.SubmitRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many submissions in flight on one stream; the replies leave in the order of the requests. Thread-safe. */
final class SubmitStream implements StreamObserver<SubmitRequest> {
  private static final Logger log = LoggerFactory.getLogger(SubmitStream.class);

  private final Function<SubmitRequest, CompletableFuture<SubmitReply>> submit;
  private final StreamObserver<SubmitReply> replies;
  private final ArrayDeque<CompletableFuture<SubmitReply>> open = new ArrayDeque<>();
  private boolean ended;
  private boolean failed;

  SubmitStream(Function<SubmitRequest, CompletableFuture<SubmitReply>> submit, StreamObserver<SubmitReply> replies) {
    this.submit = submit;
    this.replies = replies;
  }

  @Override
  public void onNext(SubmitRequest request) {
    synchronized (open) {
      if (failed) {
        return;
      }
    }
    var answer = submit.apply(request);
    synchronized (open) {
      open.add(answer);
    }
    answer.whenComplete((reply, failure) -> flush());
  }

  private void flush() {
    synchronized (open) {
      while (!failed && !open.isEmpty() && open.peek().isDone()) {
        var answer = open.poll();
        if (answer.isCompletedExceptionally()) {
          log.warn("client.submit_failed why=\"{}\"", String.valueOf(answer.exceptionNow().getMessage()));
          replies.onError(Status.RESOURCE_EXHAUSTED.withDescription("the node is busy, retry in 1 s")
              .asRuntimeException());
          open.clear();
          failed = true;
          return;
        }
        replies.onNext(answer.join());
      }
      if (ended && !failed && open.isEmpty()) {
        ended = false;
        replies.onCompleted();
      }
    }
  }

  @Override
  public void onError(Throwable failure) {
    synchronized (open) {
      open.clear(); // the client is gone; what it sent stays in the pool
      failed = true;
    }
  }

  @Override
  public void onCompleted() {
    synchronized (open) {
      ended = true;
    }
    flush();
  }
}
