package org.atoll.validator.mempool.core;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.TransactionId;

/**
 * Batches that wait for a block: Ethereum transactions in a lane per sender, others in order of arrival. Bounded by
 * count, bytes and per sender. Belongs to the chain thread; the signatures of what it is offered are checked.
 */
public final class Mempool {
  private static final int SERVER_ERROR = -32000;
  private static final int LIMIT_EXCEEDED = -32005;
  private static final int MAX_REPLACEMENTS = 16;
  private static final int MAX_FAILURES = 5;
  private static final long FIRST_ASIDE_MILLIS = 1_000;
  /** Blocks a native transaction may look back and be replayed in. */
  public static final int REFERENCE_WINDOW = 65_536;
  private static final int DELEGATION_SIZE = 23;
  private static final BigInteger TEN = BigInteger.TEN;
  private static final BigInteger ELEVEN = BigInteger.valueOf(11);

  private final PoolLimits limits;
  private final Map<TransactionId, PoolEntry> byId = new LinkedHashMap<>();
  private final Map<EvmAddress, Lane> lanes = new HashMap<>();
  private final Map<Bytes, Integer> nativePerSigner = new HashMap<>();
  /** Transactions of the native batches here. */
  private final Set<TransactionId> nativeTransactions = new HashSet<>();
  /** Native batches by the last height they may be in. */
  private final TreeMap<Long, Set<PoolEntry>> byLastHeight = new TreeMap<>();
  /** Kept from drafts for a while, because a processor failed on them. */
  private final Set<PoolEntry> aside = new LinkedHashSet<>();
  /** Per family, what the next block could take. */
  private final Map<String, TreeSet<PoolEntry>> ready = new TreeMap<>();
  private final Set<String> blocked = new HashSet<>();
  private long bytes;
  private long sequence;

  public Mempool(PoolLimits limits) {
    this.limits = limits;
  }

  /** Empty when admitted, else why not. */
  public Optional<Refusal> admit(BatchView batch, PoolRules rules, HeadView head, long nowMillis) {
    if (byId.containsKey(batch.id())) {
      return Optional.of(Refusal.of(SERVER_ERROR, "already known"));
    }
    if (byId.size() >= limits.maxBatches() || bytes + batch.body().size() > limits.maxBytes()) {
      return Optional.of(full());
    }
    return batch.transactions().getFirst().ethereum().isPresent()
        ? admitEthereum(batch, rules, head, nowMillis)
        : admitNative(batch, rules, head, nowMillis);
  }

  private static Refusal full() {
    return Refusal.named(LIMIT_EXCEEDED, "QUEUE_FULL", "txpool is full, retry in 1 s",
        "send again after the time given, or more slowly").with("retryAfter", "1").retryable();
  }

  private Optional<Refusal> admitEthereum(BatchView batch, PoolRules rules, HeadView head, long nowMillis) {
    var tx = batch.transactions().getFirst().ethereum().orElseThrow();
    var sender = new EvmAddress(batch.transactions().getFirst().sender());
    var lane = lanes.computeIfAbsent(sender, address -> new Lane(address, head.account(address)));
    var cost = tx.value().add(rules.freeGas() ? BigInteger.ZERO
        : tx.maxFeePerGas().multiply(BigInteger.valueOf(tx.gasLimit())));
    var old = Optional.ofNullable(lane.entries.get(tx.nonce()));
    var refusal = refuseSender(lane, head)
        .or(() -> refuseNonce(lane, tx.nonce()))
        .or(() -> refuseReplacement(lane, old, batch, rules))
        .or(() -> refuseFunds(lane, old.map(entry -> entry.cost).orElse(BigInteger.ZERO), cost))
        .or(() -> old.isEmpty() && lane.entries.size() >= limits.perSender() ? Optional.of(full())
            : Optional.empty());
    if (refusal.isPresent()) {
      dropIfEmpty(lane);
      return refusal;
    }
    old.ifPresent(entry -> {
      lane.replacements++;
      remove(entry);
      lanes.put(sender, lane); // removal of its last entry dropped the lane
    });
    var entry = new PoolEntry(batch, rules.freeGas() ? BigInteger.ZERO : EthereumRules.tip(tx, rules.baseFee()), cost,
        sequence++, nowMillis);
    lane.put(entry);
    add(entry);
    offer(lane);
    return Optional.empty();
  }

