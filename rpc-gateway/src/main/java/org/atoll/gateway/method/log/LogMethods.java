package org.atoll.gateway.method.log;

import java.util.List;
import java.util.Optional;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.feed.ChainFeed;
import org.atoll.gateway.rpc.Method;

/** Logs: past ones, and all kinds of news. */
public final class LogMethods {
  /**
   * Settings.
   *
   * @param maxBlocks of one search
   * @param newestFirst whether a new block filter's first poll reports the newest block, as old test suites expect
   */
  public record Settings(int maxBlocks, boolean newestFirst) {}

  private LogMethods() {}

  public static List<Method> of(ChainView view, ChainFeed feed, Settings settings) {
    var search = new LogSearch(view, settings.maxBlocks());
    var filters = feed.filters();
    return List.of(
        new GetLogs(search),
        new NewFilter(view, filters),
        new NewBlockFilter(view, filters, () -> settings.newestFirst() ? feed.newest() : Optional.empty()),
        new NewPendingTransactionFilter(view, filters),
        new GetFilterChanges(filters),
        new GetFilterLogs(filters, search),
        new UninstallFilter(filters),
        new Subscribe(view, feed.subscriptions()),
        new Unsubscribe(feed.subscriptions()));
  }
}
