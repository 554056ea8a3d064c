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
import org.jspecify.annotations.Nullable;

/** Calls on a validator's ClientService, with its failures turned into what a client is shown. Thread-safe. */
final class Calls {
  static final int MAX_MESSAGE_BYTES = 10 << 20;

  private final Channel channel;

  Calls(Channel channel) {
    this.channel = channel;
  }

  <Q, R> CompletableFuture<R> unary(MethodDescriptor<Q, R> method, Q request, Duration deadline) {
    var reply = new CompletableFuture<R>();
    var options = CallOptions.DEFAULT
        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .withMaxInboundMessageSize(MAX_MESSAGE_BYTES);
    ClientCalls.asyncUnaryCall(channel.newCall(method, options), request, new StreamObserver<R>() {
      private @Nullable R value;

      @Override
      public void onNext(R next) {
        value = next;
      }

      @Override
      public void onError(Throwable failure) {
        reply.completeExceptionally(shown(Status.fromThrowable(failure), failure));
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
    return reply;
  }

  <Q, R> void stream(MethodDescriptor<Q, R> method, Q request, CallOptions options, StreamObserver<R> observer) {
    ClientCalls.asyncServerStreamingCall(
        channel.newCall(method, options.withMaxInboundMessageSize(MAX_MESSAGE_BYTES)), request, observer);
  }

  /** What a client is told of a failed call; a bug stays the failure it is, for the log. */
  private static Throwable shown(Status status, Throwable failure) {
    return switch (status.getCode()) {
      case UNAVAILABLE, CANCELLED -> RpcError.notReady("the validator is not reachable",
          "the gateway keeps trying; send the request again in some seconds").toException();
      case DEADLINE_EXCEEDED -> RpcError.notReady("the validator does not answer in time",
          "send the request again later").toException();
      case RESOURCE_EXHAUSTED -> RpcError.limit("the answer is too large or the validator is busy",
          "ask for less at once, or later").toException();
      default -> failure;
    };
  }
}
