package org.atoll.validator.chain.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.peer.core.PeerMessage;

/** Spreads batches: ids are announced, and whoever lacks one fetches it. */
final class BatchFlow {
  private static final TimerKey FLUSH = new TimerKey.Announce();
  /** Announcements wait this long for company; longer when others have been made just before, as more will come. */
  private static final long FLUSH_MILLIS = 10;
  private static final long BUSY_FLUSH_MILLIS = 50;
  private static final int MAX_IDS = 1_000;
  private static final long ASK_AGAIN_MILLIS = 1_000;
  /** What has waited so long is announced again: who heard of it may have been out of step, or too busy. */
  private static final long LONG_MILLIS = 5_000;
  private static final int LONG_IDS = 500;
  private static final int LONG_PEERS = 4; // a second
  private static final int LONG_PAUSE_TICKS = 5; // when all have been announced
  private static final int MAX_WANTED = 100_000;
  private static final int MAX_REPLY_BYTES = 1 << 20;

  /** A batch somebody has been asked for. */
  private static final class Wanted {
    final List<PublicKey> holders = new ArrayList<>(2);
    int asked;
    long askAgainAt;
  }

  private final ChainState chain;
  private final Function<TransactionId, Optional<BatchView>> bodies;
  private final List<TransactionId> fresh = new ArrayList<>();
  private final Map<PublicKey, List<TransactionId>> relayed = new LinkedHashMap<>();
  private final Map<TransactionId, Wanted> wanted = new LinkedHashMap<>();
  /** What is being announced again, to how many peers it has been, and how many older ones in the pool have been before. */
  private List<TransactionId> again = List.of();
  private int toldAgain;
  private int doneAgain;
  private int pauseTicks;
  private boolean flushing;
  private long flushedAt = Long.MIN_VALUE / 2;

  BatchFlow(ChainState chain, Function<TransactionId, Optional<BatchView>> bodies) {
    this.chain = chain;
    this.bodies = bodies;
  }

  /** Batches entered the pool; {@code from} is empty for a client's. */
  void pooled(List<BatchView> batches, Optional<PublicKey> from) {
    if (chain.peers.isEmpty() || batches.isEmpty()) {
      return;
    }
    chain.fresh.add(batches, chain.now);
    if (from.isEmpty()) {
      batches.forEach(batch -> fresh.add(batch.id()));
    } else if (chain.mesh.passesOn(from.get())) {
      for (var peer : chain.peers.all()) {
        if (chain.mesh.passesTo(peer, from.get())) {
          var list = relayed.computeIfAbsent(peer.key, key -> new ArrayList<>());
          batches.forEach(batch -> list.add(batch.id()));
        }
      }
    }
    boolean any = !fresh.isEmpty() || !relayed.isEmpty();
    if (any && !flushing) {
      flushing = true;
      chain.emit(new ChainEffect.SetTimer(FLUSH, chain.now + flushMillis()));
    }
  }

  private long flushMillis() {
    long since = chain.now - flushedAt; // below 0: the clock was set back
    return since < 0 ? FLUSH_MILLIS : Math.max(FLUSH_MILLIS, BUSY_FLUSH_MILLIS - since);
  }

  void onTimer() {
    flushing = false;
    flushedAt = chain.now;
    for (int from = 0; from < fresh.size(); from += MAX_IDS) {
      chain.emit(new ChainEffect.Broadcast(
          new PeerMessage.HaveBatches(fresh.subList(from, Math.min(from + MAX_IDS, fresh.size()))), Set.of()));
    }
    fresh.clear();
    relayed.forEach((peer, ids) -> announce(peer, ids));
    relayed.clear();
  }

  private void announce(PublicKey peer, List<TransactionId> ids) {
    for (int from = 0; from < ids.size(); from += MAX_IDS) {
      chain.emit(new ChainEffect.Send(peer,
          new PeerMessage.HaveBatches(ids.subList(from, Math.min(from + MAX_IDS, ids.size())))));
    }
  }

