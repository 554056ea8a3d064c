package org.atoll.validator.chain.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.atoll.sdk.crypto.PaddedTree;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Decoded;
import org.atoll.validator.peer.core.PeerMessage;
import org.jspecify.annotations.Nullable;

/**
 * Catches up with what others have proved final: headers with certificates first, then bodies from several peers at
 * once, in order into the tree. Memory is bounded; a peer that stalls or lies is passed over.
 */
final class SyncFlow {
  private static final TimerKey RETRY = new TimerKey.Sync();
  /** At first; doubled while answers come too late, as on a machine that is too busy. */
  private static final long PATIENCE_MILLIS = 2_000;
  private static final long MOST_PATIENCE_MILLIS = 4_000;
  /** A lost answer to a small question should cost little, and a large answer may take its time. */
  private static final long PATIENCE_A_BODY_MILLIS = 100;
  private static final int MAX_HEADERS = 512;
  private static final int MAX_PLANNED = 2_048;
  private static final int WINDOW = 64;
  private static final int MAX_OPEN = 16;
  private static final int MAX_OPEN_OF_PEER = 4;
  private static final long MAX_BUFFERED_BYTES = 64L << 20;
  private static final int MAX_IN_TREE = 128;
  private static final int PROOF_EVERY = 32;
  /** A gap of this many blocks closes by gossip alone. */
  private static final int NEAR = 2;
  private static final Bytes EMPTY_ROOT = PaddedTree.root(List.of()).bytes();

  /** Takes blocks that are proved final, and the proofs. */
  interface Sink {
    void block(SignedHeader header, List<BatchView> batches);

    void certificate(Certificate certificate);
  }

  private record Open(PublicKey peer, long from, int count, long deadlineMillis) {}

  private final ChainState chain;
  private final BooleanSupplier paused;
  private final Sink sink;
  private final TreeMap<Long, SignedHeader> planned = new TreeMap<>();
  private final Map<BlockId, Long> plannedIds = new HashMap<>();
  private final TreeMap<Long, Certificate> proofs = new TreeMap<>();
  private final TreeMap<Long, List<BatchView>> bodies = new TreeMap<>();
  /** Planned heights whose bodies are neither here nor asked for. */
  private final TreeSet<Long> lacking = new TreeSet<>();
  private final TreeMap<Long, Open> open = new TreeMap<>(); // by first height
  private final PeerChoice choice;
  private @Nullable Open headersOpen;
  private long patienceMillis = PATIENCE_MILLIS;
  private long bufferedBytes;
  private long fed;
  /** Height of the last proof that was handed on. */
  private long proved;
  private long forgotten;
  private boolean active;
  private boolean retrying;

  /** @param paused whether the node catches up in another way */
  SyncFlow(ChainState chain, BooleanSupplier paused, Sink sink) {
    this.chain = chain;
    this.paused = paused;
    this.sink = sink;
    this.choice = new PeerChoice(chain);
    this.fed = chain.tree.root().height();
  }

  /** Whether the block is proved final by what was fetched. */
  boolean isPlanned(BlockId id) {
    var height = plannedIds.get(id);
    return height != null && chain.trust.permits(height, planned::get);
  }

  boolean isActive() {
    return active;
  }

  /** Height others have proved final; 0 when nobody has proved anything. */
  long provedHeight() {
    return chain.peers.highest().map(certificate -> certificate.block().height()).orElse(0L);
  }

  /** Looks whether this node is behind, and goes on. */
  void advance() {
    if (paused.getAsBoolean()) {
      return;
    }
    long root = chain.tree.root().height();
    forgetUpTo(root);
    long proved = provedHeight();
    boolean stale = chain.trust.isStale(); // then gossip does not bring proofs
    boolean near = stale ? proved <= root : proved <= root + NEAR || isWithinReach(proved);
    if (!active && !near) {
      active = true;
      fed = root;
      chain.note("sync.started", "height=" + root + " target=" + proved);
    } else if (active && near && planned.isEmpty()) {
      active = false;
      chain.note("sync.done", "height=" + root);
    }
    if (active) {
      askHeaders();
      askBodies();
      feed();
    }
  }

  /** The certified block is in the tree with all before it: gossip has brought it. */
  private boolean isWithinReach(long proved) {
    return chain.peers.highest().flatMap(certificate -> chain.tree.get(certificate.block().id()))
        .filter(block -> block.batches().isPresent() && proved - chain.tree.root().height() < WINDOW).isPresent();
  }

