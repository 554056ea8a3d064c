package org.atoll.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.proto.BlockReply;
import org.atoll.sdk.proto.BlockRequest;
import org.atoll.sdk.proto.ChainReply;
import org.atoll.sdk.proto.ChainRequest;
import org.atoll.sdk.proto.ClientServiceGrpc;
import org.atoll.sdk.proto.DevCommandReply;
import org.atoll.sdk.proto.DevCommandRequest;
import org.atoll.sdk.proto.Envelope;
import org.atoll.sdk.proto.EthereumBlock;
import org.atoll.sdk.proto.EvmQuery;
import org.atoll.sdk.proto.EvmResult;
import org.atoll.sdk.proto.FeesReply;
import org.atoll.sdk.proto.FeesRequest;
import org.atoll.sdk.proto.LogsReply;
import org.atoll.sdk.proto.LogsRequest;
import org.atoll.sdk.proto.PoolReply;
import org.atoll.sdk.proto.PoolRequest;
import org.atoll.sdk.proto.ProofReply;
import org.atoll.sdk.proto.ProofRequest;
import org.atoll.sdk.proto.QueriesReply;
import org.atoll.sdk.proto.QueriesRequest;
import org.atoll.sdk.proto.QueryResult;
import org.atoll.sdk.proto.Refusal;
import org.atoll.sdk.proto.Rewards;
import org.atoll.sdk.proto.SlotProof;
import org.atoll.sdk.proto.StateEntry;
import org.atoll.sdk.proto.StateReply;
import org.atoll.sdk.proto.StateRequest;
import org.atoll.sdk.proto.SubmitReply;
import org.atoll.sdk.proto.SubmitRequest;
import org.atoll.sdk.proto.SubmitResult;
import org.atoll.sdk.proto.TransactionStatus;
import org.atoll.sdk.proto.TransactionsReply;
import org.atoll.sdk.proto.TransactionsRequest;
import org.atoll.sdk.proto.WatchEvent;
import org.atoll.sdk.proto.WatchRequest;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/** A validator with {@link SampleChain} in memory, that answers as it is told to. Thread-safe. */
final class FakeValidator extends ClientServiceGrpc.ClientServiceImplBase {
  static final Bytes CODE = Bytes.fromHex("6001600201");
  static final Hash32 CODE_HASH = Hash32.fromHex("0c".repeat(32));
  static final long FINAL = 2;

  final List<EthereumBlock> blocks = new CopyOnWriteArrayList<>(SampleChain.blocks());
  final Map<Address, Bytes> state = new ConcurrentHashMap<>();
  final List<org.atoll.sdk.proto.EthereumTransaction> pool = new CopyOnWriteArrayList<>();
  final List<SubmitRequest> submits = new CopyOnWriteArrayList<>();
  final List<QueriesRequest> queries = new CopyOnWriteArrayList<>();
  final List<StateRequest> stateReads = new CopyOnWriteArrayList<>();
  final List<TransactionsRequest> lookups = new CopyOnWriteArrayList<>();
  final List<LogsRequest> searches = new CopyOnWriteArrayList<>();
  final List<DevCommandRequest> commands = new CopyOnWriteArrayList<>();
  final List<StreamObserver<WatchEvent>> watchers = new CopyOnWriteArrayList<>();
  final CountDownLatch watched = new CountDownLatch(1);

  volatile Function<EvmQuery, QueryResult> onQuery = query -> output(Bytes.fromHex("2a"));
  volatile Function<Envelope, Optional<Refusal>> onSubmit = envelope -> Optional.empty();
  volatile Optional<Refusal> refusal = Optional.empty();
  volatile @Nullable Status failure;
  volatile FeesReply fees = FeesReply.newBuilder()
      .setNextBaseFee(SampleChain.bytes(SampleChain.GWEI))
      .setSuggestedTip(SampleChain.bytes(SampleChain.GWEI))
      .setConstantBaseFee(true)
      .build();

  FakeValidator() {
    put(EvmState.account(SampleChain.SENDER), new EvmAccount(5, BigInteger.valueOf(1_000), Optional.empty()).encode());
    put(EvmState.account(SampleChain.CONTRACT), new EvmAccount(1, BigInteger.ZERO, Optional.of(CODE_HASH)).encode());
    put(EvmState.code(CODE_HASH), CODE);
    put(EvmState.slot(SampleChain.CONTRACT, Bytes.wrap(new byte[32])), Bytes.fromHex("1234"));
  }

  private void put(Address address, Bytes value) {
    state.put(address, value);
  }

  static QueryResult output(Bytes output) {
    return QueryResult.newBuilder()
        .setResult(EvmResult.newBuilder().setOutput(output.toByteString()).setGas(21_064).build().toByteString())
        .build();
  }

