package org.atoll.gateway.chain;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.atoll.sdk.proto.ChainReply;
import org.atoll.sdk.proto.ChainRequest;
import org.atoll.sdk.proto.ClientServiceGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a gateway back to its own validator: when that has answered three times in a row and is as far as the one in use.
 * Looks from a thread of its own.
 */
public final class Homing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Homing.class);
  private static final int LOOKS = 3;
  private static final long BEHIND = 2;

  private final Upstreams upstreams;
  private final Duration gap;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
      Thread.ofPlatform().name("gateway-homing").daemon().factory());
  private int good; // homing thread only

  /** @param gap between looks */
  Homing(Upstreams upstreams, Duration gap) {
    this.upstreams = upstreams;
    this.gap = gap;
  }

  Homing start() {
    var unused = thread.scheduleWithFixedDelay(this::lookOrSay, gap.toMillis(), gap.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  private void lookOrSay() {
    try {
      look();
    } catch (RuntimeException bug) { // the executor would stop looking, and say nothing
      LOG.error("homing.look_failed help=\"report this; the gateway goes on looking\"", bug);
      good = 0;
    }
  }

  private void look() {
    if (upstreams.isOwnInUse()) {
      good = 0;
      return;
    }
    try {
      var other = head(upstreams.current()).exceptionally(silent -> 0L);
      var own = head(upstreams.own());
      good = own.get() + BEHIND >= other.get() ? good + 1 : 0;
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return;
    } catch (ExecutionException away) {
      LOG.debug("homing.not_yet why=\"{}\"", away.toString());
      good = 0;
    }
    if (good >= LOOKS) {
      good = 0;
      upstreams.goHome();
    }
  }

  private CompletableFuture<Long> head(Channel channel) {
    var head = new CompletableFuture<Long>();
    var options = CallOptions.DEFAULT.withDeadlineAfter(Math.max(1_000, gap.toMillis()), TimeUnit.MILLISECONDS);
    ClientCalls.asyncUnaryCall(channel.newCall(ClientServiceGrpc.getGetChainMethod(), options),
        ChainRequest.getDefaultInstance(), new StreamObserver<ChainReply>() {
          @Override
          public void onNext(ChainReply reply) {
            head.complete(WireReader.chain(reply).head());
          }

          @Override
          public void onError(Throwable failure) {
            head.completeExceptionally(failure);
          }

          @Override
          public void onCompleted() {
            head.completeExceptionally(new IllegalStateException("no answer"));
          }
        });
    return head;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
