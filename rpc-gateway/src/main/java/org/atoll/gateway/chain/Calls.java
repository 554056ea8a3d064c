package org.atoll.gateway.chain;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.atoll.gateway.fault.RpcError;
import org.atoll.sdk.transport.Failures;
import org.jspecify.annotations.Nullable;

/** Calls on a validator's ClientService, with its failures turned into what a client is shown. Thread-safe. */
final class Calls {
  static final int MAX_MESSAGE_BYTES = 10 << 20;

  private final Upstreams upstreams;

  Calls(Upstreams upstreams) {
    this.upstreams = upstreams;
  }

  /** Asks the validator in use; when that is gone, each of the others once. */
  <Q, R> CompletableFuture<R> unary(MethodDescriptor<Q, R> method, Q request, Duration deadline) {
    var reply = new CompletableFuture<R>();
    var options = CallOptions.DEFAULT
        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .withMaxInboundMessageSize(MAX_MESSAGE_BYTES);
    attempt(method, request, options, upstreams.size() - 1, reply);
    return reply;
  }

  private <Q, R> void attempt(MethodDescriptor<Q, R> method, Q request, CallOptions options, int others,
      CompletableFuture<R> reply) {
    var channel = upstreams.current();
    ClientCalls.asyncUnaryCall(channel.newCall(method, options), request, new StreamObserver<R>() {
      private @Nullable R value;

      @Override
      public void onNext(R next) {
        value = next;
      }

      @Override
      public void onError(Throwable failure) {
        var status = Status.fromThrowable(failure);
        boolean gone = noteIfSilent(channel, status, failure);
        if (gone && others > 0) {
          attempt(method, request, options, others - 1, reply);
        } else {
          reply.completeExceptionally(shown(status, failure));
        }
      }

      @Override
      public void onCompleted() {
        if (value == null) {
          reply.completeExceptionally(new IllegalStateException("the validator answered nothing"));
        } else {
          reply.complete(value);
        }
      }
    });
  }

  /**
   * Whether the validator is gone, or takes nothing from this gateway, so that nothing came of the request; a slow one may
   * still have done it.
   */
  private boolean noteIfSilent(Channel channel, Status status, Throwable failure) {
    boolean gone = status.getCode() == Status.Code.UNAVAILABLE || status.getCode() == Status.Code.PERMISSION_DENIED;
    if (gone || status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      upstreams.failed(channel, Failures.describe(failure));
    }
    return gone;
  }

  <Q, R> void stream(MethodDescriptor<Q, R> method, Q request, CallOptions options, StreamObserver<R> observer) {
    var channel = upstreams.current();
    ClientCalls.asyncServerStreamingCall(
        channel.newCall(method, options.withMaxInboundMessageSize(MAX_MESSAGE_BYTES)), request,
        new StreamObserver<R>() {
          @Override
          public void onNext(R next) {
            observer.onNext(next);
          }

          @Override
          public void onError(Throwable failure) {
            noteIfSilent(channel, Status.fromThrowable(failure), failure);
            observer.onError(failure);
          }

          @Override
          public void onCompleted() {
            observer.onCompleted();
          }
        });
  }

  /** Told after another validator was taken. */
  void onSwitch(Runnable listener) {
    upstreams.onSwitch(listener);
  }

  /** What a client is told of a failed call; a bug stays the failure it is, for the log. */
  private static Throwable shown(Status status, Throwable failure) {
    return switch (status.getCode()) {
      case UNAVAILABLE, CANCELLED -> RpcError.notReady("the validator is not reachable",
          "the gateway keeps trying; send the request again in some seconds").toException();
      case PERMISSION_DENIED -> RpcError.notReady("the validator refuses this gateway",
          "its operator finds the reason in its log").toException();
      case DEADLINE_EXCEEDED -> RpcError.notReady("the validator does not answer in time",
          "send the request again later").toException();
      case RESOURCE_EXHAUSTED -> RpcError.limit("the answer is too large or the validator is busy",
          "ask for less at once, or later").toException();
      default -> failure;
    };
  }
}
