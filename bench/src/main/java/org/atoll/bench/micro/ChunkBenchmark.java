package org.atoll.bench.micro;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.EnvelopeCodec;
import org.atoll.sdk.envelope.EnvelopeCodec.Decoded;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.StateContext;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.TransactionHandler;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.processor.runner.ProcessorOptions;
import org.atoll.sdk.processor.runner.ProcessorRunner;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.transport.UnixSockets;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.processor.ChangeLog;
import org.atoll.validator.processor.Chunk;
import org.atoll.validator.processor.ProcessorHost;
import org.atoll.validator.processor.ProcessorUnavailable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A chunk of 500 transactions from validator to processor and back; the processor writes one address for each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChunkBenchmark {
  private static final int TRANSACTIONS = 500;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final FamilyInfo FAMILY = FamilyInfo.of("bench", "1.0");

  /** What lies between the two. */
  public enum Transport {
    IN_PROCESS,
    UNIX_SOCKET
  }

  @Param Transport transport;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private ProcessorHost host = new ProcessorHost(0, Bytes.EMPTY, (key, family) -> Optional.empty(), () -> Bytes.EMPTY,
      TIMEOUT);
  private List<BatchView> batches = List.of();
  private List<StateWrite> written = List.of();
  private ChangeLog changes = ChangeLog.first();

  /** Writes the payload under the address it was given. */
  private record Writer() implements TransactionHandler {
    @Override
    public FamilyInfo family() {
      return FAMILY;
    }

    @Override
    public Outcome apply(TransactionRequest transaction, StateContext state) {
      state.set(new Address(transaction.payload()), transaction.payload());
      return new Outcome.Applied(1, 1_000, List.of(), List.of(), Bytes.EMPTY);
    }
  }

  @Setup
  public void connect() throws IOException, InterruptedException {
    var nonce = Samples.hash(0).bytes();
    host = new ProcessorHost(Samples.CHAIN_ID, nonce, (key, family) -> Optional.empty(), () -> nonce, TIMEOUT);
    var channel = switch (transport) {
      case IN_PROCESS -> inProcess();
      case UNIX_SOCKET -> unixSocket();
    };
    opened.addFirst(channel::shutdownNow);
    var runner = ProcessorRunner.start(channel, List.of(new Writer()), Samples.KEY, ProcessorOptions.defaults());
    opened.addFirst(runner);
    if (!runner.awaitRegistered(Duration.ofSeconds(10))) {
      throw new IllegalStateException("the processor does not register");
    }
    var views = new ArrayList<BatchView>();
    var writes = new ArrayList<StateWrite>();
    for (int i = 0; i < TRANSACTIONS; i++) {
      var address = new Address(FAMILY.prefixes().getFirst().concat(Samples.hash(i).bytes()));
      writes.add(new StateWrite.Set(address, address.bytes()));
      var envelope = Samples.batch(FAMILY.name(), FAMILY.version(), address.bytes(), address, i);
      switch (EnvelopeCodec.decode(EnvelopeFormat.NATIVE, Bytes.of(envelope.getBody()))) {
        case Decoded.Ok(var batch) -> views.add(batch);
        case Decoded.Refused(var refusal) -> throw new IllegalStateException("refused: " + refusal);
      }
    }
    batches = List.copyOf(views);
    written = List.copyOf(writes);
  }

  private ManagedChannel inProcess() throws IOException {
    var name = InProcessServerBuilder.generateName();
    serve(InProcessServerBuilder.forName(name).directExecutor().addService(host).build().start());
    return InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  private ManagedChannel unixSocket() throws IOException {
    var threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon(true).factory());
    opened.addFirst(threads::shutdownNow);
    var folder = Files.createTempDirectory("atoll-jmh-");
    Path socket = folder.resolve("processor.sock");
    opened.add(() -> {
      Files.deleteIfExists(socket);
      Files.deleteIfExists(folder);
    });
    serve(UnixSockets.serve(socket, threads, List.of(host)));
    return UnixSockets.connect(socket, threads);
  }

  private void serve(Server server) {
    opened.addFirst(server::shutdownNow);
  }

  @TearDown
  public void disconnect() throws Exception {
    for (var one : opened) {
      one.close();
    }
    opened.clear();
  }

  /** Time for one transaction of the 500; a chunk a block. */
  @Benchmark
  @OperationsPerInvocation(TRANSACTIONS)
  public List<Outcome> roundTrip() throws ProcessorUnavailable, InterruptedException {
    changes = changes.next();
    var chunk = new Chunk(FAMILY.name(), FAMILY.version(), Samples.block(), batches,
        addresses -> addresses.stream().map(address -> Optional.<Bytes>empty()).toList(), changes);
    var executed = host.execute(chunk);
    host.settle(executed, chunk, written);
    return executed.outcomes();
  }
}
