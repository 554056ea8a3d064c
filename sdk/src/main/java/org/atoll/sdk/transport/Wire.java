package org.atoll.sdk.transport;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What holds for every connection, over a socket file or TCP. */
final class Wire {
  private static final int MAX_MESSAGE_BYTES = 16 << 20;
  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final int ANSWER_SECONDS = 10;
  /** Less than gRPC's own, which grows to two minutes. */
  private static final int REDIAL_SECONDS = 2;

  private Wire() {}

  static NettyServerBuilder limit(NettyServerBuilder builder) {
    return builder.maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveTime(KEEP_ALIVE_SECONDS / 3, TimeUnit.SECONDS); // else a quiet stream is cut for its pings
  }

  static NettyChannelBuilder limit(NettyChannelBuilder builder) {
    return builder.maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  /** Dials again soon, however long the other side has been away. */
  static ManagedChannel persist(ManagedChannel channel) {
    CompletableFuture.delayedExecutor(REDIAL_SECONDS, TimeUnit.SECONDS).execute(() -> {
      if (!channel.isShutdown()) {
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
          channel.resetConnectBackoff();
        }
        persist(channel);
      }
    });
    return channel;
  }
}
