package org.atoll.gateway.chain;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.atoll.gateway.fault.RpcError;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.BlockRequest;
import org.atoll.sdk.proto.ChainRequest;
import org.atoll.sdk.proto.ClientServiceGrpc;
import org.atoll.sdk.proto.Envelope;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.proto.EvmQuery;
import org.atoll.sdk.proto.EvmResult;
import org.atoll.sdk.proto.FeesRequest;
import org.atoll.sdk.proto.PoolRequest;
import org.atoll.sdk.proto.ProofRequest;
import org.atoll.sdk.proto.QueriesRequest;
import org.atoll.sdk.proto.QueryItem;
import org.atoll.sdk.proto.QueryResult;
import org.atoll.sdk.proto.StateRequest;
import org.atoll.sdk.proto.SubmitRequest;
import org.atoll.sdk.proto.SubmitResult;
import org.atoll.sdk.proto.TransactionStatus;
import org.atoll.sdk.proto.TransactionsRequest;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * The chain as a validator's ClientService shows it. Transactions, queries and the frequent small reads
 * share frames ({@link Lane}). Thread-safe; closing the channel is the owner's business.
 */
public final class ClientChainView implements ChainView {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMillis(2);
  private static final int FRAME_BYTES = 8 << 20;
  private static final String FAMILY = "evm";

  /**
   * Bounds the validator is asked to keep.
   *
   * @param callTimeout of one call or estimate
   */
  public record Bounds(Duration callTimeout, int maxLogs, int maxLogBlocks) {}

  private record StateKey(BlockRef ref, List<Address> addresses) {}

  private record TransactionKey(Hash32 hash, boolean receipt) {}

  private final Upstreams upstreams;
  private final Calls calls;
  private final Bounds bounds;
  private final Lane<Bytes, Hash32> submits;
  private final Lane<QueryItem, EvmResult> queries;
  private final Lane<StateKey, List<Optional<Bytes>>> states;
  private final Lane<TransactionKey, Optional<EthTransaction>> transactions;
  private final Lane<Boolean, ChainInfo> chains;
  private final List<Lane<?, ?>> lanes;

  public ClientChainView(Channel channel, Bounds bounds) {
    this(List.of(channel), bounds);
  }

  /** @param channels to validators of the same chain; the next is taken when one does not answer */
  public ClientChainView(List<? extends Channel> channels, Bounds bounds) {
    this.upstreams = new Upstreams(channels);
    this.calls = new Calls(upstreams);
    this.bounds = bounds;
    this.submits = new Lane<>(new Lane.Bounds(1_000, FRAME_BYTES, Duration.ZERO), Bytes::size, this::sendSubmits);
    this.queries = new Lane<>(
        new Lane.Bounds(256, FRAME_BYTES, PATIENCE), QueryItem::getSerializedSize, this::sendQueries);
    this.states = new Lane<>(
        new Lane.Bounds(256, 16_384, PATIENCE), key -> key.addresses().size(), this::sendStates);
    this.transactions = new Lane<>(new Lane.Bounds(256, 256, PATIENCE), key -> 1, this::sendTransactions);
    this.chains = new Lane<>(new Lane.Bounds(Integer.MAX_VALUE, Integer.MAX_VALUE, PATIENCE), any -> 0,
        this::sendChains);
    this.lanes = List.of(submits, queries, states, transactions, chains);
  }

  /**
   * Goes back to the first validator when it is well again; until closed.
   *
   * @param gap between looks at it
   */
  public Homing homing(Duration gap) {
    return new Homing(upstreams, gap).start();
  }

  @Override
  public Hold hold() {
    if (submits.isHeld()) {
      return () -> {}; // whoever holds already will let go
    }
    lanes.forEach(Lane::hold);
    return () -> lanes.forEach(Lane::release);
  }

  @Override
  public CompletableFuture<ChainInfo> chain() {
    return chains.add(true);
  }

  private CompletableFuture<?> sendChains(List<Lane.Waiting<Boolean, ChainInfo>> frame) {
    return calls.unary(ClientServiceGrpc.getGetChainMethod(), ChainRequest.getDefaultInstance(), DEADLINE)
        .thenAccept(reply -> {
          var chain = WireReader.chain(reply);
          frame.forEach(waiting -> waiting.reply().complete(chain));
        });
  }

  @Override
  public CompletableFuture<Optional<EthBlock>> block(BlockRef ref, EthBlock.Detail detail) {
    var request = BlockRequest.newBuilder()
        .setBlock(WireWriter.blockRef(ref))
        .setDetail(WireWriter.detail(detail))
        .build();
    return calls.unary(ClientServiceGrpc.getGetBlockMethod(), request, DEADLINE).thenApply(reply ->
        reply.hasEthereum() ? Optional.of(WireReader.block(reply.getEthereum(), detail)) : Optional.empty());
  }