  private void forgetUpTo(long root) {
    if (root == forgotten) {
      return;
    }
    forgotten = root;
    var done = planned.headMap(root, true);
    done.values().forEach(header -> plannedIds.remove(header.id()));
    done.clear();
    proofs.headMap(root, true).clear();
    var old = bodies.headMap(root, true);
    old.values().forEach(batches -> bufferedBytes -= size(batches));
    old.clear();
    lacking.headSet(root, true).clear();
    fed = Math.max(fed, root);
    proved = Math.max(proved, root);
  }

  /** What was planned is another history than ours. */
  private void forgetPlan() {
    planned.clear();
    plannedIds.clear();
    proofs.clear();
    bodies.clear();
    lacking.clear();
    open.clear();
    bufferedBytes = 0;
    fed = chain.tree.root().height();
    proved = fed;
  }

  private long plannedTo() {
    return planned.isEmpty() ? chain.tree.root().height() : planned.lastKey();
  }

  private void askHeaders() {
    long from = plannedTo() + 1;
    if (headersOpen != null || from > provedHeight() || planned.size() > MAX_PLANNED - MAX_HEADERS) {
      return;
    }
    choice.next(from, chain.trust::mayTell).ifPresent(peer -> {
      headersOpen = new Open(peer, from, MAX_HEADERS, chain.now + patienceMillis);
      chain.emit(new ChainEffect.Send(peer, new PeerMessage.WantHeaders(from, MAX_HEADERS)));
      arm();
    });
  }

  private void askBodies() {
    while (!lacking.isEmpty() && open.size() < MAX_OPEN && bufferedBytes < MAX_BUFFERED_BYTES) {
      long from = lacking.first();
      int count = 1;
      while (count < WINDOW && lacking.contains(from + count)) {
        count++;
      }
      var peer = choice.next(from + count - 1, key -> open.values().stream()
          .filter(request -> request.peer().equals(key)).count() < MAX_OPEN_OF_PEER);
      if (peer.isEmpty()) {
        return;
      }
      lacking.subSet(from, from + count).clear();
      open.put(from, new Open(peer.get(), from, count,
          chain.now + patienceMillis + count * PATIENCE_A_BODY_MILLIS));
      chain.emit(new ChainEffect.Send(peer.get(), new PeerMessage.WantBodies(from, count)));
      arm();
    }
  }

  /** The request is over: what it did not bring is to be asked for again. */
  private void close(Open request) {
    open.remove(request.from());
    for (long height = request.from(); height < request.from() + request.count(); height++) {
      if (height > fed && planned.containsKey(height) && !bodies.containsKey(height)) {
        lacking.add(height);
      }
    }
  }

  void onHeaders(PublicKey from, PeerMessage.Headers reply) {
    var asked = headersOpen;
    if (asked == null || !asked.peer().equals(from) || reply.fromHeight() != asked.from()) {
      return; // too late
    }
    headersOpen = null;
    answered(asked);
    var certificate = reply.certificate();
    var refuted = chain.trust.refutes(reply.headers());
    if (reply.headers().isEmpty() || certificate.isEmpty()) {
      boolean shunned = choice.isShunned(from); // there was nobody else to ask
      choice.strike(from, "no headers of what it proved final");
      if (shunned) {
        headersOpen = asked; // again when its time is over, not at once
        return;
      }
    } else if (!follows(reply.headers(), asked.from()) || !ends(reply.headers(), certificate.get())) {
      if (chain.trust.isStale()) {
        forgetPlan(); // of two histories either may be the false one
      } else {
        chain.emit(new ChainEffect.Penalise(from, "headers that do not follow each other or their proof"));
      }
      choice.strike(from, "false headers");
    } else if (refuted.isPresent()) {
      chain.note("trust.refused", "why=\"" + refuted.get() + '"');
      chain.emit(new ChainEffect.Penalise(from, refuted.get()));
      choice.bar(from, refuted.get());
      forgetPlan();
    } else {
      long root = chain.tree.root().height();
      for (var header : reply.headers()) {
        if (header.height() > root) { // gossip may have brought some meanwhile
          plan(header);
        }
      }
      if (certificate.get().block().height() > root) {
        proofs.put(certificate.get().block().height(), certificate.get());
      }
      chain.tree.get(certificate.get().block().id())
          .filter(known -> chain.trust.permits(known.height(), planned::get))
          .ifPresent(known -> sink.certificate(certificate.get()));
    }
    advance();
  }

