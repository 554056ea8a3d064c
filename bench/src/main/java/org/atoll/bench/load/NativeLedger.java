package org.atoll.bench.load;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.atoll.sdk.proto.BlockRef;
import org.atoll.sdk.proto.BlockRequest;
import org.atoll.sdk.proto.ChainReply;
import org.atoll.sdk.proto.ChainRequest;
import org.atoll.sdk.proto.ClientServiceGrpc;
import org.atoll.sdk.proto.Envelope;
import org.atoll.sdk.proto.SubmitRequest;
import org.atoll.sdk.proto.SubmitResult;
import org.atoll.sdk.proto.TransactionStatus;
import org.atoll.sdk.proto.TransactionsRequest;
import org.atoll.sdk.value.Bytes;

/** A validator through ClientService. The channel belongs to the caller. */
final class NativeLedger implements Ledger<Envelope> {
  private static final int IDS_AT_ONCE = 1_000;
  private static final int LIMIT_EXCEEDED = -32005;

  private final ClientServiceGrpc.ClientServiceBlockingStub client;

  NativeLedger(ManagedChannel channel) {
    this.client = ClientServiceGrpc.newBlockingStub(channel);
  }

  ChainReply chain() throws IOException {
    return ask(() -> client.getChain(ChainRequest.getDefaultInstance()));
  }

  @Override
  public Line<Envelope> open() {
    return new Line<>() {
      @Override
      public List<Answer> send(List<Envelope> bodies) throws IOException {
        var request = SubmitRequest.newBuilder().addAllBatches(bodies).build();
        return ask(() -> client.submit(request)).getResultsList().stream().map(NativeLedger::answer).toList();
      }

      @Override
      public void close() {
        // the channel is the caller's
      }
    };
  }

  private static Line.Answer answer(SubmitResult result) {
    if (!result.hasRefusal()) {
      return new Line.Answer.Accepted();
    }
    var refusal = result.getRefusal();
    return new Line.Answer.Refused(refusal.getMessage(), refusal.getCode() == LIMIT_EXCEEDED);
  }

  @Override
  public long head() throws IOException {
    return chain().getHead();
  }

  @Override
  public Optional<List<Bytes>> block(long height) throws IOException {
    var reply = ask(() -> client.getBlock(BlockRequest.newBuilder().setNative(true)
        .setBlock(BlockRef.newBuilder().setNumber(height)).build()));
    if (!reply.hasBlock()) {
      return Optional.empty();
    }
    return Optional.of(reply.getReceiptsList().stream().map(receipt -> Bytes.of(receipt.getTransactionId())).toList());
  }

  @Override
  public List<Status> statuses(List<Bytes> ids) throws IOException {
    var statuses = new ArrayList<Status>(ids.size());
    for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
      var request = TransactionsRequest.newBuilder().setReceipts(true);
      ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE)).forEach(id -> request.addIds(id.toByteString()));
      ask(() -> client.getTransactions(request.build())).getStatusesList().forEach(found -> statuses.add(
          found.getPlace() != TransactionStatus.Place.IN_BLOCK ? Status.MISSING
              : found.getReceipt().getStatus() == 1 ? Status.MINED : Status.FAILED));
    }
    return statuses;
  }

  private static <R> R ask(Supplier<R> call) throws IOException {
    try {
      return call.get();
    } catch (StatusRuntimeException failed) {
      throw new IOException("the validator's client service: " + failed.getStatus().getCode() + " "
          + failed.getStatus().getDescription(), failed);
    }
  }

  @Override
  public void close() {
    // the channel is the caller's
  }
}
