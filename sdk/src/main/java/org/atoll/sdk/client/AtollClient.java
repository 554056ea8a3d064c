package org.atoll.sdk.client;

import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.atoll.sdk.processor.QueryOutcome;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.BlockRef;
import org.atoll.sdk.proto.ChainReply;
import org.atoll.sdk.proto.ChainRequest;
import org.atoll.sdk.proto.ClientServiceGrpc;
import org.atoll.sdk.proto.Envelope;
import org.atoll.sdk.proto.QueriesRequest;
import org.atoll.sdk.proto.QueryItem;
import org.atoll.sdk.proto.QueryResult;
import org.atoll.sdk.proto.StateRequest;
import org.atoll.sdk.proto.SubmitRequest;
import org.atoll.sdk.proto.SubmitResult;
import org.atoll.sdk.proto.TransactionStatus;
import org.atoll.sdk.proto.TransactionsRequest;
import org.atoll.sdk.proto.WatchEvent;
import org.atoll.sdk.proto.WatchRequest;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;

/**
 * A client of one validator: submits batches, asks, watches. Calls block for at most the timeout and throw
 * {@link StatusRuntimeException} when the validator cannot be reached or has no answer. Thread-safe; closing the
 * channel is its owner's business.
 */
public final class AtollClient {
  private static final BlockRef LATEST = BlockRef.newBuilder().setTag(BlockRef.Tag.LATEST).build();

  private final ClientServiceGrpc.ClientServiceBlockingStub blocking;
  private final ClientServiceGrpc.ClientServiceStub streaming;
  private final Duration timeout;

  public AtollClient(Channel channel, Duration timeout) {
    this.blocking = ClientServiceGrpc.newBlockingStub(channel);
    this.streaming = ClientServiceGrpc.newStub(channel);
    this.timeout = timeout;
  }

  private ClientServiceGrpc.ClientServiceBlockingStub call() {
    return blocking.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Where the chain is. */
  public record Head(long chainId, BlockId genesis, long height, BlockId id, long finalHeight,
      List<String> families) {
    public Head {
      families = List.copyOf(families);
    }
  }

  public Head head() {
    ChainReply reply = call().getChain(ChainRequest.getDefaultInstance());
    return new Head(reply.getChainId(), new BlockId(Bytes.of(reply.getGenesisId())), reply.getHead(),
        new BlockId(Bytes.of(reply.getHeadId())), reply.getFinal(), reply.getFamiliesList());
  }

  /**
   * Hands over signed batches, in this order. What is accepted survives a crash of the validator.
   *
   * @return one answer a batch, in order
   */
  public List<Submission> submit(List<Envelope> batches) {
    var reply = call().submit(SubmitRequest.newBuilder().addAllBatches(batches).build());
    var answers = new ArrayList<Submission>(batches.size());
    for (SubmitResult result : reply.getResultsList()) {
      answers.add(result.hasRefusal() ? new Submission.Refused(ProcessorCodec.decode(result.getRefusal()))
          : new Submission.Accepted(new TransactionId(Bytes.of(result.getId()))));
    }
    return answers;
  }

  /** What a transaction has come to, with its receipt when it is in a block. */
  public TransactionStatus status(TransactionId id) {
    return call().getTransactions(TransactionsRequest.newBuilder().addIds(id.bytes().toByteString()).setReceipts(true)
        .build()).getStatuses(0);
  }

  /** State at the newest block. */
  public Optional<Bytes> state(Address address) {
    var reply = call().getState(StateRequest.newBuilder().setBlock(LATEST)
        .addAddresses(address.bytes().toByteString()).build());
    return ProcessorCodec.value(reply.getEntries(0));
  }

  /** Asks a family's processor about the newest block. */
  public QueryOutcome query(String family, Bytes payload) {
    QueryResult result = call().query(QueriesRequest.newBuilder().addQueries(QueryItem.newBuilder()
        .setBlock(LATEST).setFamily(family).setPayload(payload.toByteString())
        .setTimeoutMillis((int) timeout.toMillis())).build()).getResults(0);
    return result.hasRefusal() ? new QueryOutcome.Refused(ProcessorCodec.decode(result.getRefusal()))
        : new QueryOutcome.Answered(Bytes.of(result.getResult()));
  }

  /** Ends a watch. */
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Tells of every block that becomes final, from now on.
   *
   * @param onEvent called on a gRPC thread; must return soon
   * @param onEnd called once when the watch ends, with the reason; watch again to go on
   */
  public Watch watch(WatchRequest request, Consumer<WatchEvent> onEvent, Consumer<Throwable> onEnd) {
    var context = Context.current().withCancellation();
    context.run(() -> streaming.watch(request, new StreamObserver<>() {
      @Override
      public void onNext(WatchEvent event) {
        onEvent.accept(event);
      }

      @Override
      public void onError(Throwable failure) {
        onEnd.accept(failure);
      }

      @Override
      public void onCompleted() {
        onEnd.accept(new IllegalStateException("the validator ended the watch"));
      }
    }));
    return () -> context.cancel(null);
  }
}
