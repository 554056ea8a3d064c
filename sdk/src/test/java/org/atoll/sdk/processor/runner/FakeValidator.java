package org.atoll.sdk.processor.runner;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.proto.Challenge;
import org.atoll.sdk.proto.FromProcessor;
import org.atoll.sdk.proto.ProcessorServiceGrpc;
import org.atoll.sdk.proto.Register;
import org.atoll.sdk.proto.ToProcessor;
import org.atoll.sdk.proto.Welcome;
import org.atoll.sdk.value.Bytes;

/** The other end of a processor's stream, in the hands of a test. */
final class FakeValidator extends ProcessorServiceGrpc.ProcessorServiceImplBase implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;
  private static final ByteString NONCE = ByteString.copyFrom(new byte[32]);

  private final BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();
  private final Server server;
  private final ManagedChannel channel;

  FakeValidator() throws IOException {
    var name = InProcessServerBuilder.generateName();
    server = InProcessServerBuilder.forName(name).addService(this).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  ManagedChannel channel() {
    return channel;
  }

  /** One attached processor. */
  static final class Stream implements StreamObserver<FromProcessor> {
    private final StreamObserver<ToProcessor> out;
    private final BlockingQueue<FromProcessor> in = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    Stream(StreamObserver<ToProcessor> out) {
      this.out = out;
    }

    @Override
    public void onNext(FromProcessor message) {
      in.add(message);
    }

    @Override
    public void onError(Throwable failure) {
      ends.add("error");
    }

    @Override
    public void onCompleted() {
      ends.add("completed");
    }

    void send(ToProcessor.Builder message) {
      out.onNext(message.build());
    }

    void complete() {
      out.onCompleted();
    }

    void fail() {
      out.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException());
    }

    FromProcessor next() throws InterruptedException {
      var message = in.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("the processor says nothing");
      }
      return message;
    }

    String end() throws InterruptedException {
      var end = ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (end == null) {
        throw new AssertionError("the processor stays");
      }
      return end;
    }

    /** Checks the registration and admits the processor. */
    Register welcome() throws InterruptedException {
      send(ToProcessor.newBuilder().setChallenge(Challenge.newBuilder().setNonce(NONCE).setChainId(1)));
      var register = next().getRegister();
      if (!Signatures.verify(PublicKey.decode(Bytes.of(register.getKey())),
          Registration.signedMessage(Bytes.of(NONCE), register.getFamiliesList()), Bytes.of(register.getSignature()))) {
        throw new AssertionError("the registration is not signed");
      }
      send(ToProcessor.newBuilder().setWelcome(Welcome.getDefaultInstance()));
      return register;
    }
  }

  @Override
  public StreamObserver<FromProcessor> attach(StreamObserver<ToProcessor> out) {
    var stream = new Stream(out);
    streams.add(stream);
    return stream;
  }

  /** The next processor that dials. */
  Stream accept() throws InterruptedException {
    var stream = streams.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (stream == null) {
      throw new AssertionError("nobody dials");
    }
    return stream;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}