  /** A link came up: it is told what waits here. */
  void onPeerUp(PublicKey peer) {
    announce(peer, chain.pool.all().stream().map(BatchView::id).limit(10L * MAX_IDS).toList());
  }

  /** Once a second while in step: goes through what has waited long, and with each part of it through the peers. */
  void announceAgain() {
    if (pauseTicks > 0) {
      pauseTicks--;
      return;
    }
    if (again.isEmpty()) {
      again = chain.pool.waitingSince(chain.now - LONG_MILLIS, doneAgain, LONG_IDS);
      doneAgain += again.size();
      toldAgain = 0;
    }
    var peers = List.copyOf(chain.peers.all());
    int until = Math.min(toldAgain + LONG_PEERS, peers.size());
    if (!again.isEmpty()) {
      while (toldAgain < until) {
        announce(peers.get(toldAgain++).key, again);
      }
    }
    if (again.isEmpty() || until == peers.size()) {
      boolean last = again.size() < LONG_IDS;
      doneAgain = last ? 0 : doneAgain;
      pauseTicks = last ? LONG_PAUSE_TICKS : 0;
      again = List.of();
    }
  }

  void onHave(PublicKey from, List<TransactionId> ids) {
    var ask = new ArrayList<TransactionId>();
    for (var id : ids) {
      if (chain.pool.contains(id) || bodies.apply(id).isPresent() || wanted.size() >= MAX_WANTED) {
        continue;
      }
      var known = wanted.get(id);
      if (known == null) {
        known = new Wanted();
        known.askAgainAt = chain.now + ASK_AGAIN_MILLIS;
        wanted.put(id, known);
        ask.add(id);
        known.asked = 1;
      }
      if (known.holders.size() < 8 && !known.holders.contains(from)) {
        known.holders.add(from);
      }
    }
    want(from, ask);
  }

  private void want(PublicKey from, List<TransactionId> ids) {
    if (!ids.isEmpty()) {
      chain.emit(new ChainEffect.Send(from, new PeerMessage.WantBatches(ids)));
    }
  }

  void onWant(PublicKey from, List<TransactionId> ids) {
    var reply = new ArrayList<BatchView>();
    long bytes = 0;
    for (var id : ids) {
      var found = bodies.apply(id);
      if (found.isEmpty()) {
        continue;
      }
      if (bytes + found.get().body().size() > MAX_REPLY_BYTES && !reply.isEmpty()) {
        chain.emit(new ChainEffect.Send(from, new PeerMessage.Batches(reply)));
        reply = new ArrayList<>();
        bytes = 0;
      }
      reply.add(found.get());
      bytes += found.get().body().size();
    }
    if (!reply.isEmpty()) {
      chain.emit(new ChainEffect.Send(from, new PeerMessage.Batches(reply)));
    }
  }

  /** Batches came: those are not wanted any more. */
  void arrived(List<BatchView> batches) {
    batches.forEach(batch -> wanted.remove(batch.id()));
  }

  /** Asks others for what did not come. */
  void onTick() {
    var asks = new LinkedHashMap<PublicKey, List<TransactionId>>();
    var lost = new ArrayList<TransactionId>();
    for (var entry : wanted.entrySet()) {
      var want = entry.getValue();
      if (want.askAgainAt > chain.now) {
        continue;
      }
      if (want.asked >= want.holders.size() + 2) {
        lost.add(entry.getKey());
        continue;
      }
      var holder = want.holders.get(want.asked++ % want.holders.size());
      want.askAgainAt = chain.now + ASK_AGAIN_MILLIS;
      asks.computeIfAbsent(holder, key -> new ArrayList<>()).add(entry.getKey());
    }
    lost.forEach(wanted::remove);
    asks.forEach((peer, ids) -> {
      for (int from = 0; from < ids.size(); from += MAX_IDS) {
        want(peer, ids.subList(from, Math.min(from + MAX_IDS, ids.size())));
      }
    });
  }
}
