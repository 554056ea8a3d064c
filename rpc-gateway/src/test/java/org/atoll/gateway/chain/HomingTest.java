package org.atoll.gateway.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.atoll.sdk.proto.ChainReply;
import org.atoll.sdk.proto.ChainRequest;
import org.atoll.sdk.proto.ClientServiceGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HomingTest {
  private final CountDownLatch home = new CountDownLatch(1);
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void serve() throws Exception {
    var name = InProcessServerBuilder.generateName();
    server = InProcessServerBuilder.forName(name).directExecutor()
        .addService(new ClientServiceGrpc.ClientServiceImplBase() {
          @Override
          public void getChain(ChainRequest request, StreamObserver<ChainReply> answer) {
            answer.onNext(ChainReply.getDefaultInstance());
            answer.onCompleted();
          }
        }).build().start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  @AfterEach
  void end() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  /** Throws at the first {@code failures} calls. */
  private final class Shaky extends Channel {
    private final AtomicInteger failures;

    Shaky(int failures) {
      this.failures = new AtomicInteger(failures);
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      if (failures.getAndDecrement() > 0) {
        throw new IllegalStateException("a bug");
      }
      return channel.newCall(method, options);
    }

    @Override
    public String authority() {
      return channel.authority();
    }
  }

  @Test
  void aBugInOneLookDoesNotEndTheOthers() throws Exception {
    var own = new Shaky(2);
    var upstreams = new Upstreams(List.of(own, channel));
    upstreams.onSwitch(() -> {
      if (upstreams.isOwnInUse()) {
        home.countDown();
      }
    });
    upstreams.failed(own, "away");

    try (var homing = new Homing(upstreams, Duration.ofMillis(5)).start()) {
      assertThat(home.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