  private static Optional<Refusal> refuseSender(Lane lane, HeadView head) {
    return lane.account().codeHash().flatMap(head::code)
        .filter(code -> !(code.size() == DELEGATION_SIZE && code.startsWith(Bytes.fromHex("ef0100"))))
        .map(code -> Refusal.of(SERVER_ERROR, "sender not an eoa: address " + lane.sender));
  }

  private Optional<Refusal> refuseNonce(Lane lane, long nonce) {
    long next = lane.account().nonce();
    if (Long.compareUnsigned(nonce, next) < 0) {
      return Optional.of(Refusal.of(SERVER_ERROR, "nonce too low: next nonce " + Long.toUnsignedString(next)
          + ", tx nonce " + Long.toUnsignedString(nonce)));
    }
    long after = lane.nextNonce();
    if (Long.compareUnsigned(nonce, after + limits.nonceGap()) > 0) {
      return Optional.of(Refusal.named(LIMIT_EXCEEDED, "NONCE_GAP", "nonce too high: next " + after + ", tx "
          + Long.toUnsignedString(nonce), "send the transactions in between first"));
    }
    return Optional.empty();
  }

  private static Optional<Refusal> refuseReplacement(Lane lane, Optional<PoolEntry> old, BatchView batch,
      PoolRules rules) {
    if (old.isEmpty()) {
      return Optional.empty();
    }
    var before = old.get().ethereum();
    var tx = batch.transactions().getFirst().ethereum().orElseThrow();
    boolean allowed = !old.get().taken && (rules.freeGas() ? lane.replacements < MAX_REPLACEMENTS
        : raised(before.maxFeePerGas(), tx.maxFeePerGas())
            && raised(before.maxPriorityFeePerGas(), tx.maxPriorityFeePerGas()));
    return allowed ? Optional.empty()
        : Optional.of(Refusal.of(SERVER_ERROR, "replacement transaction underpriced"));
  }

  private static boolean raised(BigInteger before, BigInteger now) {
    return now.multiply(TEN).compareTo(before.multiply(ELEVEN)) >= 0;
  }

  private static Optional<Refusal> refuseFunds(Lane lane, BigInteger replaced, BigInteger cost) {
    var want = lane.cost.subtract(replaced).add(cost);
    return lane.account().balance().compareTo(want) >= 0 ? Optional.empty()
        : Optional.of(Refusal.of(SERVER_ERROR, "insufficient funds for gas * price + value: address " + lane.sender
            + " have " + lane.account().balance() + " want " + want));
  }

  private Optional<Refusal> admitNative(BatchView batch, PoolRules rules, HeadView head, long nowMillis) {
    if (head.contains(batch.id())) {
      return Optional.of(Refusal.of(SERVER_ERROR, "already known"));
    }
    var refusal = NativeRules.refuse(batch, rules, head, nativeTransactions::contains, REFERENCE_WINDOW);
    if (refusal.isPresent()) {
      return refusal;
    }
    if (nativePerSigner.getOrDefault(batch.batchSigner(), 0) >= limits.perSender()) {
      return Optional.of(full());
    }
    var entry = new PoolEntry(batch, BigInteger.ZERO, BigInteger.ZERO, sequence++, nowMillis);
    nativePerSigner.merge(batch.batchSigner(), 1, Integer::sum);
    batch.transactions().forEach(tx -> nativeTransactions.add(tx.id()));
    byLastHeight.computeIfAbsent(entry.lastHeight(), unused -> new LinkedHashSet<>()).add(entry);
    add(entry);
    readyOf(entry).add(entry);
    return Optional.empty();
  }

  private void add(PoolEntry entry) {
    byId.put(entry.batch.id(), entry);
    bytes += entry.bytes();
  }

  private void remove(PoolEntry entry) {
    if (byId.remove(entry.batch.id()) == null) {
      return;
    }
    bytes -= entry.bytes();
    readyOf(entry).remove(entry);
    aside.remove(entry);
    if (entry.isEthereum()) {
      var lane = lanes.get(new EvmAddress(entry.batch.transactions().getFirst().sender()));
      if (lane != null) {
        lane.remove(entry);
        offer(lane);
        dropIfEmpty(lane);
      }
    } else {
      nativePerSigner.merge(entry.batch.batchSigner(), -1, (a, b) -> a + b == 0 ? null : a + b);
      entry.batch.transactions().forEach(tx -> nativeTransactions.remove(tx.id()));
      byLastHeight.computeIfPresent(entry.lastHeight(), (height, entries) -> {
        entries.remove(entry);
        return entries.isEmpty() ? null : entries;
      });
    }
  }

