package org.atoll.gateway.method.block;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.EthBlock;
import org.atoll.gateway.chain.EthTransaction;
import org.atoll.gateway.json.JsonOut;
import org.atoll.gateway.render.ReceiptJson;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record GetBlockReceipts(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_getBlockReceipts", "Receipts of all Ethereum transactions of a block, null if there is no such block.", "list of receipts")
        .needs("block", "height, tag, hash or EIP-1898 object");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return view.block(call.params().requiredBlock(0), EthBlock.Detail.RECEIPTS).thenApply(found ->
        found.<Result>map(block -> out -> write(out, block)).orElse(Result.NULL));
  }

  private static void write(JsonOut out, EthBlock block) {
    out.beginArray();
    if (block.contents() instanceof EthBlock.Contents.Full(var transactions)) {
      transactions.forEach(transaction -> write(out, transaction));
    }
    out.endArray();
  }

  private static void write(JsonOut out, EthTransaction transaction) {
    transaction.place().ifPresent(place -> place.receipt().ifPresent(receipt ->
        ReceiptJson.write(out, transaction, place, receipt)));
  }
}
