package org.atoll.validator.client;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.proto.BlockRequest.Detail;
import org.atoll.sdk.proto.EthereumBlock;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.ethereum.EthereumView;
import org.atoll.validator.execution.ChainBlock;

/** Makes up the block that would come next. Its hash and miner mean nothing, its state is its parent's. Pure. */
final class PendingBlock {
  /** Transactions it shows at most. */
  static final int MAX_TRANSACTIONS = 5_000;
  private static final long MAX_BYTES = 8 << 20; // a message has 10 MiB
  private static final long ONE_SECOND_MILLIS = 1_000;

  private PendingBlock() {}

  /** @param upcoming Ethereum transactions in the order blocks take them */
  static EthereumBlock after(ChainBlock head, List<BatchView> upcoming, Detail detail) {
    var parent = head.block();
    var context = EthereumView.contextAfter(parent, parent.ethereum().miner(),
        parent.timestampMillis() + ONE_SECOND_MILLIS, head.settings());
    var chosen = choose(upcoming, context.gasLimit(), context.baseFee());
    var built = EthereumView.unexecuted(context, parent.ethereum().stateRoot(),
        chosen.stream().map(batch -> batch.transactions().getFirst().body()).toList());
    var message = EthereumBlock.newBuilder()
        .setHeader(built.header().encode().toByteString())
        .setHash(built.header().hash().bytes().toByteString())
        .setSize(built.size());
    for (var batch : chosen) {
      if (detail == Detail.HEADER) {
        message.addTransactionHashes(batch.id().bytes().toByteString());
      } else {
        message.addTransactions(EthereumMessages.pending(batch));
      }
    }
    return message.build();
  }

  /** Those that surely have room and pay enough; once one of a sender does not, its later ones cannot go either. */
  private static List<BatchView> choose(List<BatchView> upcoming, long gasLimit, BigInteger baseFee) {
    var chosen = new ArrayList<BatchView>();
    var waiting = new HashSet<Bytes>();
    long gasLeft = gasLimit;
    long bytesLeft = MAX_BYTES;
    for (var batch : upcoming) {
      var view = batch.transactions().getFirst();
      var transaction = view.ethereum().orElseThrow();
      if (chosen.size() == MAX_TRANSACTIONS || waiting.contains(view.sender())) {
        continue;
      }
      if (transaction.gasLimit() > gasLeft || view.body().size() > bytesLeft
          || transaction.maxFeePerGas().compareTo(baseFee) < 0) {
        waiting.add(view.sender());
        continue;
      }
      gasLeft -= transaction.gasLimit();
      bytesLeft -= view.body().size();
      chosen.add(batch);
    }
    return chosen;
  }
}
