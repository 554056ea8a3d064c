package org.atoll.simulator.core.metrics;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.atoll.simulator.core.model.MessageKind;

/** When what was made somewhere reached each node. One thread. */
final class Delivery {
  /** A block, batch or vote. */
  static final class Item {
    final MessageKind kind;
    final long madeMicros;
    private final BitSet seen = new BitSet();
    private final Longs nodes = new Longs(); // that saw it in time, and how late each
    private final Longs lateMicros = new Longs();

    Item(MessageKind kind, long madeMicros) {
      this.kind = kind;
      this.madeMicros = madeMicros;
    }

    /** Adds how late it reached each of these nodes that it reached in time. */
    void arrivals(BitSet wanted, Longs late) {
      for (int at = 0; at < nodes.size(); at++) {
        if (wanted.get((int) nodes.get(at))) {
          late.add(lateMicros.get(at));
        }
      }
    }
  }

  final long withinMicros;
  private final Map<Long, Item> byKey = new HashMap<>(); // never iterated
  private final List<Item> inOrder = new ArrayList<>();

  Delivery(long withinMicros) {
    this.withinMicros = withinMicros;
  }

  /** @param key 64 bits of what it is; the first to see it has made it */
  void seen(long nowMicros, int node, MessageKind kind, long key) {
    var item = byKey.get(key);
    if (item == null) {
      item = new Item(kind, nowMicros);
      byKey.put(key, item);
      inOrder.add(item);
    }
    if (!item.seen.get(node)) {
      item.seen.set(node);
      if (nowMicros - item.madeMicros <= withinMicros) {
        item.nodes.add(node);
        item.lateMicros.add(nowMicros - item.madeMicros);
      }
    }
  }

  /** Those made early enough to have been delivered before the end. */
  List<Item> made(MessageKind kind, long fromMicros, long endMicros) {
    return inOrder.stream().filter(item -> item.kind == kind && item.madeMicros >= fromMicros
        && item.madeMicros + withinMicros <= endMicros).toList();
  }
}
