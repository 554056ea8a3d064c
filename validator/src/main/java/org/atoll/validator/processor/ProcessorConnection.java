package org.atoll.validator.processor;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.atoll.sdk.envelope.TransactionView;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.CancelQuery;
import org.atoll.sdk.proto.ChunkResults;
import org.atoll.sdk.proto.ChunkTransaction;
import org.atoll.sdk.proto.Execute;
import org.atoll.sdk.proto.Fetch;
import org.atoll.sdk.proto.Goodbye;
import org.atoll.sdk.proto.Query;
import org.atoll.sdk.proto.QueryResult;
import org.atoll.sdk.proto.ToProcessor;
import org.atoll.sdk.proto.Values;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.state.StatePrunedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One registered processor. {@link #execute} belongs to the execution thread; queries and what the stream delivers
 * may come from any thread.
 */
final class ProcessorConnection {
  private static final Logger log = LoggerFactory.getLogger(ProcessorConnection.class);

  private final StreamObserver<ToProcessor> outbound;
  private final List<FamilyInfo> families;
  private final String software;
  private final AtomicLong queryIds = new AtomicLong(1);
  private final Map<Long, Asked> queries = new ConcurrentHashMap<>();
  private final AtomicBoolean gone = new AtomicBoolean();
  private volatile @Nullable Running running;

  // Execution thread only.
  private long chunkIds = 1;
  private @Nullable ChangeLog known;
  private int knownPosition;
  private @Nullable BlockContext sentBlock;
  private org.atoll.sdk.proto.@Nullable BlockContext sentBlockMessage;

  private record Running(long id, Chunk chunk, int expected, List<Outcome> outcomes,
      CompletableFuture<List<Outcome>> done) {}

  private record Asked(Chunk.Reads state, CompletableFuture<QueryResult> answer) {}

  ProcessorConnection(StreamObserver<ToProcessor> outbound, List<FamilyInfo> families, String software) {
    this.outbound = outbound;
    this.families = List.copyOf(families);
    this.software = software;
  }

  List<FamilyInfo> families() {
    return families;
  }

  String software() {
    return software;
  }

  boolean isGone() {
    return gone.get();
  }

  Optional<FamilyInfo> family(String name, String version) {
    return families.stream().filter(f -> f.name().equals(name) && f.version().equals(version)).findFirst();
  }

  /** Blocks until the whole chunk is done. */
  List<Outcome> execute(Chunk chunk, Duration timeout) throws ProcessorUnavailable, InterruptedException {
    var message = message(chunk);
    var state = new Running(message.getChunk(), chunk, message.getTransactionsCount(),
        new ArrayList<>(message.getTransactionsCount()), new CompletableFuture<>());
    running = state;
    known = null; // until the chunk is through, nothing is known of its cache
    try {
      if (isGone()) {
        throw ProcessorUnavailable.absent("it has left");
      }
      send(ToProcessor.newBuilder().setExecute(message).build());
      return state.done().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      var cause = failed.getCause() == null ? failed : failed.getCause();
      throw ProcessorUnavailable.failed(String.valueOf(cause.getMessage()));
    } catch (TimeoutException slow) {
      leave("a chunk took longer than " + timeout.toMillis() + " ms");
      throw ProcessorUnavailable.failed("a chunk took longer than " + timeout.toMillis() + " ms");
    } finally {
      running = null;
    }
  }

  /** The chunk's writes were applied just as the processor holds them. */
  void settled(ChangeLog log) {
    known = log;
    knownPosition = log.size();
  }

  private Execute message(Chunk chunk) {
    var message = Execute.newBuilder().setChunk(chunkIds++).setFamily(chunk.family()).setVersion(chunk.version());
    if (sentBlockMessage == null || !chunk.block().equals(sentBlock)) {
      sentBlockMessage = ProcessorCodec.encode(chunk.block());
      sentBlock = chunk.block();
    }
    message.setBlock(sentBlockMessage);
    var changed = known == null ? Optional.<List<Address>>empty()
        : chunk.changes().changedSince(known, knownPosition, this);
    if (changed.isEmpty()) {
      message.setFresh(true);
    } else {
      changed.get().forEach(address -> message.addInvalidated(address.bytes().toByteString()));
    }
    for (int i = 0; i < chunk.batches().size(); i++) {
      for (var transaction : chunk.batches().get(i).transactions()) {
        message.addTransactions(message(transaction, i));
      }
    }
    return message.build();
  }

  private static ChunkTransaction message(TransactionView transaction, int batch) {
    return ChunkTransaction.newBuilder()
        .setId(transaction.id().bytes().toByteString())
        .setBatch(batch)
        .setFormat(ProcessorCodec.encode(transaction.format()))
        .setBody(transaction.body().toByteString())
        .setPayload(transaction.payload().toByteString())
        .setSender(transaction.sender().toByteString())
        .build();
  }

  CompletableFuture<QueryResult> query(String family, String version, BlockContext block, Bytes view,
      Chunk.Reads state, Bytes payload, Duration timeout) {
    long id = queryIds.getAndIncrement();
    var answer = new CompletableFuture<QueryResult>();
    queries.put(id, new Asked(state, answer));
    if (isGone()) {
      queries.remove(id);
      return CompletableFuture.failedFuture(ProcessorUnavailable.absent("it has left"));
    }
    send(ToProcessor.newBuilder().setQuery(Query.newBuilder()
        .setId(id).setFamily(family).setVersion(version)
        .setBlock(ProcessorCodec.encode(block))
        .setView(view.toByteString())
        .setPayload(payload.toByteString())
        .setTimeoutMillis((int) timeout.toMillis())).build());
    return answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((result, failure) -> {
      queries.remove(id);
      if (failure instanceof TimeoutException) {
        cancel(id);
      }
    });
  }

  /** @throws IllegalArgumentException when the message makes no sense: the connection is at fault */
  void results(ChunkResults message) {
    var state = running;
    if (state == null || state.id() != message.getChunk()) {
      throw new IllegalArgumentException("results of a chunk that is not open");
    }
    if (message.getFirst() != state.outcomes().size()
        || state.outcomes().size() + message.getResultsCount() > state.expected()) {
      throw new IllegalArgumentException("results out of order");
    }
    message.getResultsList().forEach(result -> state.outcomes().add(ProcessorCodec.decode(result)));
    if (state.outcomes().size() == state.expected()) {
      state.done().complete(state.outcomes());
    }
  }

  void chunkFailed(long chunk, String reason) {
    var state = running;
    if (state != null && state.id() == chunk) {
      state.done().completeExceptionally(ProcessorUnavailable.failed(reason));
    }
  }

  void answered(QueryResult result) {
    var asked = queries.remove(result.getId());
    if (asked != null) {
      asked.answer().complete(result);
    }
  }

  /** @throws IllegalArgumentException when the message makes no sense */
  void fetch(Fetch fetch) {
    if (fetch.getQuery() == 0) {
      var open = running;
      if (open == null || open.id() != fetch.getChunk()) {
        throw new IllegalArgumentException("fetch for a chunk that is not open");
      }
      send(values(fetch, open.chunk().state()));
      return;
    }
    var asked = queries.get(fetch.getQuery());
    if (asked == null) {
      return; // the query was cancelled in the meantime
    }
    ToProcessor values;
    try {
      values = values(fetch, asked.state());
    } catch (StatePrunedException gone) { // the chain moved on while the query ran: the query fails, nothing else
      queries.remove(fetch.getQuery());
      asked.answer().completeExceptionally(gone);
      cancel(fetch.getQuery());
      return;
    }
    send(values);
  }

  private static ToProcessor values(Fetch fetch, Chunk.Reads state) {
    var addresses = fetch.getAddressesList().stream().map(address -> new Address(Bytes.of(address))).toList();
    var values = Values.newBuilder().setFetch(fetch.getId());
    state.getAll(addresses).forEach(value -> values.addEntries(ProcessorCodec.entry(value)));
    return ToProcessor.newBuilder().setValues(values).build();
  }

  private void cancel(long query) {
    send(ToProcessor.newBuilder().setCancelQuery(CancelQuery.newBuilder().setId(query)).build());
  }

  void welcome(Bytes chainTag) {
    send(ToProcessor.newBuilder().setWelcome(org.atoll.sdk.proto.Welcome.newBuilder()
        .setChainTag(chainTag.toByteString())).build());
  }

  /** Says goodbye and ends the stream. False when it had ended already. */
  boolean leave(String reason) {
    send(ToProcessor.newBuilder().setGoodbye(Goodbye.newBuilder().setReason(reason)).build());
    boolean first = closed(reason);
    if (first) {
      complete();
    }
    return first;
  }

  /** Ends our side of the stream. */
  void complete() {
    synchronized (outbound) {
      try {
        outbound.onCompleted();
      } catch (IllegalStateException | StatusRuntimeException over) { // it was over
        log.debug("processor.closed why=\"{}\"", over.getMessage());
      }
    }
  }

  /** The stream is over: whatever waits for it fails. False when it had ended already. */
  boolean closed(String reason) {
    if (!gone.compareAndSet(false, true)) {
      return false;
    }
    var state = running;
    if (state != null) {
      state.done().completeExceptionally(ProcessorUnavailable.failed(reason));
    }
    queries.values().forEach(asked -> asked.answer().completeExceptionally(ProcessorUnavailable.failed(reason)));
    return true;
  }

  private void send(ToProcessor message) {
    try {
      synchronized (outbound) { // a gRPC stream takes one message at a time
        if (!isGone()) {
          outbound.onNext(message);
        }
      }
    } catch (IllegalStateException | StatusRuntimeException over) { // it ended under our hands
      closed("it is gone: " + over.getMessage());
    }
  }
}
