package org.atoll.validator.chain;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BlockStore.Place;
import org.atoll.validator.block.ExecutedBlock;

/**
 * The newest blocks of the published chain in memory: those that are not on disk as final, and below them as many as
 * fit. Written by one thread at a time, read by all.
 */
final class RecentBlocks {
  private static final int MAX_BLOCKS = 256;
  private static final int MAX_TRANSACTIONS = 60_000;

  private final Map<Long, ExecutedBlock> byHeight = new ConcurrentHashMap<>();
  private final Map<Bytes, ExecutedBlock> byHash = new ConcurrentHashMap<>();
  private final Map<TransactionId, Place> places = new ConcurrentHashMap<>();
  private final ArrayDeque<ExecutedBlock> order = new ArrayDeque<>();
  private int transactions;
  private long persistedHeight = -1;

  synchronized void add(ExecutedBlock block) {
    byHeight.put(block.height(), block);
    byHash.put(block.id().bytes(), block);
    byHash.put(block.ethereumHash().bytes(), block);
    for (int i = 0; i < block.batches().size(); i++) {
      var batch = block.batches().get(i);
      for (int k = 0; k < batch.transactions().size(); k++) {
        places.put(batch.transactions().get(k).view().id(), new Place(block.height(), i, k));
      }
      places.putIfAbsent(batch.batch().id(), new Place(block.height(), i, 0));
    }
    order.add(block);
    transactions += block.transactionCount();
  }

  /** Takes back the blocks above this height: another fork is better. */
  synchronized void rewind(long height) {
    while (!order.isEmpty() && order.getLast().height() > height) {
      forget(order.removeLast());
    }
  }

  /** Height of the newest; −1: there is none. */
  synchronized long height() {
    return order.isEmpty() ? -1 : order.getLast().height();
  }

  synchronized void persisted(long height) {
    persistedHeight = height;
    while (order.size() > 1 && (order.size() > MAX_BLOCKS || transactions > MAX_TRANSACTIONS)
        && order.getFirst().height() < persistedHeight) {
      forget(order.removeFirst());
    }
  }

  private void forget(ExecutedBlock block) {
    byHeight.remove(block.height(), block);
    byHash.remove(block.id().bytes());
    byHash.remove(block.ethereumHash().bytes());
    for (var batch : block.batches()) {
      places.remove(batch.batch().id());
      batch.transactions().forEach(transaction -> places.remove(transaction.view().id()));
    }
    transactions -= block.transactionCount();
  }

  Optional<ExecutedBlock> at(long height) {
    return Optional.ofNullable(byHeight.get(height));
  }

  /** By Atoll id or Ethereum hash. */
  Optional<ExecutedBlock> byHash(Bytes hash) {
    return Optional.ofNullable(byHash.get(hash));
  }

  /** Whether the transaction or batch is in a block that is not on disk yet. */
  synchronized boolean isUnpersisted(TransactionId id) {
    var place = places.get(id);
    return place != null && place.height() > persistedHeight;
  }

  Optional<Place> place(TransactionId id) {
    return Optional.ofNullable(places.get(id));
  }
}
