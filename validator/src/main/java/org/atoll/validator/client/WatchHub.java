package org.atoll.validator.client;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.proto.BlockRequest.Detail;
import org.atoll.sdk.proto.FinalEvent;
import org.atoll.sdk.proto.HeadEvent;
import org.atoll.sdk.proto.PendingEvent;
import org.atoll.sdk.proto.WatchEvent;
import org.atoll.sdk.proto.WatchRequest;
import org.atoll.sdk.value.BlockId;
import org.atoll.validator.block.ExecutedBlock;

/**
 * Tells watchers of new heads, their logs and what enters the pool. One thread sends; a watcher that falls too far
 * behind is closed rather than given gaps. Thread-safe.
 */
final class WatchHub implements AutoCloseable {
  private static final int MAX_BEHIND = 4_096;

  private final CopyOnWriteArrayList<Watcher> watchers = new CopyOnWriteArrayList<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor(
      Thread.ofPlatform().name("watch").daemon(true).factory());

  private static final class Watcher {
    private final WatchRequest request;
    private final ServerCallStreamObserver<WatchEvent> stream;
    private final LinkedBlockingQueue<WatchEvent> waiting = new LinkedBlockingQueue<>(MAX_BEHIND);
    private final AtomicInteger draining = new AtomicInteger();

    Watcher(WatchRequest request, ServerCallStreamObserver<WatchEvent> stream) {
      this.request = request;
      this.stream = stream;
    }
  }

  void watch(WatchRequest request, StreamObserver<WatchEvent> observer) {
    var stream = (ServerCallStreamObserver<WatchEvent>) observer;
    var watcher = new Watcher(request, stream);
    stream.setOnCancelHandler(() -> watchers.remove(watcher));
    stream.setOnReadyHandler(() -> drain(watcher));
    watchers.add(watcher);
  }

  /**
   * @param removed blocks of a fork that was left, newest first
   * @param added blocks that are published now, lowest first
   */
  void published(List<ExecutedBlock> removed, List<ExecutedBlock> added) {
    if (watchers.isEmpty()) {
      return;
    }
    thread.execute(() -> {
      for (var watcher : watchers) {
        if (watcher.request.getHeads() || watcher.request.getLogs()) {
          var left = removed;
          for (var block : added) {
            send(watcher, WatchEvent.newBuilder().setHead(head(block, left, watcher.request)).build());
            left = List.of();
          }
        }
      }
    });
  }

  void finalised(long height, BlockId id) {
    if (watchers.isEmpty()) {
      return;
    }
    thread.execute(() -> {
      var event = WatchEvent.newBuilder().setFinal(FinalEvent.newBuilder()
          .setHeight(height).setId(id.bytes().toByteString())).build();
      for (var watcher : watchers) {
        if (watcher.request.getHeads() || watcher.request.getLogs()) {
          send(watcher, event);
        }
      }
    });
  }

  private static HeadEvent head(ExecutedBlock block, List<ExecutedBlock> removed, WatchRequest request) {
    var head = HeadEvent.newBuilder().setBlock(EthereumMessages.block(block,
        request.getTransactions() ? Detail.TRANSACTIONS : Detail.HEADER, false));
    for (var gone : removed) {
      head.addDropped(gone.ethereumHash().bytes().toByteString());
    }
    if (request.getLogs()) {
      for (var gone : removed) {
        var transactions = gone.ethereumTransactions();
        for (int k = transactions.size() - 1; k >= 0; k--) {
          for (int i = transactions.get(k).logs().size() - 1; i >= 0; i--) {
            head.addRemoved(EthereumMessages.entry(gone, transactions.get(k), i, true));
          }
        }
      }
      for (var transaction : block.ethereumTransactions()) {
        for (int i = 0; i < transaction.logs().size(); i++) {
          head.addLogs(EthereumMessages.entry(block, transaction, i, false));
        }
      }
    }
    return head.build();
  }

  void pending(List<BatchView> accepted) {
    if (watchers.stream().noneMatch(watcher -> watcher.request.getPending())) {
      return;
    }
    thread.execute(() -> {
      var event = PendingEvent.newBuilder();
      for (var batch : accepted) {
        if (batch.transactions().getFirst().ethereum().isPresent()) {
          event.addHashes(batch.id().bytes().toByteString());
        }
      }
      var message = WatchEvent.newBuilder().setPending(event).build();
      watchers.stream().filter(watcher -> watcher.request.getPending()).forEach(watcher -> send(watcher, message));
    });
  }

  private void send(Watcher watcher, WatchEvent event) {
    if (!watcher.waiting.offer(event)) {
      if (watchers.remove(watcher)) {
        watcher.stream.onError(Status.RESOURCE_EXHAUSTED
            .withDescription("the watcher is " + MAX_BEHIND + " events behind").asRuntimeException());
      }
      return;
    }
    drain(watcher);
  }

  /** Whoever enters first sends for all who come meanwhile: a stream takes one message at a time. */
  private static void drain(Watcher watcher) {
    if (watcher.draining.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      while (watcher.stream.isReady() && !watcher.stream.isCancelled()) {
        var event = watcher.waiting.poll();
        if (event == null) {
          break;
        }
        watcher.stream.onNext(event);
      }
      seen = watcher.draining.addAndGet(-seen);
    } while (seen != 0);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    watchers.forEach(watcher -> watcher.stream.onCompleted());
    watchers.clear();
  }
}
