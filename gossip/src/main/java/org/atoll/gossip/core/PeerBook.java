package org.atoll.gossip.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.PeerId;

/**
 * The nodes this one knows how to reach, and when it may try again. Bounded; bootstrap and static peers and members are never
 * forgotten. Single-threaded.
 */
final class PeerBook {
  static final int CAPACITY = 1_000;
  private static final int PER_GROUP = 32;
  private static final int FORGET_AFTER = 10; // failures in a row
  private static final long MIN_BACKOFF = 1_000;
  private static final long MAX_BACKOFF = 30_000;
  private static final long MAX_MEMBER_BACKOFF = 2_000; // a healed partition has to be over within seconds

  private static final class Entry {
    PeerAddress address;
    Optional<PeerRecord> record = Optional.empty();
    boolean lasting;
    boolean isStatic;
    int failures;
    long notBeforeMillis;

    Entry(PeerAddress address) {
      this.address = address;
    }
  }

  private final Map<PeerId, Entry> entries = new TreeMap<>();
  private final RandomGenerator random;
  private Predicate<PeerId> isMember = _ -> false;
  private boolean dirty;

  PeerBook(RandomGenerator random) {
    this.random = random;
  }

  void members(Predicate<PeerId> members) {
    isMember = members;
  }

  void addStatic(PeerAddress address) {
    lasting(address).isStatic = true;
  }

  void addBootstrap(PeerAddress address) {
    lasting(address);
  }

  private Entry lasting(PeerAddress address) {
    var entry = entries.computeIfAbsent(address.id(), _ -> new Entry(address));
    entry.lasting = true;
    if (entry.record.isEmpty()) {
      entry.address = address;
    }
    return entry;
  }

  /** Whether this record would change anything: asked before its signature is checked. */
  boolean wants(PeerRecord record) {
    var known = entries.get(record.id());
    return known == null || known.record.map(old -> old.sequence() < record.sequence()).orElse(true);
  }

  /** @param record its signature has been checked */
  void put(PeerRecord record) {
    if (!wants(record) || record.address().endpoint().port() == 0) {
      return;
    }
    var known = entries.get(record.id());
    if (known == null) {
      var group = AddressGroup.of(record.address().endpoint().host());
      boolean limited = !isMember.test(record.id()) && !group.equals("local");
      if (limited && entries.values().stream()
          .filter(e -> AddressGroup.of(e.address.endpoint().host()).equals(group)).count() >= PER_GROUP) {
        return;
      }
      if (entries.size() >= CAPACITY && !forgetOne()) {
        return;
      }
      known = new Entry(record.address());
      entries.put(record.id(), known);
    }
    if (!known.address.equals(record.address())) {
      known.failures = 0;
      known.notBeforeMillis = Long.MIN_VALUE;
    }
    known.address = record.address();
    known.record = Optional.of(record);
    dirty = true;
  }

  Optional<PeerAddress> address(PeerId peer) {
    return Optional.ofNullable(entries.get(peer)).map(e -> e.address);
  }

  boolean isStatic(PeerId peer) {
    var entry = entries.get(peer);
    return entry != null && entry.isStatic;
  }

  void succeeded(PeerId peer) {
    var entry = entries.get(peer);
    if (entry != null) {
      entry.failures = 0;
    }
  }

  /** Exponential backoff with jitter: half to all of 1, 2, 4 … 30 s, members at most 2 s. */
  void failed(PeerId peer, long nowMillis) {
    var entry = entries.get(peer);
    if (entry == null) {
      return;
    }
    entry.failures++;
    boolean lasting = entry.lasting || isMember.test(peer);
    if (!lasting && entry.failures >= FORGET_AFTER) {
      entries.remove(peer);
      dirty = true;
      return;
    }
    long longest = isMember.test(peer) ? MAX_MEMBER_BACKOFF : MAX_BACKOFF;
    long backoff = Math.min(longest, MIN_BACKOFF << Math.min(entry.failures - 1, 10));
    entry.notBeforeMillis = nowMillis + backoff / 2 + random.nextLong(backoff / 2 + 1);
  }

  void notBefore(PeerId peer, long millis) {
    var entry = entries.get(peer);
    if (entry != null) {
      entry.notBeforeMillis = Math.max(entry.notBeforeMillis, millis);
    }
  }

  /** Addresses that may be dialled now and fit, in order of id. */
  List<PeerAddress> due(Predicate<PeerId> fits, long nowMillis) {
    var due = new ArrayList<PeerAddress>();
    entries.forEach((peer, entry) -> {
      if (entry.notBeforeMillis <= nowMillis && fits.test(peer)) {
        due.add(entry.address);
      }
    });
    return due;
  }

  /** All it knows, in order. */
  Set<PeerId> peers() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** Up to {@code max} random records. */
  List<PeerRecord> sample(int max) {
    var records = records();
    int count = Math.min(max, records.size());
    for (int i = 0; i < count; i++) {
      Collections.swap(records, i, random.nextInt(i, records.size()));
    }
    return List.copyOf(records.subList(0, count));
  }

  List<PeerRecord> records() {
    var records = new ArrayList<PeerRecord>();
    entries.values().forEach(e -> e.record.ifPresent(records::add));
    return records;
  }

  int size() {
    return entries.size();
  }

  /** Whether {@link #records} changed since the last call. */
  boolean takeDirty() {
    boolean was = dirty;
    dirty = false;
    return was;
  }

  private boolean forgetOne() {
    var victim = entries.entrySet().stream()
        .filter(e -> !e.getValue().lasting && !isMember.test(e.getKey()))
        .max(Comparator.comparingInt(e -> e.getValue().failures)).map(Map.Entry::getKey);
    victim.ifPresent(entries::remove);
    return victim.isPresent();
  }
}
