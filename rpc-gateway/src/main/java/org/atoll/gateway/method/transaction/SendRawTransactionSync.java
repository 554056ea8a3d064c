package org.atoll.gateway.method.transaction;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.feed.ChainFeed;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Hex;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;
import org.atoll.sdk.value.Hash32;

/** EIP-7966. */
record SendRawTransactionSync(ChainView view, ChainFeed feed, Clock clock) implements Method {
  private static final int TIMED_OUT = 4;
  private static final long DEFAULT_MILLIS = 2_000;
  private static final long MAX_MILLIS = 30_000;
  private static final long RECHECK_MILLIS = 1_000; // should a head be missed

  @Override
  public Description description() {
    return Description.of("eth_sendRawTransactionSync", "Offers a signed transaction and waits until it is in a block; "
        + "error 4 with its hash if that takes too long.", "receipt")
        .needs("transaction", "data: EIP-2718")
        .takes("timeout", "milliseconds, 2000 by default, at most 30000");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    long millis = Math.min(call.params().optional(1, Hex::looseQuantity).orElse(DEFAULT_MILLIS), MAX_MILLIS);
    var deadline = clock.instant().plusMillis(millis);
    return view.submit(call.params().data(0)).thenCompose(hash -> waitFor(hash, deadline, millis));
  }

  private CompletableFuture<Result> waitFor(Hash32 hash, Instant deadline, long millis) {
    var nextHead = feed.nextHead(); // before the look, or a head in between would be missed
    return view.transaction(hash, true).thenCompose(found -> {
      var receipt = found.flatMap(Receipts::of);
      if (receipt.isPresent()) {
        return CompletableFuture.completedFuture(receipt.get());
      }
      long left = Duration.between(clock.instant(), deadline).toMillis();
      if (left <= 0) {
        return CompletableFuture.failedFuture(new RpcError(TIMED_OUT,
            "the transaction was added to the pool but was in no block after " + millis + " ms",
            new RpcError.Data.Hex(hash.bytes())).toException());
      }
      return nextHead.copy()
          .completeOnTimeout(false, Math.min(left, RECHECK_MILLIS), TimeUnit.MILLISECONDS)
          .thenCompose(head -> waitFor(hash, deadline, millis));
    });
  }

  @Override
  public boolean writes() {
    return true;
  }
}
