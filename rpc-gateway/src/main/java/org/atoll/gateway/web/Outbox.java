package org.atoll.gateway.web;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits to be written to one WebSocket. Notifications beyond the bounds end it; responses only make
 * its reader wait ({@link #awaitRoom}). Thread-safe.
 */
final class Outbox {
  /** What to write next. */
  sealed interface Item {
    record Text(byte[] bytes, boolean notification) implements Item {}

    record Pong(byte[] bytes) implements Item {}

    /** Nothing was written for a while. */
    record Ping() implements Item {}

    /** The last one. */
    record Close(int code, String reason) implements Item {}
  }

  private final int maxNotifications;
  private final int maxBytes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // guarded by lock
  private final ArrayDeque<Item> items = new ArrayDeque<>();
  private int notifications;
  private long notificationBytes;
  private long bytes;
  private boolean closing;

  Outbox(int maxNotifications, int maxBytes) {
    this.maxNotifications = maxNotifications;
    this.maxBytes = maxBytes;
  }

  /** False if there was no room or it is closing. */
  boolean notify(byte[] text) {
    lock.lock();
    try {
      if (closing || notifications >= maxNotifications || notificationBytes + text.length > maxBytes) {
        return false;
      }
      notifications++;
      notificationBytes += text.length;
      put(new Item.Text(text, true), text.length);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void respond(byte[] text) {
    add(new Item.Text(text, false), text.length);
  }

  void pong(byte[] payload) {
    add(new Item.Pong(payload), payload.length);
  }

  private void add(Item item, int size) {
    lock.lock();
    try {
      if (!closing) {
        put(item, size);
      }
    } finally {
      lock.unlock();
    }
  }

  private void put(Item item, int size) {
    items.add(item);
    bytes += size;
    changed.signalAll();
  }

  /** Drops what waits and says goodbye. False if that was done before. */
  boolean close(int code, String reason) {
    lock.lock();
    try {
      if (closing) {
        return false;
      }
      closing = true;
      items.clear();
      items.add(new Item.Close(code, reason));
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for something to write; a ping if there is nothing for that long. */
  Item next(Duration pingAfter) throws InterruptedException {
    lock.lock();
    try {
      long nanos = pingAfter.toNanos();
      while (items.isEmpty()) {
        if (nanos <= 0) {
          return new Item.Ping();
        }
        nanos = changed.awaitNanos(nanos);
      }
      return items.remove();
    } finally {
      lock.unlock();
    }
  }

  /** To be called when an item is written: only then does its room become free. */
  void written(Item item) {
    lock.lock();
    try {
      var size = switch (item) {
        case Item.Text text -> {
          if (text.notification()) {
            notifications--;
            notificationBytes -= text.bytes().length;
          }
          yield text.bytes().length;
        }
        case Item.Pong pong -> pong.bytes().length;
        case Item.Ping p -> 0;
        case Item.Close c -> 0;
      };
      bytes -= size;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until what waits is within bounds again. */
  void awaitRoom() throws InterruptedException {
    lock.lock();
    try {
      while (bytes > maxBytes && !closing) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