  @Override
  public CompletableFuture<Optional<EthTransaction>> transaction(Hash32 hash, boolean withReceipt) {
    return transactions.add(new TransactionKey(hash, withReceipt));
  }

  private CompletableFuture<?> sendTransactions(
      List<Lane.Waiting<TransactionKey, Optional<EthTransaction>>> frame) {
    return inGroups(frame, TransactionKey::receipt, (receipts, group) -> {
      var request = TransactionsRequest.newBuilder().setReceipts(receipts);
      group.forEach(waiting -> request.addIds(waiting.request().hash().bytes().toByteString()));
      return calls.unary(ClientServiceGrpc.getGetTransactionsMethod(), request.build(), DEADLINE)
          .thenAccept(reply -> answer(group, reply.getStatusesList(), ClientChainView::transaction));
    });
  }

  private static Optional<EthTransaction> transaction(TransactionKey key, TransactionStatus status) {
    return status.getPlace() != TransactionStatus.Place.UNKNOWN && status.hasEthereum()
        ? Optional.of(WireReader.transaction(status.getEthereum()))
        : Optional.empty();
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> state(BlockRef ref, List<Address> addresses) {
    return states.add(new StateKey(ref, addresses));
  }

  private CompletableFuture<?> sendStates(List<Lane.Waiting<StateKey, List<Optional<Bytes>>>> frame) {
    return inGroups(frame, StateKey::ref, (ref, group) -> {
      var request = StateRequest.newBuilder().setBlock(WireWriter.blockRef(ref));
      for (var waiting : group) {
        waiting.request().addresses().forEach(address -> request.addAddresses(address.bytes().toByteString()));
      }
      return calls.unary(ClientServiceGrpc.getGetStateMethod(), request.build(), DEADLINE).thenAccept(reply -> {
        if (reply.hasRefusal()) {
          throw refused(reply.getRefusal());
        }
        var values = new ArrayList<Optional<Bytes>>(reply.getEntriesCount());
        reply.getEntriesList().forEach(entry ->
            values.add(entry.hasValue() ? Optional.of(Bytes.of(entry.getValue())) : Optional.empty()));
        int from = 0;
        for (var waiting : group) {
          int to = from + waiting.request().addresses().size();
          waiting.reply().complete(List.copyOf(values.subList(from, to)));
          from = to;
        }
      });
    });
  }

  @Override
  public CompletableFuture<AccountProof> proof(BlockRef ref, EvmAddress address, List<Bytes> slots) {
    var request = ProofRequest.newBuilder()
        .setBlock(WireWriter.blockRef(ref))
        .setAddress(org.atoll.sdk.account.EvmState.account(address).bytes().toByteString());
    slots.forEach(slot -> request.addSlots(slot.toByteString()));
    return calls.unary(ClientServiceGrpc.getGetProofMethod(), request.build(), DEADLINE).thenApply(reply -> {
      if (reply.hasRefusal()) {
        throw refused(reply.getRefusal());
      }
      return WireReader.proof(reply);
    });
  }

  @Override
  public CompletableFuture<EvmResult> query(BlockRef ref, EvmQuery query) {
    return queries.add(QueryItem.newBuilder()
        .setBlock(WireWriter.blockRef(ref))
        .setFamily(FAMILY)
        .setPayload(query.toByteString())
        .setTimeoutMillis((int) bounds.callTimeout().toMillis())
        .build());
  }

  private CompletableFuture<?> sendQueries(List<Lane.Waiting<QueryItem, EvmResult>> frame) {
    var request = QueriesRequest.newBuilder();
    frame.forEach(waiting -> request.addQueries(waiting.request()));
    var deadline = bounds.callTimeout().multipliedBy(2).plus(DEADLINE); // the validator's own comes first
    return calls.unary(ClientServiceGrpc.getQueryMethod(), request.build(), deadline)
        .thenAccept(reply -> answer(frame, reply.getResultsList(), ClientChainView::result));
  }

  /** By itself: what shares a frame waits for the slowest. */
  @Override
  public CompletableFuture<Bytes> trace(TraceRequest request) {
    var item = QueryItem.newBuilder()
        .setBlock(WireWriter.blockRef(request.block()))
        .setBefore(request.before())
        .setFamily(FAMILY)
        .setPayload(EvmQuery.newBuilder().setTrace(request.trace()).build().toByteString())
        .setTimeoutMillis(Math.max(1, (int) request.timeout().toMillis()))
        .build();
    return calls.unary(ClientServiceGrpc.getQueryMethod(), QueriesRequest.newBuilder().addQueries(item).build(),
            request.timeout().plus(DEADLINE))
        .thenApply(reply -> Bytes.of(result(item, reply.getResults(0)).getTrace()));
  }

  private static EvmResult result(QueryItem query, QueryResult wire) {
    try {
      return switch (wire.getAnswerCase()) {
        case RESULT -> EvmResult.parseFrom(wire.getResult());
        case REFUSAL -> throw refused(wire.getRefusal());
        case ANSWER_NOT_SET -> throw new IllegalStateException("a query without an answer");
      };
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the evm processor's answer is malformed", e);
    }
  }

  @Override
  public CompletableFuture<List<LogEntry>> logs(LogQuery query) {
    var request = WireWriter.logs(query, bounds.maxLogs(), bounds.maxLogBlocks());
    return calls.unary(ClientServiceGrpc.getGetLogsMethod(), request, DEADLINE).thenApply(reply -> {
      if (reply.hasRefusal()) {
        throw refused(reply.getRefusal());
      }
      return reply.getLogsList().stream().map(WireReader::logEntry).toList();
    });
  }

  @Override
  public CompletableFuture<PoolView> pool(Optional<EvmAddress> sender) {
    var request = PoolRequest.newBuilder();
    sender.ifPresent(address -> request.setSender(address.bytes().toByteString()));
    return calls.unary(ClientServiceGrpc.getGetPoolMethod(), request.build(), DEADLINE).thenApply(WireReader::pool);
  }

  @Override
  public CompletableFuture<Fees> fees(int blocks, BlockRef newest, List<Double> percentiles) {
    var request = FeesRequest.newBuilder()
        .setBlocks(blocks)
        .setNewest(WireWriter.blockRef(newest))
        .addAllPercentiles(percentiles)
        .build();
    return calls.unary(ClientServiceGrpc.getGetFeesMethod(), request, DEADLINE).thenApply(reply -> {
      if (reply.hasRefusal()) {
        throw refused(reply.getRefusal());
      }
      return WireReader.fees(reply);
    });
  }

  @Override
  public CompletableFuture<Hash32> submit(Bytes raw) {
    return submits.add(raw);
  }

  private CompletableFuture<?> sendSubmits(List<Lane.Waiting<Bytes, Hash32>> frame) {
    var request = SubmitRequest.newBuilder();
    frame.forEach(waiting -> request.addBatches(Envelope.newBuilder()
        .setFormat(EnvelopeFormat.ETHEREUM)
        .setBody(waiting.request().toByteString())));
    return calls.unary(ClientServiceGrpc.getSubmitMethod(), request.build(), DEADLINE)
        .thenAccept(reply -> answer(frame, reply.getResultsList(), ClientChainView::submitted));
  }

  private static Hash32 submitted(Bytes raw, SubmitResult result) {
    if (result.hasRefusal()) {
      throw refused(result.getRefusal());
    }
    return Keccak.hash(raw);
  }

  @Override
  public CompletableFuture<Long> dev(DevCommand command) {
    return calls.unary(ClientServiceGrpc.getDevCommandMethod(), WireWriter.dev(command), DEADLINE)
        .thenApply(reply -> {
          if (reply.hasRefusal()) {
            throw refused(reply.getRefusal());
          }
          return reply.getHead();
        });
  }

  @Override
  public AutoCloseable watch(ChainWatcher watcher) {
    var stream = new WatchStream(calls, watcher);
    stream.open();
    return stream;
  }

  private static org.atoll.gateway.fault.RpcException refused(org.atoll.sdk.proto.Refusal refusal) {
    return RpcError.from(ProcessorCodec.decode(refusal)).toException();
  }

  /** Completes each request with its own reply; one that cannot be read fails alone. */
  private static <I, W, O> void answer(List<Lane.Waiting<I, O>> frame, List<W> replies, BiFunction<I, W, O> read) {
    if (replies.size() != frame.size()) {
      throw new IllegalStateException("asked for " + frame.size() + ", got " + replies.size());
    }
    for (int i = 0; i < frame.size(); i++) {
      var reply = frame.get(i).reply();
      try {
        reply.complete(read.apply(frame.get(i).request(), replies.get(i)));
      } catch (RuntimeException failure) {
        reply.completeExceptionally(failure);
      }
    }
  }

  private interface GroupSender<K, I, O> {
    CompletableFuture<?> send(K key, List<Lane.Waiting<I, O>> group);
  }

  /** One call for each distinct key; a call that fails fails its own group only. */
  private static <I, O, K> CompletableFuture<?> inGroups(List<Lane.Waiting<I, O>> frame, Function<I, K> key,
      GroupSender<K, I, O> sender) {
    var groups = new LinkedHashMap<K, List<Lane.Waiting<I, O>>>();
    frame.forEach(waiting ->
        groups.computeIfAbsent(key.apply(waiting.request()), k -> new ArrayList<>()).add(waiting));
    var done = new ArrayList<CompletableFuture<?>>();
    groups.forEach((k, group) -> done.add(sender.send(k, group).exceptionally(failure -> {
      group.forEach(waiting -> waiting.reply().completeExceptionally(failure));
      return null;
    })));
    return CompletableFuture.allOf(done.toArray(CompletableFuture[]::new));
  }
}
