package org.atoll.gateway.method.transaction;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.EthBlock;
import org.atoll.gateway.render.TransactionJson;
import org.atoll.gateway.rpc.Result;

/** Finds transactions by their place in a block. */
final class Indexed {
  private Indexed() {}

  static CompletableFuture<Result> find(ChainView view, BlockRef ref, long index) {
    return view.block(ref, EthBlock.Detail.TRANSACTIONS).thenApply(found ->
        found.map(block -> at(block.contents(), index)).orElse(Result.NULL));
  }

  private static Result at(EthBlock.Contents contents, long index) {
    if (contents instanceof EthBlock.Contents.Full(var transactions) && index >= 0 && index < transactions.size()) {
      var transaction = transactions.get((int) index);
      return out -> TransactionJson.write(out, transaction);
    }
    return Result.NULL;
  }
}