  static QueryResult refused(Refusal refusal) {
    return QueryResult.newBuilder().setRefusal(refusal).build();
  }

  private <R> void answer(StreamObserver<R> observer, Supplier<R> reply) {
    var failed = failure;
    if (failed != null) {
      observer.onError(failed.asRuntimeException());
      return;
    }
    observer.onNext(reply.get());
    observer.onCompleted();
  }

  long head() {
    return blocks.size() - 1;
  }

  @Override
  public void getChain(ChainRequest request, StreamObserver<ChainReply> observer) {
    answer(observer, () -> ChainReply.newBuilder()
        .setChainId(SampleChain.CHAIN_ID).setHead(head()).setFinal(FINAL).setPeers(3).build());
  }

  private Optional<EthereumBlock> find(org.atoll.sdk.proto.BlockRef ref) {
    return switch (ref.getRefCase()) {
      case NUMBER -> ref.getNumber() <= head() ? Optional.of(blocks.get((int) ref.getNumber())) : Optional.empty();
      case HASH -> blocks.stream().filter(block -> block.getHash().equals(ref.getHash())).findFirst();
      case TAG, REF_NOT_SET -> switch (ref.getTag()) {
        case LATEST, UNRECOGNIZED -> Optional.of(blocks.getLast());
        case EARLIEST -> Optional.of(blocks.getFirst());
        case SAFE, FINALIZED -> Optional.of(blocks.get((int) FINAL));
        case PENDING -> Optional.of(EthereumBlock.newBuilder(
            SampleChain.block(head() + 1, new Hash32(Bytes.of(blocks.getLast().getHash())), List.of()))
            .addAllTransactions(pool).build());
      };
    };
  }

  @Override
  public void getBlock(BlockRequest request, StreamObserver<BlockReply> observer) {
    answer(observer, () -> {
      var reply = BlockReply.newBuilder();
      find(request.getBlock()).ifPresent(block -> reply.setEthereum(cut(block, request.getDetail())));
      return reply.build();
    });
  }

  static EthereumBlock cut(EthereumBlock block, BlockRequest.Detail detail) {
    var cut = block.toBuilder().clearTransactions();
    block.getTransactionsList().forEach(transaction -> {
      switch (detail) {
        case HEADER, UNRECOGNIZED -> cut.addTransactionHashes(transaction.getHash());
        case TRANSACTIONS -> cut.addTransactions(transaction.toBuilder().clearReceipt());
        case RECEIPTS -> cut.addTransactions(transaction);
      }
    });
    return cut.build();
  }

  @Override
  public void getTransactions(TransactionsRequest request, StreamObserver<TransactionsReply> observer) {
    lookups.add(request);
    answer(observer, () -> {
      var reply = TransactionsReply.newBuilder();
      for (var id : request.getIdsList()) {
        var status = TransactionStatus.newBuilder();
        blocks.stream().flatMap(block -> block.getTransactionsList().stream())
            .filter(transaction -> transaction.getHash().equals(id))
            .forEach(transaction -> status.setPlace(TransactionStatus.Place.IN_BLOCK).setEthereum(
                request.getReceipts() ? transaction : transaction.toBuilder().clearReceipt().build()));
        pool.stream().filter(transaction -> transaction.getHash().equals(id))
            .forEach(transaction -> status.setPlace(TransactionStatus.Place.PENDING).setEthereum(transaction));
        reply.addStatuses(status);
      }
      return reply.build();
    });
  }

  @Override
  public void getState(StateRequest request, StreamObserver<StateReply> observer) {
    stateReads.add(request);
    answer(observer, () -> {
      var reply = StateReply.newBuilder();
      if (refusal.isPresent()) {
        return reply.setRefusal(refusal.get()).build();
      }
      if (find(request.getBlock()).isEmpty()) {
        return reply.setRefusal(Refusal.newBuilder().setCode(-32000).setMessage("header not found")).build();
      }
      for (var address : request.getAddressesList()) {
        var entry = StateEntry.newBuilder();
        Optional.ofNullable(state.get(new Address(Bytes.of(address))))
            .ifPresent(value -> entry.setValue(value.toByteString()));
        reply.addEntries(entry);
      }
      return reply.build();
    });
  }

  @Override
  public void getProof(ProofRequest request, StreamObserver<ProofReply> observer) {
    answer(observer, () -> {
      var reply = ProofReply.newBuilder();
      if (refusal.isPresent()) {
        return reply.setRefusal(refusal.get()).build();
      }
      Optional.ofNullable(state.get(new Address(Bytes.of(request.getAddress()))))
          .ifPresent(value -> reply.setValue(value.toByteString()));
      reply.addNodes(ByteString.copyFrom(new byte[] {1, 2})).setStorageRoot(SampleChain.TOPIC.bytes().toByteString());
      request.getSlotsList().forEach(slot -> reply.addSlots(SlotProof.newBuilder()
          .setSlot(slot).setValue(ByteString.copyFrom(new byte[] {0x38})).addNodes(ByteString.copyFrom(new byte[] {3}))));
      return reply.build();
    });
  }