  private void dropIfEmpty(Lane lane) {
    if (lane.entries.isEmpty()) {
      lanes.remove(lane.sender);
    }
  }

  /** Puts the lane's next transaction, and no other of it, into the ready order. */
  private void offer(Lane lane) {
    var next = lane.next().orElse(null);
    if (lane.offered != null && lane.offered != next) {
      readyOf(lane.offered).remove(lane.offered);
    }
    lane.offered = next;
    if (next != null) {
      readyOf(next).add(next);
    }
  }

  /** An entry of the pool is in a lane. */
  private Lane laneOf(PoolEntry entry) {
    return java.util.Objects.requireNonNull(
        lanes.get(new EvmAddress(entry.batch.transactions().getFirst().sender())), "lane");
  }

  private TreeSet<PoolEntry> readyOf(PoolEntry entry) {
    return ready.computeIfAbsent(entry.family(), family -> new TreeSet<>(PoolEntry.ORDER));
  }

  /**
   * Up to {@code max} batches for a draft, family by family so that none waits for another. They stay in the pool,
   * marked, until {@link #release} or {@link #drop}.
   */
  public List<BatchView> take(int max) {
    var open = ready.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty() && !blocked.contains(entry.getKey())).toList();
    var taken = new ArrayList<BatchView>();
    for (int i = 0; i < open.size(); i++) {
      int share = (max - taken.size()) / (open.size() - i);
      var order = open.get(i).getValue();
      while (share > 0 && !order.isEmpty()) {
        var entry = order.pollFirst();
        taken.add(entry.batch);
        share--;
        if (entry.isEthereum()) {
          var lane = laneOf(entry);
          lane.take(entry);
          lane.offered = null;
          offer(lane);
        } else {
          entry.taken = true;
        }
      }
    }
    return taken;
  }

  /**
   * Up to {@code max} Ethereum transactions that {@link #take} would give next, in its order, were their processor
   * here; takes nothing.
   */
  public List<BatchView> upcoming(int max) {
    var next = new PriorityQueue<PoolEntry>(PoolEntry.ORDER);
    ready.values().forEach(order -> order.stream().filter(PoolEntry::isEthereum).limit(max).forEach(next::add));
    var upcoming = new ArrayList<BatchView>();
    while (upcoming.size() < max && !next.isEmpty()) {
      var entry = next.remove();
      upcoming.add(entry.batch);
      var after = laneOf(entry).entries.get(entry.nonce() + 1);
      if (after != null && !after.taken && !after.isAside()) {
        next.add(after);
      }
    }
    return upcoming;
  }

  /** Back into the order: the draft had no room, or came to nothing. */
  public void release(Collection<TransactionId> ids) {
    for (var id : ids) {
      var entry = byId.get(id);
      if (entry != null && entry.taken) {
        if (entry.isEthereum()) {
          laneOf(entry).release(entry);
        } else {
          entry.taken = false;
        }
        offer(entry);
      }
    }
  }

  private void offer(PoolEntry entry) {
    if (entry.isEthereum()) {
      offer(laneOf(entry));
    } else if (!entry.taken && !entry.isAside()) {
      readyOf(entry).add(entry);
    }
  }

  /**
   * A processor failed on this batch alone: once released it is not offered for a while, each time longer. False when
   * that happened too often: then the batch is dropped.
   */
  public boolean setAside(TransactionId id, long nowMillis) {
    var entry = byId.get(id);
    if (entry == null || ++entry.failures >= MAX_FAILURES) {
      drop(List.of(id));
      return false;
    }
    entry.asideUntilMillis = nowMillis + (FIRST_ASIDE_MILLIS << (entry.failures - 1));
    aside.add(entry);
    return true;
  }

  private void endAside(long nowMillis) {
    for (var entry : List.copyOf(aside)) {
      if (entry.asideUntilMillis <= nowMillis) {
        aside.remove(entry);
        entry.asideUntilMillis = 0;
        offer(entry);
      }
    }
  }

  /** In a block, or never to be. */
  public void drop(Collection<TransactionId> ids) {
    ids.forEach(id -> Optional.ofNullable(byId.get(id)).ifPresent(this::remove));
  }

  /** A family whose processor is away: its batches wait without being offered. */
  public void block(String family) {
    blocked.add(family);
  }

  public void unblockAll() {
    blocked.clear();
  }

  /** The head changed: lanes of the accounts that did are looked at again. */
  public void refresh(Collection<EvmAddress> changed, HeadView head) {
    for (var address : changed) {
      var lane = lanes.get(address);
      if (lane != null) {
        lane.replacements = 0;
        lane.account(head.account(address)).forEach(this::remove);
        if (!lane.entries.isEmpty()) {
          offer(lane);
        }
      }
    }
  }

  /** Drops what has waited too long, and offers again what was set aside long enough; returns the ids dropped. */
  public List<TransactionId> expire(long nowMillis) {
    var old = dropWhere(entry -> !entry.taken && nowMillis - entry.arrivedMillis > limits.expiryMillis());
    endAside(nowMillis);
    return old;
  }

  /** Drops those that no draft has; returns their ids. */
  public List<TransactionId> dropWaiting(Predicate<BatchView> which) {
    return dropWhere(entry -> !entry.taken && which.test(entry.batch));
  }

  private List<TransactionId> dropWhere(Predicate<PoolEntry> which) {
    var gone = byId.values().stream().filter(which).map(entry -> entry.batch.id()).toList();
    drop(gone);
    return gone;
  }

  /** Drops what no block from {@code nextHeight} on may hold; returns their ids. */
  public List<TransactionId> expireBelow(long nextHeight) {
    var old = byLastHeight.headMap(nextHeight).values().stream().flatMap(Set::stream)
        .map(entry -> entry.batch.id()).toList();
    drop(old);
    return old;
  }

  /** Whether no earlier nonce of its sender is missing. */
  public boolean isExecutable(BatchView batch) {
    var tx = batch.transactions().getFirst();
    return tx.ethereum().isEmpty() || Optional.ofNullable(lanes.get(new EvmAddress(tx.sender())))
        .filter(lane -> Long.compareUnsigned(tx.ethereum().get().nonce(), lane.nextNonce()) < 0).isPresent();
  }

  public boolean contains(TransactionId id) {
    return byId.containsKey(id);
  }

  public Optional<BatchView> get(TransactionId id) {
    return Optional.ofNullable(byId.get(id)).map(entry -> entry.batch);
  }

  public int size() {
    return byId.size();
  }

  public long bytes() {
    return bytes;
  }

  /** Batches the next block could take now; of an account's the first only. */
  public int readyCount() {
    int count = 0;
    for (var entry : ready.entrySet()) {
      count += blocked.contains(entry.getKey()) ? 0 : entry.getValue().size();
    }
    return count;
  }

  /** Whether {@link #take} would give at least so many. Those set aside, which are few, are counted with their lane. */
  public boolean couldTake(long least) {
    long count = 0;
    for (var entry : ready.entrySet()) {
      if (blocked.contains(entry.getKey())) {
        continue;
      }
      for (var first : entry.getValue()) {
        if (count >= least) {
          return true;
        }
        count += first.isEthereum() ? laneOf(first).nextNonce() - first.nonce() : 1;
      }
    }
    return count >= least;
  }

  /** Ethereum transactions that wait for an earlier nonce. */
  public int queuedCount() {
    int queued = 0;
    for (var lane : lanes.values()) {
      queued += lane.entries.size() - (int) (lane.nextNonce() - lane.account().nonce());
    }
    return queued;
  }

  /** The sender's next nonce counting what waits here; empty when nothing does. */
  public Optional<Long> nextNonce(EvmAddress sender) {
    return Optional.ofNullable(lanes.get(sender)).map(Lane::nextNonce);
  }

  public List<BatchView> ofSender(EvmAddress sender) {
    var lane = lanes.get(sender);
    return lane == null ? List.of() : lane.entries.values().stream().map(entry -> entry.batch).toList();
  }

  /** Of those that came before that time, oldest first, without so many of the oldest. */
  public List<TransactionId> waitingSince(long millis, int skipped, int max) {
    return byId.values().stream().takeWhile(entry -> entry.arrivedMillis < millis).skip(skipped).limit(max)
        .map(entry -> entry.batch.id()).toList();
  }

  /** Everything, oldest first. */
  public List<BatchView> all() {
    return byId.values().stream().map(entry -> entry.batch).toList();
  }
}
