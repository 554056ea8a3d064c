package org.atoll.cli.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.atoll.sdk.proto.FromProcessor;
import org.atoll.sdk.proto.ProcessorServiceGrpc;
import org.atoll.sdk.proto.ToProcessor;
import org.atoll.sdk.transport.CertificateRole;
import org.atoll.sdk.transport.Channels;
import org.atoll.sdk.transport.GrpcEndpoint;
import org.atoll.sdk.transport.TlsSockets;
import org.atoll.sdk.transport.UnixSockets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A processor of a chain without transactions: its stream lasts although nothing is said (gRPC's own limit cuts it). */
@Timeout(300)
final class QuietStreamIT {
  private static final Duration QUIET = Duration.ofSeconds(100);

  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

  @TempDir Path folder;

  @Test
  void aStreamMayBeQuiet() throws Exception {
    var organisation = new Organisation(folder.resolve("o"));
    var identity = Optional.of(Organisation.identity(organisation.of(CertificateRole.PROCESSOR)));
    var socket = folder.resolve("s.sock");
    var service = new ProcessorServiceGrpc.ProcessorServiceImplBase() {
      @Override
      public StreamObserver<FromProcessor> attach(StreamObserver<ToProcessor> outbound) {
        outbound.onNext(ToProcessor.getDefaultInstance());
        return observer("server");
      }
    };
    try (var threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon(true).factory())) {
      var overTls = TlsSockets.serve(new GrpcEndpoint.Tls("127.0.0.1", 0), Organisation.identity(organisation.validator()),
          CertificateRole.PROCESSOR, threads, List.of(service));
      var overUnix = UnixSockets.serve(socket, threads, List.of(service));
      var channels = List.of(
          Channels.connect(new GrpcEndpoint.Tls("localhost", overTls.getPort()), identity, threads),
          Channels.connect(new GrpcEndpoint.Unix(socket), Optional.empty(), threads));
      channels.forEach(this::attach);

      assertThat(ends.poll(QUIET.toSeconds(), TimeUnit.SECONDS)).isNull();

      channels.forEach(channel -> channel.shutdownNow());
      overTls.shutdownNow();
      overUnix.shutdownNow();
    }
  }

  private void attach(Channel channel) {
    ProcessorServiceGrpc.newStub(channel).attach(observer("client"));
  }

  private <T> StreamObserver<T> observer(String side) {
    return new StreamObserver<>() {
      @Override
      public void onNext(T message) {}

      @Override
      public void onError(Throwable failure) {
        ends.add(side + " " + failure);
      }

      @Override
      public void onCompleted() {
        ends.add(side + " completed");
      }
    };
  }
}
