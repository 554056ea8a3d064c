package org.atoll.sdk.processor.runner;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.processor.TransactionHandler;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.Challenge;
import org.atoll.sdk.proto.ChunkFailure;
import org.atoll.sdk.proto.ChunkResults;
import org.atoll.sdk.proto.Execute;
import org.atoll.sdk.proto.Family;
import org.atoll.sdk.proto.Fetch;
import org.atoll.sdk.proto.FromProcessor;
import org.atoll.sdk.proto.ProcessorServiceGrpc;
import org.atoll.sdk.proto.Register;
import org.atoll.sdk.proto.ToProcessor;
import org.atoll.sdk.proto.Values;
import org.atoll.sdk.transport.Failures;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream to the validator, from dialling to its end. The thread of {@link #run} executes the chunks. */
final class ProcessorSession {
  private static final Logger log = LoggerFactory.getLogger(ProcessorSession.class);
  private static final int RESULTS_PER_MESSAGE = 256;

  private final Map<String, TransactionHandler> handlers = new HashMap<>();
  private final List<Family> families;
  private final PrivateKey key;
  private final StateCache cache;
  private final ChunkRunner runner;
  private final QueryRunner queries;
  private final BlockingQueue<ToProcessor> work = new LinkedBlockingQueue<>();
  private final BlockingQueue<ToProcessor> values = new LinkedBlockingQueue<>();
  private final Object sending = new Object();
  private volatile boolean welcome;
  private volatile String end = "";
  private long fetches; // whoever works on the chunk, one thread at a time

  /** Ends a queue: the stream is over. */
  private static final ToProcessor END = ToProcessor.getDefaultInstance();

  ProcessorSession(List<TransactionHandler> handlers, PrivateKey key, ProcessorOptions options,
      ExecutorService queryThreads, Crew crew) {
    for (var handler : handlers) {
      this.handlers.put(handler.family().name() + " " + handler.family().version(), handler);
    }
    this.families = handlers.stream().map(handler -> ProcessorCodec.encode(handler.family())).toList();
    this.key = key;
    this.cache = new StateCache(options.cacheBytes());
    this.runner = new ChunkRunner(cache, crew);
    this.queries = new QueryRunner(this.handlers, queryThreads, options.cacheBytes() / 4);
  }

  boolean wasWelcome() {
    return welcome;
  }

  /** Returns why the stream ended. */
  String run(Channel channel, CountDownLatch closed, Runnable onWelcome) throws InterruptedException {
    var inbound = new StreamObserver<ToProcessor>() {
      @Override
      public void onNext(ToProcessor message) {
        switch (message.getMessageCase()) {
          case VALUES -> {
            if (message.getValues().getFetch() < 0) {
              queries.values(message.getValues());
            } else {
              values.add(message);
            }
          }
          case WELCOME -> {
            welcome = true;
            onWelcome.run();
          }
          case GOODBYE -> end = message.getGoodbye().getReason();
          case QUERY -> queries.start(message.getQuery());
          case CANCEL_QUERY -> queries.cancel(message.getCancelQuery().getId());
          case CHALLENGE, EXECUTE -> work.add(message);
          case MESSAGE_NOT_SET -> log.warn("processor.message kind=unknown");
        }
      }

      @Override
      public void onError(Throwable failure) {
        stop(Failures.describe(failure));
      }

      @Override
      public void onCompleted() {
        stop("the validator closed the stream");
      }
    };
    var outbound = ProcessorServiceGrpc.newStub(channel).attach(inbound);
    queries.connect(message -> send(outbound, message));
    boolean over = false;
    try {
      while (true) {
        var message = work.take();
        if (message == END) {
          over = true;
          return end;
        }
        if (message.hasChallenge()) {
          send(outbound, FromProcessor.newBuilder().setRegister(register(message.getChallenge())).build());
        } else {
          execute(outbound, message.getExecute());
        }
      }
    } finally {
      queries.disconnect();
      if (!over) {
        leave(outbound, closed.getCount() == 0);
      }
    }
  }

  private void leave(StreamObserver<FromProcessor> outbound, boolean orderly) {
    synchronized (sending) {
      if (orderly) {
        outbound.onCompleted();
      } else {
        outbound.onError(Status.ABORTED.withDescription("the processor failed").asRuntimeException());
      }
    }
  }

  private void stop(String why) {
    end = end.isEmpty() ? why : end;
    work.add(END);
    values.add(END);
  }

  private void send(StreamObserver<FromProcessor> outbound, FromProcessor message) {
    synchronized (sending) { // a gRPC stream takes one message at a time
      outbound.onNext(message);
    }
  }

  private Register register(Challenge challenge) {
    var message = Register.newBuilder().addAllFamilies(families)
        .setKey(key.publicKey().encoded().toByteString())
        .setSoftware("atoll-sdk-java");
    return message.setSignature(key.sign(Registration.signedMessage(Bytes.of(challenge.getNonce()), families))
        .toByteString()).build();
  }

  private void execute(StreamObserver<FromProcessor> outbound, Execute execute) throws InterruptedException {
    try {
      var handler = handlers.get(execute.getFamily() + " " + execute.getVersion());
      if (handler == null) {
        throw new IllegalArgumentException(
            "family " + execute.getFamily() + " " + execute.getVersion() + " is not served here");
      }
      cache.openChunk(execute.getFresh(), execute.getInvalidatedList().stream()
          .map(address -> new Address(Bytes.of(address))).toList());
      for (var entry : execute.getPrefetchedList()) {
        cache.learn(new Address(Bytes.of(entry.getAddress())), ProcessorCodec.value(entry));
      }
      var block = ProcessorCodec.decode(execute.getBlock());
      var items = new ArrayList<ChunkRunner.Item>(execute.getTransactionsCount());
      for (var transaction : execute.getTransactionsList()) {
        items.add(new ChunkRunner.Item(ProcessorCodec.decode(transaction, block), transaction.getBatch()));
      }
      var outcomes = runner.run(handler, items, addresses -> fetch(outbound, execute.getChunk(), addresses));
      for (int from = 0; from < outcomes.size(); from += RESULTS_PER_MESSAGE) {
        var results = ChunkResults.newBuilder().setChunk(execute.getChunk()).setFirst(from);
        for (int i = from; i < Math.min(outcomes.size(), from + RESULTS_PER_MESSAGE); i++) {
          results.addResults(ProcessorCodec.encode(outcomes.get(i)));
        }
        send(outbound, FromProcessor.newBuilder().setResults(results).build());
      }
    } catch (RuntimeException | StackOverflowError broken) { // a bug of the handler: said aloud, the chunk goes elsewhere
      log.error("processor.chunk_failed chunk={} family={}", execute.getChunk(), execute.getFamily(), broken);
      cache.openChunk(true, List.of());
      send(outbound, FromProcessor.newBuilder().setChunkFailure(ChunkFailure.newBuilder()
          .setChunk(execute.getChunk()).setReason(String.valueOf(broken.getMessage()))).build());
    }
  }

  private List<Optional<Bytes>> fetch(StreamObserver<FromProcessor> outbound, long chunk, List<Address> addresses)
      throws InterruptedException {
    long id = fetches++;
    var message = Fetch.newBuilder().setId(id).setChunk(chunk);
    addresses.forEach(address -> message.addAddresses(address.bytes().toByteString()));
    send(outbound, FromProcessor.newBuilder().setFetch(message).build());
    while (true) {
      var answer = values.take();
      if (answer == END) {
        throw new IllegalStateException("the stream ended while state was fetched");
      }
      Values entries = answer.getValues();
      if (entries.getFetch() == id) {
        return decode(entries, addresses.size());
      }
    }
  }

  static List<Optional<Bytes>> decode(Values values, int expected) {
    if (values.getEntriesCount() != expected) {
      throw new IllegalStateException("asked for " + expected + " values, got " + values.getEntriesCount());
    }
    return values.getEntriesList().stream().map(ProcessorCodec::value).toList();
  }
}
