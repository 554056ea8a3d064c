package org.atoll.gateway.method.node;

import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainInfo;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.EthBlock;
import org.atoll.gateway.json.JsonOut;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record Capabilities(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("eth_capabilities", "From which height on each kind of data is served.", "object");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return view.chain().thenCombine(view.block(BlockRef.Tag.LATEST, EthBlock.Detail.HASHES), (chain, head) -> {
      var newest = head.orElseThrow(() -> new IllegalStateException("a chain without a head"));
      return out -> write(out, chain, newest);
    });
  }

  private static void write(JsonOut out, ChainInfo chain, EthBlock head) {
    out.beginObject().name("head").beginObject()
        .field("number", head.header().number())
        .field("hash", head.hash().bytes())
        .endObject();
    resource(out, "state", chain.oldestState());
    resource(out, "tx", 0);
    resource(out, "logs", 0);
    resource(out, "receipts", 0);
    resource(out, "blocks", 0);
    resource(out, "stateproofs", chain.oldestState());
    out.endObject();
  }

  private static void resource(JsonOut out, String name, long oldest) {
    out.name(name).beginObject().name("disabled").bool(false).field("oldestBlock", oldest).endObject();
  }
}