  private void plan(SignedHeader header) {
    planned.put(header.height(), header);
    plannedIds.put(header.id(), header.height());
    if (Bytes.of(header.header().getBatchesRoot()).equals(EMPTY_ROOT)) {
      bufferedBytes += size(List.of());
      bodies.put(header.height(), List.of());
    } else {
      lacking.add(header.height());
    }
    // A quorum would not have certified a block that carries a bad certificate: no look at the signatures in it.
    if (!header.certificate().isEmpty()
        && Certificate.decode(header.certificate()) instanceof Decoded.Ok<Certificate>(var carried)
        && Long.valueOf(carried.block().height()).equals(plannedIds.get(carried.block().id()))) {
      proofs.put(carried.block().height(), carried);
    }
  }

  private boolean follows(List<SignedHeader> headers, long from) {
    var parent = Optional.ofNullable(planned.get(from - 1)).or(() -> chain.finals.at(from - 1)).map(SignedHeader::id);
    if (parent.isEmpty()) {
      return false;
    }
    var id = parent.get();
    long height = from;
    for (var header : headers) {
      if (header.height() != height++ || !header.parentId().equals(id)) {
        return false;
      }
      id = header.id();
    }
    return true;
  }

  private static boolean ends(List<SignedHeader> headers, Certificate certificate) {
    return headers.getLast().id().equals(certificate.block().id())
        && headers.getLast().height() == certificate.block().height();
  }

  void onBodies(PublicKey from, PeerMessage.Bodies reply) {
    var asked = open.get(reply.fromHeight());
    if (asked == null || !asked.peer().equals(from)) {
      return;
    }
    answered(asked);
    if (reply.bodies().isEmpty()) {
      boolean shunned = choice.isShunned(from);
      choice.strike(from, "no bodies of what it proved final");
      if (shunned) {
        return; // as with headers
      }
    }
    long height = reply.fromHeight();
    for (var batches : reply.bodies()) {
      var header = planned.get(height);
      if (height >= asked.from() + asked.count() || header == null) {
        break;
      }
      if (!root(batches).equals(Bytes.of(header.header().getBatchesRoot()))) {
        chain.emit(new ChainEffect.Penalise(from, "a body that is not the header's"));
        choice.strike(from, "false body");
        break;
      }
      if (height > fed && bodies.put(height, batches) == null) {
        bufferedBytes += size(batches);
      }
      height++;
    }
    close(asked);
    advance();
  }

  private static Bytes root(List<BatchView> batches) {
    return PaddedTree.root(batches.stream().map(batch -> batch.id().bytes()).toList()).bytes();
  }

  private static long size(List<BatchView> batches) {
    long bytes = 256;
    for (var batch : batches) {
      bytes += batch.body().size();
    }
    return bytes;
  }

  private void feed() {
    while (chain.tree.size() < MAX_IN_TREE) {
      long next = fed + 1;
      var header = planned.get(next);
      var batches = bodies.get(next);
      if (header == null || batches == null || !chain.trust.permits(next, planned::get)) {
        prove();
        return;
      }
      fed = next;
      sink.block(header, batches);
      if (proofs.containsKey(next) && next - proved >= PROOF_EVERY) {
        prove();
      }
    }
  }

  /** A proof is one of all blocks before it: most need not be looked at. */
  private void prove() {
    var last = proofs.floorEntry(fed);
    if (last != null && last.getKey() > proved) {
      proved = last.getKey();
      sink.certificate(last.getValue());
    }
  }

  private void arm() {
    if (!retrying) {
      retrying = true;
      chain.emit(new ChainEffect.SetTimer(RETRY, chain.now + PATIENCE_MILLIS));
    }
  }

  private void answered(Open asked) {
    if (asked.deadlineMillis() - chain.now > patienceMillis / 4 * 3) {
      patienceMillis = Math.max(PATIENCE_MILLIS, patienceMillis / 2);
    }
  }

  void onTimer() {
    retrying = false;
    var late = headersOpen;
    boolean anyLate = late != null && late.deadlineMillis() <= chain.now
        || open.values().stream().anyMatch(request -> request.deadlineMillis() <= chain.now);
    if (anyLate) {
      patienceMillis = Math.min(MOST_PATIENCE_MILLIS, patienceMillis * 2);
    }
    if (late != null && late.deadlineMillis() <= chain.now) {
      headersOpen = null;
      choice.strike(late.peer(), "no answer to a request for headers");
    }
    for (var request : List.copyOf(open.values())) {
      if (request.deadlineMillis() <= chain.now) {
        close(request);
        choice.strike(request.peer(), "no answer to a request for bodies");
      }
    }
    if (headersOpen != null || !open.isEmpty()) {
      arm();
    }
    advance();
  }

  void onPeerDown(PublicKey peer) {
    List.copyOf(open.values()).stream().filter(request -> request.peer().equals(peer)).forEach(this::close);
    if (headersOpen != null && headersOpen.peer().equals(peer)) {
      headersOpen = null;
    }
    advance();
  }
}
