package org.atoll.cli.node;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.io.PrintWriter;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.proto.BlockRef;
import org.atoll.sdk.proto.BlockReply;
import org.atoll.sdk.proto.BlockRequest;
import org.atoll.sdk.proto.ClientServiceGrpc;
import org.atoll.sdk.proto.EthereumTransaction;
import org.atoll.sdk.proto.WatchEvent;
import org.atoll.sdk.proto.WatchRequest;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;

/** A line for each transaction of a new block; one for the whole block when there are many. */
public final class TransactionPrinter implements StreamObserver<WatchEvent> {
  private static final int MAX_LINES = 20;

  private final ClientServiceGrpc.ClientServiceStub client;
  private final PrintWriter out;

  private TransactionPrinter(ManagedChannel channel, PrintWriter out) {
    this.client = ClientServiceGrpc.newStub(channel);
    this.out = out;
  }

  /** Prints until the channel is closed. */
  public static void follow(ManagedChannel channel, PrintWriter out) {
    var printer = new TransactionPrinter(channel, out);
    printer.client.watch(WatchRequest.newBuilder().setHeads(true).build(), printer);
  }

  @Override
  public void onNext(WatchEvent event) {
    if (!event.hasHead() || event.getHead().getBlock().getTransactionHashesCount() == 0) {
      return;
    }
    var block = event.getHead().getBlock();
    int count = block.getTransactionHashesCount();
    if (count > MAX_LINES) {
      out.println("block with " + count + " transactions");
      return;
    }
    client.getBlock(BlockRequest.newBuilder().setDetail(BlockRequest.Detail.RECEIPTS)
        .setBlock(BlockRef.newBuilder().setHash(block.getHash())).build(), new StreamObserver<>() {
          @Override
          public void onNext(BlockReply reply) {
            reply.getEthereum().getTransactionsList().forEach(transaction -> out.println(line(transaction)));
          }

          @Override
          public void onError(Throwable failure) {
            out.println("block is gone: " + failure.getMessage());
          }

          @Override
          public void onCompleted() {}
        });
  }

  private static String line(EthereumTransaction transaction) {
    var receipt = transaction.getReceipt();
    var line = new StringBuilder("#").append(transaction.getBlockNumber()).append(' ').append(hex(transaction.getHash()))
        .append("  ").append(hex(transaction.getSender())).append(" → ");
    if (EthereumTransactionCodec.decode(Bytes.of(transaction.getRaw()))
        instanceof EthereumTransactionCodec.Decoded.Ok(var tx)) {
      line.append(tx.to().map(EvmAddress::toString).orElse("new " + hex(receipt.getCreated())));
      if (tx.to().isPresent() && tx.data().size() >= 4) {
        line.append("  ").append(tx.data().slice(0, 4).to0x());
      }
    }
    return line.append("  gas ").append(receipt.getGasUsed())
        .append(receipt.getStatus() == 1 ? "  ok" : "  REVERTED").toString();
  }

  private static String hex(ByteString bytes) {
    return Bytes.of(bytes).to0x();
  }

  @Override
  public void onError(Throwable failure) {} // the node is stopping; there is nothing left to print

  @Override
  public void onCompleted() {}
}
