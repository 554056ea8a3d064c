package org.atoll.gateway.chain;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.atoll.sdk.proto.ClientServiceGrpc;
import org.atoll.sdk.proto.WatchEvent;
import org.atoll.sdk.proto.WatchRequest;
import org.atoll.sdk.transport.Failures;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows a validator's Watch stream and opens it again, with growing pauses, whenever it breaks. Thread-safe. */
final class WatchStream implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchStream.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Calls calls;
  private final ChainWatcher watcher;

  // guarded by this
  private boolean closed;
  private Duration pause = FIRST_PAUSE;
  private Context.@Nullable CancellableContext open;

  WatchStream(Calls calls, ChainWatcher watcher) {
    this.calls = calls;
    this.watcher = watcher;
    calls.onSwitch(this::leave);
  }

  /** Lets go of the validator that is no longer asked; the stream then opens again. */
  private void leave() {
    Context.CancellableContext last;
    synchronized (this) {
      last = open;
    }
    if (last != null) {
      last.cancel(null);
    }
  }

  void open() {
    Context.CancellableContext context;
    synchronized (this) {
      if (closed) {
        return;
      }
      context = Context.ROOT.withCancellation();
      open = context;
    }
    var request = WatchRequest.newBuilder().setHeads(true).setLogs(true).setPending(true).build();
    context.run(() ->
        calls.stream(ClientServiceGrpc.getWatchMethod(), request, CallOptions.DEFAULT, new Follower(context)));
  }

  @Override
  public void close() {
    Context.CancellableContext last;
    synchronized (this) {
      closed = true;
      last = open;
    }
    if (last != null) {
      last.cancel(null);
    }
  }

  private synchronized void works() {
    pause = FIRST_PAUSE;
  }

  private void broken(String why) {
    Duration wait;
    synchronized (this) {
      if (closed) {
        return;
      }
      wait = pause;
      pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }
    LOG.info("watch_lost reason=\"{}\" retry_millis={}", why, wait.toMillis());
    watcher.lost();
    CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS).execute(this::open);
  }

  private final class Follower implements StreamObserver<WatchEvent> {
    private final Context.CancellableContext context;

    Follower(Context.CancellableContext context) {
      this.context = context;
    }

    @Override
    public void onNext(WatchEvent event) {
      works();
      switch (event.getEventCase()) {
        case HEAD -> watcher.head(WireReader.headNews(event.getHead()));
        case PENDING -> watcher.pending(WireReader.hashes(event.getPending().getHashesList()));
        case FINAL, EVENT_NOT_SET -> {} // the last final height is asked for when it matters
      }
    }

    @Override
    public void onError(Throwable failure) {
      context.cancel(failure); // ends the call also if our own onNext failed
      broken(Failures.describe(failure));
    }

    @Override
    public void onCompleted() {
      context.cancel(null);
      broken("closed by the validator");
    }
  }
}
