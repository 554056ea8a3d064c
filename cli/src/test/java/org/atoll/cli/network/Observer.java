package org.atoll.cli.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.atoll.cli.crash.JsonRpc;

/**
 * Watches all nodes of a network: when which block was head and final, and what final blocks hold. A node that does not
 * answer is asked again. Two final blocks of one height, on whatever node and at whatever time, are a conflict.
 */
final class Observer implements AutoCloseable {
  /** Often enough for what is measured, and no load worth speaking of: a tenth of a slot. */
  private static final Duration STEP = Duration.ofMillis(Math.min(100, Cluster.SLOT_MILLIS / 10));

  /** A final block as it was first seen. */
  record FinalBlock(String hash, Set<String> transactions) {}

  /** @param slot of the head: time of its header, by slots */
  private record Sight(long nanos, long height, long slot, long finalHeight) {}

  private final List<Thread> threads = new ArrayList<>();
  private final List<List<Sight>> sights = new ArrayList<>();
  private final NavigableMap<Long, FinalBlock> blocks = new ConcurrentSkipListMap<>();
  private final Map<String, Long> finals = new ConcurrentHashMap<>();
  private final List<String> conflicts = new CopyOnWriteArrayList<>();
  private final long slotMillis;
  private volatile boolean closing;

  Observer(Cluster cluster) {
    this.slotMillis = cluster.network.file().slotMillis();
    for (var node : cluster.network.file().nodes()) {
      var own = new CopyOnWriteArrayList<Sight>();
      sights.add(own);
      threads.add(Thread.ofPlatform().daemon().name("observer-" + node.index())
          .start(() -> watch(node, new JsonRpc(node.rpcPort()), own)));
    }
  }

  private void watch(NetworkFile.Node node, JsonRpc rpc, List<Sight> own) {
    var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(1)).build();
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.opsPort() + "/readyz"))
        .timeout(Duration.ofSeconds(2)).build();
    var json = JsonMapper.builder().build();
    long read = 0;
    Sight last = null;
    while (!closing) {
      try {
        var health = json.readTree(http.send(request, BodyHandlers.ofString()).body());
        if (health.has("height")) {
          var now = new Sight(System.nanoTime(), health.path("height").asLong(),
              health.path("headTimestampMillis").asLong() / slotMillis, health.path("finalHeight").asLong());
          if (last == null || now.height != last.height || now.finalHeight != last.finalHeight) {
            own.add(now);
            last = now;
          }
          while (read < now.finalHeight) {
            var block = rpc.call("eth_getBlockByNumber", JsonRpc.quoted(JsonRpc.hex(read + 1)) + ",false");
            if (block.isNull()) { // final, but not on disk yet, and only then it is shown
              break;
            }
            note(node.index(), ++read, block);
          }
        }
        Thread.sleep(STEP);
      } catch (IOException | RuntimeException down) {
        pause();
      } catch (InterruptedException stopped) {
        return;
      }
    }
    http.shutdownNow();
  }

  private static void pause() {
    try {
      Thread.sleep(STEP);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void note(int node, long height, JsonNode block) {
    var transactions = new HashSet<String>();
    block.path("transactions").forEach(hash -> transactions.add(hash.asText()));
    var seen = new FinalBlock(block.path("hash").asText(), transactions);
    var before = blocks.putIfAbsent(height, seen);
    transactions.forEach(hash -> finals.put(hash, height));
    if (before != null && !before.hash.equals(seen.hash)) {
      conflicts.add("block " + height + " is " + before.hash + " and, on node " + node + ", " + seen.hash);
    }
  }

  /** Height of the final block that holds a transaction; null: none was seen. */
  Long finalHeightOf(String transaction) {
    return finals.get(transaction);
  }

  Map<String, Long> finalTransactions() {
    return Map.copyOf(finals);
  }

  NavigableMap<Long, FinalBlock> finalBlocks() {
    return blocks;
  }

  List<String> conflicts() {
    return List.copyOf(conflicts);
  }

  /** The latest final height that was seen; 0: none. */
  long finalHeight(int node) {
    var own = sights.get(node);
    return own.isEmpty() ? 0 : own.getLast().finalHeight;
  }

  /**
   * Times between blocks as a node saw them.
   *
   * @param plain milliseconds from head to head, ascending
   * @param beyondMissed the same less those of slots in which nobody made a block
   * @param finality milliseconds from one new final height to the next, ascending
   * @param missed slots without a block
   */
  record Intervals(List<Long> plain, List<Long> beyondMissed, List<Long> finality, long missed) {
    static long percentile(List<Long> ascending, int percent) {
      if (ascending.isEmpty()) {
        return -1;
      }
      return ascending.get(Math.min(ascending.size() - 1, (ascending.size() * percent + 99) / 100 - 1));
    }

    /** As if one had come after the other. */
    Intervals and(Intervals other) {
      return new Intervals(merged(plain, other.plain), merged(beyondMissed, other.beyondMissed),
          merged(finality, other.finality), missed + other.missed);
    }

    private static List<Long> merged(List<Long> one, List<Long> other) {
      return Stream.concat(one.stream(), other.stream()).sorted().toList();
    }

    long p99() {
      return percentile(beyondMissed, 99);
    }

    @Override
    public String toString() {
      return plain.size() + " blocks, " + missed + " slots missed; between blocks p50 " + percentile(plain, 50) + " p99 "
          + percentile(plain, 99) + " ms, beyond missed slots p50 " + percentile(beyondMissed, 50) + " p99 " + p99()
          + " ms; between final blocks p50 " + percentile(finality, 50) + " p99 " + percentile(finality, 99) + " ms";
    }
  }

  /** @param fromNanos and {@code toNanos}: of {@link System#nanoTime} */
  Intervals intervals(int node, long fromNanos, long toNanos) {
    var plain = new ArrayList<Long>();
    var beyond = new ArrayList<Long>();
    var finality = new ArrayList<Long>();
    long missed = 0;
    Sight block = null;
    Sight settled = null;
    for (var sight : sights.get(node)) {
      if (sight.nanos < fromNanos || sight.nanos > toNanos) {
        continue;
      }
      if (block == null || sight.height > block.height) {
        if (block != null) {
          long millis = (sight.nanos - block.nanos) / 1_000_000;
          long gone = Math.max(0, sight.slot - block.slot - (sight.height - block.height));
          for (long i = block.height; i < sight.height; i++) { // more than one: they came together
            plain.add(i + 1 == sight.height ? millis : 0);
            beyond.add(i + 1 == sight.height ? Math.max(0, millis - gone * slotMillis) : 0);
          }
          missed += gone;
        }
        block = sight;
      }
      if (settled == null || sight.finalHeight > settled.finalHeight) {
        if (settled != null) {
          finality.add((sight.nanos - settled.nanos) / 1_000_000);
        }
        settled = sight;
      }
    }
    return new Intervals(plain.stream().sorted().toList(), beyond.stream().sorted().toList(),
        finality.stream().sorted().toList(), missed);
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    for (var thread : threads) {
      thread.interrupt();
      thread.join();
    }
  }
}
