package org.atoll.gateway.method.pool;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.EthTransaction;
import org.atoll.gateway.chain.PoolView;
import org.atoll.gateway.json.JsonOut;
import org.atoll.gateway.render.TransactionJson;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record ContentFrom(ChainView view) implements Method {
  @Override
  public Description description() {
    return Description.of("txpool_contentFrom", "An account's transactions in the pool by nonce: those ready for a block, "
        + "and those that wait for an earlier one.", "object: pending, queued")
        .needs("address", "address");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    return view.pool(Optional.of(call.params().address(0))).thenApply(pool -> out -> write(out, pool));
  }

  private static void write(JsonOut out, PoolView pool) {
    Predicate<EthTransaction> ready = entry -> pool.nextNonce().isPresent()
        && Long.compareUnsigned(entry.transaction().nonce(), pool.nextNonce().getAsLong()) < 0;
    out.beginObject();
    lane(out, "pending", pool, ready);
    lane(out, "queued", pool, ready.negate());
    out.endObject();
  }

  private static void lane(JsonOut out, String name, PoolView pool, Predicate<EthTransaction> belongs) {
    out.name(name).beginObject();
    for (var entry : pool.transactions()) {
      if (belongs.test(entry)) {
        out.name(Long.toUnsignedString(entry.transaction().nonce()));
        TransactionJson.write(out, entry);
      }
    }
    out.endObject();
  }
}