  @Override
  public void query(QueriesRequest request, StreamObserver<QueriesReply> observer) {
    queries.add(request);
    answer(observer, () -> {
      var reply = QueriesReply.newBuilder();
      for (var item : request.getQueriesList()) {
        try {
          reply.addResults(onQuery.apply(EvmQuery.parseFrom(item.getPayload())));
        } catch (InvalidProtocolBufferException malformed) {
          throw new IllegalArgumentException(malformed);
        }
      }
      return reply.build();
    });
  }

  @Override
  public void getLogs(LogsRequest request, StreamObserver<LogsReply> observer) {
    searches.add(request);
    answer(observer, () -> {
      var reply = LogsReply.newBuilder();
      if (refusal.isPresent()) {
        return reply.setRefusal(refusal.get()).build();
      }
      for (var block : blocks) {
        var entries = SampleChain.logs(block);
        boolean wanted = request.getBlockHash().isEmpty()
            ? !entries.isEmpty() && entries.getFirst().getBlockNumber() >= request.getFrom().getNumber()
                && entries.getFirst().getBlockNumber() <= request.getTo().getNumber()
            : block.getHash().equals(request.getBlockHash());
        entries.stream().filter(entry -> wanted && fits(request, entry)).forEach(reply::addLogs);
      }
      return reply.build();
    });
  }

  private static boolean fits(LogsRequest request, org.atoll.sdk.proto.LogEntry entry) {
    for (int i = 0; i < request.getTopicsCount(); i++) {
      var choice = request.getTopics(i).getAnyOfList();
      if (!choice.isEmpty() && !choice.contains(entry.getLog().getTopics(i))) {
        return false;
      }
    }
    return request.getAddressesCount() == 0 || request.getAddressesList().contains(entry.getLog().getAddress());
  }

  @Override
  public void getPool(PoolRequest request, StreamObserver<PoolReply> observer) {
    answer(observer, () -> {
      var reply = PoolReply.newBuilder().setPending(pool.size()).setQueued(2);
      if (!request.getSender().isEmpty()) {
        reply.setNextNonce(7).addAllTransactions(pool);
      }
      return reply.build();
    });
  }

  @Override
  public void getFees(FeesRequest request, StreamObserver<FeesReply> observer) {
    answer(observer, () -> {
      var reply = fees.toBuilder();
      for (int i = 0; i < request.getBlocks(); i++) {
        reply.addBaseFees(fees.getNextBaseFee()).addGasUsedRatios(i == 0 ? 0.25 : 0);
        var rewards = Rewards.newBuilder();
        request.getPercentilesList().forEach(percentile -> rewards.addTips(fees.getSuggestedTip()));
        reply.addRewards(rewards);
      }
      return reply.addBaseFees(fees.getNextBaseFee()).setOldest(1).build();
    });
  }

  @Override
  public void submit(SubmitRequest request, StreamObserver<SubmitReply> observer) {
    submits.add(request);
    answer(observer, () -> {
      var reply = SubmitReply.newBuilder();
      for (var envelope : request.getBatchesList()) {
        var result = SubmitResult.newBuilder();
        onSubmit.apply(envelope).ifPresentOrElse(result::setRefusal, () -> result.setId(envelope.getBody()));
        reply.addResults(result);
      }
      return reply.build();
    });
  }

  @Override
  public void devCommand(DevCommandRequest request, StreamObserver<DevCommandReply> observer) {
    commands.add(request);
    answer(observer, () -> {
      var reply = DevCommandReply.newBuilder().setHead(head());
      refusal.ifPresent(reply::setRefusal);
      return reply.build();
    });
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<WatchEvent> observer) {
    if (failure != null) {
      observer.onError(failure.asRuntimeException());
      return;
    }
    watchers.add(observer);
    watched.countDown();
  }

  void awaitWatcher() throws InterruptedException {
    if (!watched.await(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody watches");
    }
  }

  /** Tells every watcher. */
  void tell(WatchEvent event) {
    new ArrayList<>(watchers).forEach(watcher -> watcher.onNext(event));
  }

  /** Breaks every Watch stream. */
  void breakWatches() {
    var broken = new ArrayList<>(watchers);
    watchers.clear();
    broken.forEach(watcher -> watcher.onError(Status.UNAVAILABLE.asRuntimeException()));
  }
}
