package org.atoll.gateway.method.node;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainInfo;
import org.atoll.gateway.chain.ChainView;

/** The chain id, asked for until it is known: it never changes. Thread-safe. */
final class ChainIdentity {
  private final ChainView view;
  private volatile OptionalLong known = OptionalLong.empty();

  ChainIdentity(ChainView view) {
    this.view = view;
  }

  CompletableFuture<Long> chainId() {
    var id = known;
    return id.isPresent()
        ? CompletableFuture.completedFuture(id.getAsLong())
        : view.chain().thenApply(ChainInfo::chainId).whenComplete((value, failure) -> {
          if (failure == null) {
            known = OptionalLong.of(value);
          }
        });
  }
}
