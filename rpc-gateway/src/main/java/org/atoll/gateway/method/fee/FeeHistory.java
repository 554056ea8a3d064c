package org.atoll.gateway.method.fee;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.EthBlock;
import org.atoll.gateway.chain.Fees;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.json.Json;
import org.atoll.gateway.json.JsonOut;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record FeeHistory(ChainView view) implements Method {
  private static final int MAX_BLOCKS = 1_024;
  private static final int MAX_PERCENTILES = 100;

  @Override
  public Description description() {
    return Description.of("eth_feeHistory", "Base fees, gas use and tips of some blocks, and the next base fee.", "object")
        .needs("blocks", "quantity, 1024 at most")
        .needs("newest", "height or tag")
        .takes("percentiles", "list of numbers from 0 to 100, ascending");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var params = call.params();
    long blocks = params.optional(0, Hex::looseQuantity).orElse(0L);
    var newest = params.blockNumber(1);
    var percentiles = params.at(2).isEmpty() ? List.<Double>of() : percentiles(params.list(2, FeeHistory::percentile));
    if (blocks == 0) {
      return CompletableFuture.completedFuture(out ->
          out.beginObject().field("oldestBlock", 0).name("gasUsedRatio").nothing().endObject());
    }
    int asked = (int) (blocks < 0 ? MAX_BLOCKS : Math.min(blocks, MAX_BLOCKS));
    return view.fees(asked, newest, percentiles).thenCombine(view.block(newest, EthBlock.Detail.HASHES),
        (fees, block) -> {
          boolean blobs = block.isPresent() && block.get().header().excessBlobGas().isPresent();
          return out -> write(out, fees, !percentiles.isEmpty(), blobs);
        });
  }

  private static double percentile(Json value) throws Hex.Malformed {
    if (value instanceof Json.Num(var text)) {
      return Double.parseDouble(text);
    }
    throw new Hex.Malformed("expected a number, got " + value.kind());
  }

  private static List<Double> percentiles(List<Double> asked) {
    if (asked.size() > MAX_PERCENTILES) {
      throw RpcError.argument(2, "over the query limit " + MAX_PERCENTILES).toException();
    }
    for (int i = 0; i < asked.size(); i++) {
      double percentile = asked.get(i);
      if (!(percentile >= 0 && percentile <= 100)) {
        throw RpcError.argument(2, "invalid reward percentile: " + percentile).toException();
      }
      if (i > 0 && percentile <= asked.get(i - 1)) {
        throw RpcError.argument(2, "invalid reward percentile: #" + (i - 1) + ":" + asked.get(i - 1)
            + " >= #" + i + ":" + percentile).toException();
      }
    }
    return new ArrayList<>(asked);
  }

  private static void write(JsonOut out, Fees fees, boolean withRewards, boolean blobs) {
    out.beginObject().field("oldestBlock", fees.oldest());
    if (withRewards) {
      out.name("reward").beginArray();
      for (var rewards : fees.rewards()) {
        out.beginArray();
        rewards.forEach(out::quantity);
        out.endArray();
      }
      out.endArray();
    }
    out.name("baseFeePerGas").beginArray();
    fees.baseFees().forEach(out::quantity);
    out.endArray().name("gasUsedRatio").beginArray();
    fees.gasUsedRatios().forEach(ratio -> ratio(out, ratio));
    out.endArray().name("baseFeePerBlobGas").beginArray();
    fees.baseFees().forEach(fee -> out.quantity(blobs ? 1 : 0));
    out.endArray().name("blobGasUsedRatio").beginArray();
    fees.gasUsedRatios().forEach(ratio -> out.number(0));
    out.endArray().endObject();
  }

  private static void ratio(JsonOut out, double ratio) {
    if (ratio == 0) {
      out.number(0);
    } else {
      out.number(ratio);
    }
  }
}
