package org.atoll.validator.client;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.Block;
import org.atoll.sdk.proto.BlockReply;
import org.atoll.sdk.proto.BlockRef;
import org.atoll.sdk.proto.BlockRequest;
import org.atoll.sdk.proto.ChainReply;
import org.atoll.sdk.proto.ChainRequest;
import org.atoll.sdk.proto.ClientServiceGrpc;
import org.atoll.sdk.proto.DevCommandReply;
import org.atoll.sdk.proto.DevCommandRequest;
import org.atoll.sdk.proto.Envelope;
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
import org.atoll.sdk.proto.StateReply;
import org.atoll.sdk.proto.StateRequest;
import org.atoll.sdk.proto.SubmitReply;
import org.atoll.sdk.proto.SubmitRequest;
import org.atoll.sdk.proto.TransactionStatus;
import org.atoll.sdk.proto.TransactionsReply;
import org.atoll.sdk.proto.TransactionsRequest;
import org.atoll.sdk.proto.WatchEvent;
import org.atoll.sdk.proto.WatchRequest;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.chain.ChainLoop;
import org.atoll.validator.chain.ChainReader;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.processor.ProcessorHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@code ClientService}: what gateways, the command line and client libraries ask a validator. Thread-safe. */
public final class ClientService extends ClientServiceGrpc.ClientServiceImplBase implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClientService.class);

  private final ChainLoop chain;
  private final ChainReader reader;
  private final ProcessorHost processors;
  private final Executor pool;
  private final Submissions submissions;
  private final StateAnswers states;
  private final ProofAnswers proofs;
  private final LogSearch logs;
  private final FeeAnswers fees;
  private final WatchHub watchers = new WatchHub();
  private final HeadWaits heads = new HeadWaits();
  private final MinedWaits mined;
  private final IntSupplier peers;
  private final String software;
  private final boolean dev;

  /**
   * @param pool for signature checks and other work that only computes
   * @param peers how many nodes this one is linked with
   * @param suggestedTip wei per gas wallets are told to offer
   * @param dev whether dev commands are served
   */
  public ClientService(ChainLoop chain, ChainReader reader, ProcessorHost processors, Executor pool,
      MinedWaits mined, IntSupplier peers, BigInteger suggestedTip, String software, boolean dev) {
    this.chain = chain;
    this.reader = reader;
    this.processors = processors;
    this.pool = pool;
    this.submissions = new Submissions(chain, reader, pool, mined);
    this.states = new StateAnswers(reader, processors);
    this.proofs = new ProofAnswers(reader, states);
    this.logs = new LogSearch(reader);
    this.fees = new FeeAnswers(reader, suggestedTip);
    this.mined = mined;
    this.peers = peers;
    this.software = software;
    this.dev = dev;
  }

  /**
   * Blocks became visible.
   *
   * @param removed those of a fork that was left, newest first
   * @param added lowest first; the last is the head
   */
  public void published(List<ExecutedBlock> removed, List<ExecutedBlock> added) {
    added.forEach(mined::published);
    heads.reached(added.getLast().height());
    watchers.published(removed, added);
  }

  /** Blocks up to this one are final. */
  public void finalised(long height, BlockId id) {
    watchers.finalised(height, id);
  }

  public void pending(List<BatchView> accepted) {
    watchers.pending(accepted);
  }

  @Override
  public void submit(SubmitRequest request, StreamObserver<SubmitReply> observer) {
    reply(submissions.submit(request), observer);
  }

  @Override
  public StreamObserver<SubmitRequest> submitStream(StreamObserver<SubmitReply> replies) {
    return new SubmitStream(submissions::submit, replies);
  }

  @Override
  public void getChain(ChainRequest request, StreamObserver<ChainReply> observer) {
    reply(observer, () -> {
      var head = reader.head().block();
      return ChainReply.newBuilder()
          .setChainId(reader.chainId())
          .setGenesisId(reader.genesisId().bytes().toByteString())
          .setHead(head.height())
          .setHeadId(head.id().bytes().toByteString())
          .setFinal(reader.finalHeight())
          .setFinalId(reader.header(reader.finalHeight()).orElseThrow().id().bytes().toByteString())
          .setPeers(peers.getAsInt())
          .setOldestState(reader.oldestStateHeight())
          .setSoftware(software)
          .addAllFamilies(processors.families())
          .setDev(dev)
          .build();
    });
  }

  @Override
  public void getBlock(BlockRequest request, StreamObserver<BlockReply> observer) {
    if (request.getBlock().hasTag() && request.getBlock().getTag() == BlockRef.Tag.PENDING) {
      reply(chain.ask(machine -> new Upcoming(reader.head(), machine.upcoming(PendingBlock.MAX_TRANSACTIONS)))
          .thenApplyAsync(upcoming -> BlockReply.newBuilder().setEthereum(
              PendingBlock.after(upcoming.head(), upcoming.batches(), request.getDetail())).build(), pool), observer);
      return;
    }
    reply(observer, () -> {
      var height = reader.resolve(request.getBlock());
      return height.flatMap(reader::block).map(block -> blockReply(block, request))
          .orElse(BlockReply.getDefaultInstance());
    });
  }

  /** What waits for the blocks after this head; the chain thread publishes heads, so the two fit. */
  private record Upcoming(ChainBlock head, List<BatchView> batches) {}

  private BlockReply blockReply(ExecutedBlock block, BlockRequest request) {
    var message = BlockReply.newBuilder().setEthereum(EthereumMessages.block(block, request.getDetail(),
        block.height() <= reader.finalHeight()));
    if (request.getNative()) {
      var whole = Block.newBuilder().setHeader(block.headerBytes().toByteString())
          .setSignature(block.signature().toByteString());
      for (var batch : block.batches()) {
        whole.addBatches(Envelope.newBuilder().setFormat(batch.batch().format())
            .setBody(batch.batch().body().toByteString()));
        batch.transactions().forEach(transaction -> message.addReceipts(transaction.receipt()));
      }
      message.setBlock(whole);
    }
    return message.build();
  }

  @Override
  public void getTransactions(TransactionsRequest request, StreamObserver<TransactionsReply> observer) {
    var found = new ArrayList<Optional<TransactionStatus>>(request.getIdsCount());
    try {
      request.getIdsList().forEach(id -> found.add(mined(new TransactionId(Bytes.of(id)), request.getReceipts())));
    } catch (IllegalArgumentException wrong) {
      observer.onError(Status.INVALID_ARGUMENT.withDescription(wrong.getMessage()).asRuntimeException());
      return;
    }
    if (found.stream().allMatch(Optional::isPresent)) {
      reply(CompletableFuture.completedFuture(statuses(found)), observer);
      return;
    }
    reply(chain.ask(machine -> {
      for (int i = 0; i < found.size(); i++) {
        if (found.get(i).isEmpty()) {
          var id = new TransactionId(Bytes.of(request.getIds(i)));
          found.set(i, machine.pool().get(id).or(() -> machine.unpublished(id)).map(ClientService::pending)
              .or(() -> mined(id, request.getReceipts()))); // perhaps its block was published meanwhile
        }
      }
      return statuses(found);
    }), observer);
  }

  private static TransactionStatus pending(BatchView batch) {
    var status = TransactionStatus.newBuilder().setPlace(TransactionStatus.Place.PENDING);
    if (batch.transactions().getFirst().ethereum().isPresent()) {
      status.setEthereum(EthereumMessages.pending(batch));
    }
    return status.build();
  }

  private static TransactionsReply statuses(List<Optional<TransactionStatus>> found) {
    var message = TransactionsReply.newBuilder();
    found.forEach(status -> message.addStatuses(status.orElse(TransactionStatus.getDefaultInstance())));
    return message.build();
  }

  private Optional<TransactionStatus> mined(TransactionId id, boolean receipt) {
    return reader.transaction(id).map(found -> {
      var status = TransactionStatus.newBuilder()
          .setPlace(TransactionStatus.Place.IN_BLOCK)
          .setHeight(found.header().height())
          .setBlockId(found.header().id().bytes().toByteString())
          .setFinal(found.header().height() <= reader.finalHeight());
      if (found.transaction().isEthereum()) {
        status.setEthereum(EthereumMessages.mined(found.header(), found.transaction(), receipt));
      } else if (receipt) {
        status.setReceipt(found.transaction().receipt());
      }
      return status.build();
    });
  }

  @Override
  public void getState(StateRequest request, StreamObserver<StateReply> observer) {
    reply(observer, () -> states.state(request));
  }

  @Override
  public void getProof(ProofRequest request, StreamObserver<ProofReply> observer) {
    reply(observer, () -> proofs.prove(request));
  }

  @Override
  public void query(QueriesRequest request, StreamObserver<QueriesReply> observer) {
    reply(states.query(request), observer);
  }

  @Override
  public void getLogs(LogsRequest request, StreamObserver<LogsReply> observer) {
    reply(observer, () -> logs.search(request));
  }

  @Override
  public void getPool(PoolRequest request, StreamObserver<PoolReply> observer) {
    var sender = request.getSender();
    if (!sender.isEmpty() && sender.size() != EvmAddress.SIZE) {
      observer.onError(Status.INVALID_ARGUMENT.withDescription("sender has 20 bytes").asRuntimeException());
      return;
    }
    reply(chain.ask(machine -> {
      var pool = machine.pool();
      var message = PoolReply.newBuilder();
      if (sender.isEmpty()) {
        int queued = pool.queuedCount();
        return message.setPending(pool.size() - queued).setQueued(queued).build();
      }
      var address = new EvmAddress(Bytes.of(sender));
      message.setNextNonce(pool.nextNonce(address)
          .orElseGet(() -> machine.head().view().account(address).nonce()));
      pool.ofSender(address).forEach(batch -> message.addTransactions(EthereumMessages.pending(batch)));
      return message.build();
    }), observer);
  }

  @Override
  public void getFees(FeesRequest request, StreamObserver<FeesReply> observer) {
    reply(observer, () -> fees.answer(request));
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<WatchEvent> observer) {
    watchers.watch(request, observer);
  }

  @Override
  public void devCommand(DevCommandRequest request, StreamObserver<DevCommandReply> observer) {
    if (!dev) {
      reply(CompletableFuture.completedFuture(DevCommandReply.newBuilder().setRefusal(ProcessorCodec.encode(
          Refusal.of(-32601, "dev commands need engine dev"))).build()), observer);
      return;
    }
    var command = Bytes.wrap(request.toByteArray());
    var done = chain.command(command).thenCompose(before -> {
      var wait = heads.await(before + (request.hasMine() ? Integer.toUnsignedLong(request.getMine()) : 0));
      heads.reached(reader.head().block().height()); // for one that is there already
      return wait;
    });
    reply(done.thenApply(reached -> DevCommandReply.newBuilder().setHead(reader.head().block().height()).build()),
        observer);
  }

  private interface Answer<T> {
    T get();
  }

  private static <T> void reply(StreamObserver<T> observer, Answer<T> answer) {
    try {
      observer.onNext(answer.get());
      observer.onCompleted();
    } catch (IllegalArgumentException wrong) {
      observer.onError(Status.INVALID_ARGUMENT.withDescription(wrong.getMessage()).asRuntimeException());
    } catch (RuntimeException broken) { // the caller learns that it failed, the log why
      log.error("client.failed", broken);
      observer.onError(Status.INTERNAL.withDescription("internal error").asRuntimeException());
    }
  }

  private static <T> void reply(CompletableFuture<T> answer, StreamObserver<T> observer) {
    answer.whenComplete((value, failure) -> {
      if (failure == null) {
        observer.onNext(value);
        observer.onCompleted();
      } else if (failure instanceof java.util.concurrent.RejectedExecutionException
          || failure.getCause() instanceof java.util.concurrent.RejectedExecutionException) {
        observer.onError(Status.RESOURCE_EXHAUSTED.withDescription("the node is busy, retry in 1 s")
            .asRuntimeException());
      } else {
        log.error("client.failed", failure);
        observer.onError(Status.INTERNAL.withDescription("internal error").asRuntimeException());
      }
    });
  }

  @Override
  public void close() {
    watchers.close();
  }
}
