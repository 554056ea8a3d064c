package org.atoll.simulator.atoll;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import org.atoll.simulator.core.world.NodeContext;

/**
 * The thread that writes a node's store: one sync at a time, for all that waits. When the disk is full it tries again with
 * {@link #retry}.
 */
final class DiskQueue {
  private record Waiting(NodeStore.Entry entry, int bytes) {}

  private final NodeContext world;
  private final NodeStore store;
  private final BiConsumer<NodeStore.Entry, Long> durable;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private boolean busy;

  /** @param durable told of each entry, in order, and the node's time */
  DiskQueue(NodeContext world, NodeStore store, BiConsumer<NodeStore.Entry, Long> durable) {
    this.world = world;
    this.store = store;
    this.durable = durable;
  }

  void add(NodeStore.Entry entry, int bytes) {
    waiting.add(new Waiting(entry, bytes));
    retry();
  }

  /** Without a sync: in the hands of the operating system. */
  void addLazily(NodeStore.Entry entry, int bytes) {
    if (!world.write(entry, bytes)) {
      world.record().count("journal_refused", 1);
    }
  }

  /** Goes on with what waits, if there is room. */
  void retry() {
    if (busy) {
      return;
    }
    var written = new ArrayList<NodeStore.Entry>();
    while (!waiting.isEmpty() && world.write(waiting.peek().entry(), waiting.peek().bytes())) {
      written.add(waiting.poll().entry());
    }
    if (!written.isEmpty()) {
      busy = true;
      world.sync(now -> done(written, now));
    }
  }

  private void done(List<NodeStore.Entry> written, long now) {
    busy = false;
    for (var entry : written) {
      store.apply(entry);
      durable.accept(entry, now);
    }
    retry();
  }
}
