package org.atoll.gateway.feed;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainWatcher;
import org.atoll.gateway.chain.HeadNews;
import org.atoll.sdk.value.Hash32;

/** Passes what happens on the chain to filters, subscriptions and whoever waits for a block. Thread-safe. */
public final class ChainFeed implements ChainWatcher {
  private final Filters filters;
  private final Subscriptions subscriptions;
  private volatile CompletableFuture<Boolean> nextHead = new CompletableFuture<>();
  private volatile Optional<Hash32> newest = Optional.empty();

  public ChainFeed(Filters filters, Subscriptions subscriptions) {
    this.filters = filters;
    this.subscriptions = subscriptions;
  }

  public Filters filters() {
    return filters;
  }

  public Subscriptions subscriptions() {
    return subscriptions;
  }

  /** Hash of the newest block seen; empty until there was one. */
  public Optional<Hash32> newest() {
    return newest;
  }

  /** Completes when the next head is there, or when the stream breaks. Do not complete it yourself. */
  public CompletableFuture<Boolean> nextHead() {
    return nextHead;
  }

  @Override
  public void head(HeadNews news) {
    newest = Optional.of(news.block().hash());
    filters.head(news);
    subscriptions.head(news);
    wake();
  }

  private void wake() {
    var waitedFor = nextHead;
    nextHead = new CompletableFuture<>(); // the feed's thread alone replaces it
    waitedFor.completeAsync(() -> true);
  }

  @Override
  public void pending(List<Hash32> hashes) {
    filters.pending(hashes);
    subscriptions.pending(hashes);
  }

  @Override
  public void lost() {
    filters.clear();
    subscriptions.interruptAll();
    wake();
  }
}
