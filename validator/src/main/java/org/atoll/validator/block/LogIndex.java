package org.atoll.validator.block;

import java.nio.ByteBuffer;
import java.util.TreeMap;
import java.util.TreeSet;
import org.atoll.sdk.proto.StoredLogs;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.store.KeyValueStore;
import org.atoll.validator.store.WriteBatch;

/**
 * Which final blocks hold logs of an address or with a first topic. Tables: A address and height to log indexes and
 * topics, T first topic and height to log indexes. Thread-safe.
 */
public final class LogIndex {
  private final KeyValueStore store;

  public LogIndex(KeyValueStore store) {
    this.store = store;
  }

  public void append(ExecutedBlock block, WriteBatch step) {
    var byAddress = new TreeMap<Bytes, StoredLogs.Builder>();
    var byTopic = new TreeMap<Bytes, StoredLogs.Builder>();
    for (var transaction : block.ethereumTransactions()) {
      int index = transaction.firstLogIndex();
      for (var log : transaction.logs()) {
        var row = byAddress.computeIfAbsent(log.address().bytes(), unused -> StoredLogs.newBuilder());
        row.addLogIndexes(index);
        if (log.topics().isEmpty()) {
          row.addTopics(0);
        } else {
          var topic = log.topics().getFirst().bytes();
          row.addTopics(ByteBuffer.wrap(topic.unsafeArray()).getLong());
          byTopic.computeIfAbsent(topic, unused -> StoredLogs.newBuilder()).addLogIndexes(index);
        }
        index++;
      }
    }
    byAddress.forEach((address, row) ->
        step.put(key('A', address, block.height()), Bytes.wrap(row.build().toByteArray())));
    byTopic.forEach((topic, row) ->
        step.put(key('T', topic, block.height()), Bytes.wrap(row.build().toByteArray())));
  }

  /** Takes back {@link #append}. */
  public void remove(ExecutedBlock block, WriteBatch step) {
    for (var transaction : block.ethereumTransactions()) {
      for (var log : transaction.logs()) {
        step.delete(key('A', log.address().bytes(), block.height()));
        if (!log.topics().isEmpty()) {
          step.delete(key('T', log.topics().getFirst().bytes(), block.height()));
        }
      }
    }
  }

  /** Adds the heights from {@code from} to {@code to} that hold logs of the address. */
  public void heightsOf(EvmAddress address, long from, long to, TreeSet<Long> heights) {
    scan('A', address.bytes(), from, to, heights);
  }

  /** Adds the heights from {@code from} to {@code to} that hold logs with that first topic. */
  public void heightsOf(Hash32 topic, long from, long to, TreeSet<Long> heights) {
    scan('T', topic.bytes(), from, to, heights);
  }

  private void scan(char table, Bytes name, long from, long to, TreeSet<Long> heights) {
    var start = key(table, name, from);
    int heightAt = start.size() - Long.BYTES;
    store.scan(start.slice(0, heightAt), start, (key, value) -> {
      long height = ByteBuffer.wrap(key.unsafeArray()).getLong(heightAt);
      if (height > to) {
        return false;
      }
      heights.add(height);
      return true;
    });
  }

  private static Bytes key(char table, Bytes name, long height) {
    return Bytes.wrap(ByteBuffer.allocate(1 + name.size() + Long.BYTES).put((byte) table).put(name.unsafeArray())
        .putLong(height).array());
  }
}
