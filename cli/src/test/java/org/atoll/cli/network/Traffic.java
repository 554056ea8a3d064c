package org.atoll.cli.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.atoll.cli.crash.JsonRpc;
import org.atoll.cli.crash.Wallet;

/**
 * Transfers at a fixed rate whatever becomes of the ones before. What a node does not answer goes to the next node, as
 * any client would do, and when none answers all of them wait a little; what a node accepted must become final.
 */
final class Traffic implements AutoCloseable {
  private static final int SENDERS = 8;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200); // when nobody answers

  private final List<JsonRpc> nodes;
  private final long gapNanos;
  private final List<Wallet> wallets = new ArrayList<>();
  private final Map<String, String> unanswered = Collections.synchronizedMap(new LinkedHashMap<>());
  /** What no node has answered, to be sent again: an account's later transfers wait for it. */
  private final Queue<String> again = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> accepted = new ConcurrentHashMap<>();
  private final AtomicLong refused = new AtomicLong();
  private final Thread thread;
  private volatile String refusal = "";
  private volatile long nobodyAnswered; // when all had been tried
  private volatile boolean closing;

  /** Used by no one else: the first eight well-known accounts. */
  Traffic(List<JsonRpc> nodes, int perSecond) {
    this.nodes = List.copyOf(nodes);
    this.gapNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    for (int i = 0; i < SENDERS; i++) {
      wallets.add(new Wallet(i + 1));
    }
    nobodyAnswered = System.nanoTime() - PAUSE_NANOS;
    this.thread = Thread.ofPlatform().daemon().name("traffic").start(this::run);
  }

  private void run() {
    long due = System.nanoTime();
    for (int number = 0; !closing; number++) {
      long wait = due - System.nanoTime();
      if (wait > 0) {
        try {
          TimeUnit.NANOSECONDS.sleep(wait);
        } catch (InterruptedException stopped) {
          return;
        }
      }
      due += gapNanos;
      var transaction = wallets.get(number % SENDERS).transfer(Cluster.SINK, 1);
      var hash = transaction.hash().toString();
      unanswered.put(hash, transaction.encode().to0x());
      if (System.nanoTime() - nobodyAnswered < PAUSE_NANOS) {
        again.add(hash);
        continue;
      }
      var unused = send(hash, number % nodes.size(), nodes.size());
      var lost = again.poll();
      if (lost != null) {
        unused = send(lost, number % nodes.size(), nodes.size());
      }
    }
  }

  private CompletableFuture<Void> send(String hash, int via, int tries) {
    var raw = unanswered.get(hash);
    if (raw == null) {
      return CompletableFuture.completedFuture(null);
    }
    return nodes.get(via).callLater("eth_sendRawTransaction", JsonRpc.quoted(raw)).handle((answer, failure) -> {
      var why = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
      if (why == null || "already known".equals(why.getMessage()) || isPast(why)) {
        accepted.putIfAbsent(hash, via);
        unanswered.remove(hash);
        return CompletableFuture.<Void>completedFuture(null);
      }
      if (why instanceof JsonRpc.RpcError) {
        refused.incrementAndGet();
        refusal = String.valueOf(why.getMessage());
      }
      if (tries > 1) {
        return send(hash, (via + 1) % nodes.size(), tries - 1);
      }
      if (!(why instanceof JsonRpc.RpcError)) {
        nobodyAnswered = System.nanoTime();
      }
      again.add(hash);
      return CompletableFuture.<Void>completedFuture(null);
    }).thenCompose(next -> next);
  }

  private static boolean isPast(Throwable why) {
    return why.getMessage() != null && why.getMessage().startsWith("nonce too low");
  }

  /** Ends it; what no node has answered is sent again until one does. */
  void finish() throws InterruptedException {
    close();
    for (int round = 0; round < 200 && !unanswered.isEmpty(); round++) {
      for (var hash : List.of(unanswered.keySet().toArray(String[]::new))) { // the oldest first
        send(hash, round % nodes.size(), nodes.size()).join();
      }
      Thread.sleep(50);
    }
    if (!unanswered.isEmpty()) {
      throw new AssertionError(unanswered.size() + " transfers are taken by no node: " + refusal);
    }
  }

  /** Hashes a node took. */
  List<String> accepted() {
    return List.copyOf(accepted.keySet());
  }

  /** Answers that said no; those transfers went elsewhere. */
  String refusals() {
    return refused.get() + (refusal.isEmpty() ? "" : " (" + refusal + ")");
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.interrupt();
    thread.join();
  }
}
