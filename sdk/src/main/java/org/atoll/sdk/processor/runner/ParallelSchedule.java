package org.atoll.sdk.processor.runner;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.processor.SuspendableHandler.Step;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Decides what runs when so that a chunk comes out as if its transactions had run one after the other (evm.md §3.6,
 * after Block-STM, arXiv 2203.06871). Transactions run ahead of the commit pointer, on what those before them wrote so
 * far; at the pointer, in order, a run stays if all it read is what it would read now, else the transaction runs again
 * with all before it final. Hence two runs at most. What misses state is parked until {@link #learn} brings it.
 *
 * <p>No thread, clock or I/O: whoever drives it calls {@link #take}, {@link Attempt#advance} and {@link #report} for
 * every attempt, and fetches what is {@link #wanted}. Only {@code Attempt.advance} may be called by several threads at a
 * time, each for its own attempt.
 */
final class ParallelSchedule {
  /** Keys in one multi-get. */
  static final int MAX_KEYS = 1_024;

  private static final byte NEW = 0;
  private static final byte RUNNING = 1;
  private static final byte PARKED = 2; // misses state
  private static final byte READY = 3; // was parked, may go on
  private static final byte RAN = 4;
  private static final byte OVER = 5;

  /** What attempts read. Thread-safe, unless a single thread drives all. */
  static final class World {
    private final SuspendableHandler handler;
    private final StateCache cache;
    private final VersionTable versions = new VersionTable();
    private final boolean exclusive;
    private volatile Set<Address> credited = Set.of();

    World(SuspendableHandler handler, StateCache cache, boolean exclusive) {
      this.handler = handler;
      this.cache = cache;
      this.exclusive = exclusive;
    }

    SuspendableHandler handler() {
      return handler;
    }

    VersionTable versions() {
      return versions;
    }

    boolean exclusive() {
      return exclusive;
    }

    boolean isCredited(Address address) {
      return credited.contains(address);
    }

    /** State as the commit pointer left it. */
    Bytes read(Address address) {
      return exclusive ? cache.get(address) : cache.peek(address);
    }
  }

  private final List<ChunkRunner.Item> items;
  private final StateCache cache;
  private final Contention contention;
  private final World world;
  private final int window;
  private final int[] predecessors; // of the same sender, or −1
  private final byte[] states;
  private final @Nullable Attempt[] attempts;
  private final Outcome[] outcomes;
  private final LinkedHashSet<Address> wanted = new LinkedHashSet<>();
  private int pointer; // all before it is final
  private int scouted; // none before it needs a scout any more
  private int batchStart;
  private int clearedBefore;
  private @Nullable Throwable failure;
  /** The record and the account of the last payment: most go to the same. */
  private Bytes paid = LocalState.UNKNOWN;
  private EvmAccount paidAccount = EvmAccount.EMPTY;

  /**
   * @param window how far ahead of the commit pointer transactions may run
   * @param exclusive whether a single thread drives all
   */
  ParallelSchedule(SuspendableHandler handler, List<ChunkRunner.Item> items, StateCache cache, Contention contention,
      int window, boolean exclusive) {
    this.items = items;
    this.cache = cache;
    this.contention = contention;
    this.window = window;
    world = new World(handler, cache, exclusive);
    states = new byte[items.size()];
    attempts = new @Nullable Attempt[items.size()];
    outcomes = new Outcome[items.size()];
    predecessors = new int[items.size()];
    var last = HashMap.<Bytes, Integer>newHashMap(items.size());
    for (int i = 0; i < items.size(); i++) {
      var before = last.put(items.get(i).request().sender(), i);
      predecessors[i] = before == null ? -1 : before;
    }
    openBatch();
  }

  /** Every transaction is final, or the handler is broken. */
  boolean isOver() {
    return pointer == states.length || failure != null;
  }

  /**
   * What the handler threw where only a bug can make it throw: the chunk is lost. Empty otherwise.
   */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** In the order of the transactions, once it {@link #isOver}. */
  List<Outcome> outcomes() {
    return Arrays.asList(outcomes);
  }

  /** The lowest attempt that can go on; null when all wait for something. */
  @Nullable Attempt take() {
    var attempt = takeReady();
    return attempt != null || wanted.isEmpty() || wanted.size() >= MAX_KEYS ? attempt : scout();
  }

  /** As {@link #take}, but only what need not be looked at to learn what it misses. */
  @Nullable Attempt takeReady() {
    int ready = firstReady();
    return ready < 0 ? null : start(ready);
  }

  /** Whether {@link #takeReady} would find one. */
  boolean hasReady() {
    return firstReady() >= 0;
  }

  private int firstReady() {
    int end = Math.min(states.length, pointer + (contention.isHigh() ? 1 : window));
    for (int i = pointer; i < end; i++) {
      if (isReady(i)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isReady(int i) {
    return switch (states[i]) {
      case NEW -> hasPredecessorRun(i);
      case READY -> {
        var attempt = attempts[i];
        yield (i == pointer || attempt == null || !attempt.waitsForPointer()) && hasPredecessorRun(i);
      }
      default -> false;
    };
  }

  private boolean hasPredecessorRun(int i) {
    int before = predecessors[i];
    return before < pointer || states[before] == RAN;
  }

  private Attempt start(int i) {
    var attempt = attempts[i];
    if (attempt == null) {
      attempt = fresh(i, false);
    } else if (i == pointer && attempt.mode() == Attempt.Mode.AHEAD && !attempt.holds(cache)) {
      attempt.discard();
      attempt = fresh(i, true);
    }
    attempt.mode(i == pointer ? Attempt.Mode.FINAL : Attempt.Mode.AHEAD);
    states[i] = RUNNING;
    return attempt;
  }

  private Attempt fresh(int i, boolean second) {
    var attempt = new Attempt(i, second, items.get(i).request(), world);
    attempts[i] = attempt;
    return attempt;
  }

  /** When something has to be fetched anyway, what others need first may come along. */
  private @Nullable Attempt scout() {
    for (scouted = Math.max(scouted, pointer); scouted < states.length; scouted++) {
      if (states[scouted] == NEW) {
        var attempt = fresh(scouted, false);
        states[scouted] = RUNNING;
        return attempt;
      }
    }
    return null;
  }

  /** Takes note of how far an attempt came. */
  void report(Attempt attempt) {
    int i = attempt.index;
    if (attempts[i] != attempt) { // its batch was refused meanwhile
      attempt.discard();
      return;
    }
    var step = attempt.step();
    if (step == null) {
      fail(attempt);
      return;
    }
    switch (step) {
      case Step.Missing(var addresses) -> park(attempt, addresses);
      case Step.Done(var outcome) -> {
        states[i] = RAN;
        outcomes[i] = outcome;
        expect(attempt.credits());
        if (i == pointer) {
          commit();
        } else if (outcome instanceof Outcome.Applied applied) {
          attempt.published = applied.writes();
          world.versions.publish(i, attempt.published);
        }
      }
    }
  }

  private void fail(Attempt attempt) {
    if (attempt.mode() == Attempt.Mode.FINAL) {
      failure = attempt.failure();
      return;
    }
    states[attempt.index] = RAN; // at the pointer it will run again
    if (attempt.index == pointer) {
      commit();
    }
  }

  private void park(Attempt attempt, List<Address> addresses) {
    if (addresses.isEmpty()) {
      throw new IllegalStateException("family " + world.handler.family().name() + " misses nothing, but is not done");
    }
    attempt.missing = unknown(addresses);
    wanted.addAll(attempt.missing);
    states[attempt.index] = attempt.missing.isEmpty() ? READY : PARKED;
  }

  private List<Address> unknown(List<Address> addresses) {
    return addresses.stream().filter(address -> cache.peek(address) == LocalState.UNKNOWN).toList();
  }

  /** Accounts with payments under way are not read ahead: what is read would hardly ever hold. */
  private void expect(List<SuspendableHandler.Credit> credits) {
    for (var credit : credits) {
      if (!world.credited.contains(credit.account())) {
        var more = new LinkedHashSet<>(world.credited);
        more.add(credit.account());
        world.credited = Set.copyOf(more);
      }
    }
  }

  // ---- state that arrives

  /** What to fetch, at most {@link #MAX_KEYS}; empty when nothing is missing. */
  List<Address> wanted() {
    return wanted.stream().limit(MAX_KEYS).toList();
  }

  /** @param values as of the chunk's start, in the order of the addresses */
  void learn(List<Address> addresses, List<Optional<Bytes>> values) {
    for (int i = 0; i < addresses.size(); i++) {
      cache.learn(addresses.get(i), values.get(i));
      wanted.remove(addresses.get(i));
    }
    for (int i = pointer; i < states.length; i++) {
      var attempt = attempts[i];
      if (states[i] == PARKED && attempt != null) {
        attempt.missing = unknown(attempt.missing);
        wanted.addAll(attempt.missing); // learnt before, but unlearnt with a refused batch
        states[i] = attempt.missing.isEmpty() ? READY : PARKED;
      }
    }
    commit(); // the account of a payment may have been missing
  }

  // ---- the commit pointer

  private void commit() {
    while (pointer < states.length && states[pointer] == RAN) {
      var attempt = attempts[pointer];
      if (attempt == null) {
        throw new IllegalStateException("transaction " + pointer + " ran, but nobody knows how");
      }
      if (attempt.mode() == Attempt.Mode.FINAL) {
        attempt.touch(cache);
      } else if (attempt.failure() != null || !attempt.holds(cache)) {
        retract(attempt);
        fresh(pointer, true);
        states[pointer] = NEW;
        return;
      }
      switch (outcomes[pointer]) {
        case Outcome.Invalid invalid -> refuseBatch(invalid);
        case Outcome.Applied applied -> {
          var settled = settle(applied, attempt.credits());
          if (settled == null) {
            return;
          }
          outcomes[pointer] = settled;
          cache.apply(settled.writes());
          close(attempt);
        }
      }
      openBatch();
    }
  }

  /** First into the cache, then out of the table: no reader may miss both. */
  private void close(Attempt attempt) {
    retract(attempt);
    contention.committed(attempt.second);
    attempts[pointer] = null;
    states[pointer++] = OVER;
  }

  private void retract(Attempt attempt) {
    world.versions.retract(attempt.index, attempt.published);
    attempt.published = List.of();
  }

  private void openBatch() {
    if (pointer < states.length && (pointer == 0 || items.get(pointer).batch() != items.get(pointer - 1).batch())) {
      batchStart = pointer;
      cache.openBatch();
      clearedBefore = cache.clearedCount();
    }
  }

  private void refuseBatch(Outcome.Invalid invalid) {
    cache.rollback(clearedBefore);
    int culprit = pointer;
    int batch = items.get(culprit).batch();
    var others = new Outcome.Invalid(Refusal.named(-32000, "BATCH_REFUSED",
        "another transaction of the batch is invalid", "correct that transaction and send the batch again"));
    pointer = batchStart;
    while (pointer < states.length && items.get(pointer).batch() == batch) {
      outcomes[pointer] = pointer == culprit ? invalid : others;
      var attempt = attempts[pointer];
      if (attempt != null) {
        retract(attempt);
        if (states[pointer] != RUNNING) {
          attempt.discard();
        }
      }
      attempts[pointer] = null;
      states[pointer++] = OVER;
    }
  }

  /** Makes the payments; null while the account is missing. */
  private Outcome.@Nullable Applied settle(Outcome.Applied applied, List<SuspendableHandler.Credit> credits) {
    if (credits.isEmpty()) {
      return applied;
    }
    boolean missing = false;
    for (var credit : credits) {
      if (cache.get(credit.account()) == LocalState.UNKNOWN) {
        wanted.add(credit.account());
        missing = true;
      }
    }
    if (missing) {
      return null;
    }
    var writes = new ArrayList<StateWrite>(applied.writes().size() + credits.size());
    int copied = 0;
    for (var credit : credits) {
      writes.addAll(applied.writes().subList(copied, credit.position()));
      copied = credit.position();
      pay(credit, writes);
    }
    writes.addAll(applied.writes().subList(copied, applied.writes().size()));
    return new Outcome.Applied(applied.status(), applied.gasUsed(), writes, applied.events(), applied.familyData());
  }

  private void pay(SuspendableHandler.Credit credit, List<StateWrite> writes) {
    var value = cache.get(credit.account());
    boolean there = value != LocalState.ABSENT;
    var before = value == paid ? paidAccount : there ? EvmAccount.decode(value) : EvmAccount.EMPTY;
    var balance = before.balance().add(credit.amount());
    if (balance.bitLength() > 256) {
      balance = balance.subtract(BigInteger.TWO.pow(256));
    }
    var after = new EvmAccount(before.nonce(), balance, before.codeHash());
    if (after.isEmpty()) {
      if (there) {
        writes.add(new StateWrite.Delete(credit.account()));
      }
    } else if (credit.amount().signum() != 0) {
      paid = after.encode();
      paidAccount = after;
      writes.add(new StateWrite.Set(credit.account(), paid));
    }
  }
}
