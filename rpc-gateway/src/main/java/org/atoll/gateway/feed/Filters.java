package org.atoll.gateway.feed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.gateway.chain.HeadNews;
import org.atoll.gateway.chain.LogEntry;
import org.atoll.gateway.fault.RpcError;
import org.atoll.sdk.value.Hash32;

/** Filters that clients poll. One that is not polled for a while, or grows too long, is forgotten. Thread-safe. */
public final class Filters {
  /**
   * Limits.
   *
   * @param filters at the same time
   * @param entries that may wait in one of them
   * @param idle time without a poll
   */
  public record Bounds(int filters, int entries, Duration idle) {}

  /** What happened since the last poll. */
  public sealed interface Changes {
    record Hashes(List<Hash32> hashes) implements Changes {}

    record Logs(List<LogEntry> logs) implements Changes {}
  }

  private enum Kind {
    BLOCKS,
    PENDING
  }

  private sealed interface Filter {
    record OfHashes(Kind kind, List<Hash32> waiting) implements Filter {}

    record OfLogs(LogCriteria criteria, List<LogEntry> waiting) implements Filter {}

    default int size() {
      return switch (this) {
        case OfHashes hashes -> hashes.waiting().size();
        case OfLogs logs -> logs.waiting().size();
      };
    }
  }

  private static final class Entry {
    final Filter filter;
    Instant expiry;

    Entry(Filter filter, Instant expiry) {
      this.filter = filter;
      this.expiry = expiry;
    }
  }

  private final Bounds bounds;
  private final Clock clock;
  private final Ids ids;
  private final Map<String, Entry> entries = new LinkedHashMap<>(); // guarded by this

  public Filters(Bounds bounds, Clock clock, Ids ids) {
    this.bounds = bounds;
    this.clock = clock;
    this.ids = ids;
  }

  public String addLogs(LogCriteria criteria) {
    return add(new Filter.OfLogs(criteria, new ArrayList<>()));
  }

  /** A filter for hashes of blocks; {@code first} is what its first poll will find in any case. */
  public String addBlocks(Optional<Hash32> first) {
    return add(new Filter.OfHashes(Kind.BLOCKS, new ArrayList<>(first.stream().toList())));
  }

  public String addPending() {
    return add(new Filter.OfHashes(Kind.PENDING, new ArrayList<>()));
  }

  private synchronized String add(Filter filter) {
    var now = clock.instant();
    forgetIdle(now);
    if (entries.size() >= bounds.filters()) {
      throw RpcError.limit("too many filters: at most " + bounds.filters(),
          "uninstall filters that are no longer polled, or subscribe over WebSocket").toException();
    }
    var id = ids.next();
    entries.put(id, new Entry(filter, now.plus(bounds.idle())));
    return id;
  }

  private void forgetIdle(Instant now) {
    entries.values().removeIf(entry -> !entry.expiry.isAfter(now));
  }

  private Optional<Entry> use(String id) {
    var now = clock.instant();
    forgetIdle(now);
    var found = Optional.ofNullable(entries.get(id));
    found.ifPresent(entry -> entry.expiry = now.plus(bounds.idle()));
    return found;
  }

  /** What happened since the last poll; empty if there is no such filter. */
  public synchronized Optional<Changes> poll(String id) {
    return use(id).map(entry -> switch (entry.filter) {
      case Filter.OfHashes(var kind, var waiting) -> {
        var hashes = List.copyOf(waiting);
        waiting.clear();
        yield new Changes.Hashes(hashes);
      }
      case Filter.OfLogs(var criteria, var waiting) -> {
        var logs = List.copyOf(waiting);
        waiting.clear();
        yield new Changes.Logs(logs);
      }
    });
  }

  /** What a filter for logs looks for; empty if there is no such filter. */
  public synchronized Optional<LogCriteria> criteria(String id) {
    return use(id).flatMap(entry -> entry.filter instanceof Filter.OfLogs logs
        ? Optional.of(logs.criteria())
        : Optional.empty());
  }

  /** Whether there was such a filter. */
  public synchronized boolean remove(String id) {
    forgetIdle(clock.instant());
    return entries.remove(id) != null;
  }

  synchronized void head(HeadNews news) {
    for (var entry : entries.values()) {
      switch (entry.filter) {
        case Filter.OfHashes(var kind, var waiting) -> {
          if (kind == Kind.BLOCKS) {
            waiting.add(news.block().hash());
          }
        }
        case Filter.OfLogs(var criteria, var waiting) -> {
          news.removed().stream().filter(criteria::matches).forEach(waiting::add);
          news.logs().stream().filter(criteria::matches).forEach(waiting::add);
        }
      }
    }
    forgetOverfull();
  }

  synchronized void pending(List<Hash32> hashes) {
    for (var entry : entries.values()) {
      if (entry.filter instanceof Filter.OfHashes(var kind, var waiting) && kind == Kind.PENDING) {
        waiting.addAll(hashes);
      }
    }
    forgetOverfull();
  }

  private void forgetOverfull() {
    entries.values().removeIf(entry -> entry.filter.size() > bounds.entries());
  }

  /** Some news were missed: rather no filter than one with a gap. */
  synchronized void clear() {
    entries.clear();
  }
}
