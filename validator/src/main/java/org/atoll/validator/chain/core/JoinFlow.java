package org.atoll.validator.chain.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.atoll.sdk.crypto.PaddedTree;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BareBlock;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.mempool.core.Mempool;
import org.atoll.validator.peer.core.PeerMessage;
import org.atoll.validator.state.StateEntry;
import org.atoll.validator.state.StateRange;
import org.jspecify.annotations.Nullable;

/**
 * Joins a chain that is far ahead: fetches the state of a block that is proved final from several peers at once, with
 * what of the blocks before it matters to those after it. Headers and bodies are proved piece by piece, the state only as
 * a whole: when its root turns out wrong, all of it is fetched again from one peer after the other, and in the end the
 * node catches up block by block.
 */
final class JoinFlow {
  static final int MAX_OPEN = 16;
  static final int MAX_OPEN_OF_PEER = 4;
  static final int MAX_ATTEMPTS = 4;
  static final long PATIENCE_MILLIS = 10_000;
  /** Without any answer of use for so long the attempt is over. */
  static final long STUCK_MILLIS = 60_000;
  /** Of the 10 000 heights that peers keep, so many may pass before the state has to be fetched anew. */
  private static final long MAX_AGE_BLOCKS = 8_000;
  private static final int MIN_RECENT = 257; // what BLOCKHASH can see from the next block
  private static final int HEADERS = 512;
  private static final int WINDOW = 64;
  private static final int ENTRY_BYTES = 160; // of objects around key and value
  private static final int ID_BYTES = 160;
  private static final TimerKey RETRY = new TimerKey.Join();

  private enum Phase { IDLE, FETCHING, IMPORTING, OVER }

  /** Something to ask for. */
  private sealed interface Need {
    record Anchor(long height) implements Need {}

    record Headers(long from) implements Need {}

    record Bodies(long from, int count) implements Need {}

    record State(KeySpace.Part part) implements Need {}
  }

  private record Open(PublicKey peer, long deadlineMillis) {}

  private final ChainState chain;
  private final PeerChoice choice;
  private Phase phase = Phase.IDLE;
  private int attempt;
  private final Set<PublicKey> triedAlone = new HashSet<>();
  private @Nullable PublicKey alone;
  private boolean retrying;
  private long movedAt;

  // Of the attempt
  private @Nullable Certificate target;
  private final ArrayDeque<Need> needs = new ArrayDeque<>();
  private final Map<Need, Open> open = new LinkedHashMap<>();
  private List<BareBlock> recent = List.of();
  /** Batches roots of blocks whose bodies are to come. */
  private final TreeMap<Long, Bytes> bodyRoots = new TreeMap<>();
  private final TreeMap<Long, BlockId> older = new TreeMap<>();
  private final TreeMap<Long, List<TransactionId>> used = new TreeMap<>();
  private final List<StateEntry> entries = new ArrayList<>();
  private long bytes;

  JoinFlow(ChainState chain) {
    this.chain = chain;
    this.choice = new PeerChoice(chain);
  }

  /** Whether the node is joining, so that catching up block by block has to wait. */
  boolean isActive() {
    return phase == Phase.FETCHING || phase == Phase.IMPORTING;
  }

  boolean isImporting() {
    return phase == Phase.IMPORTING;
  }

  /**
   * Goes on, or begins when others are far ahead.
   *
   * @param quiet whether no block is on its way to the disk, so that the state may be replaced
   */
  void advance(boolean quiet) {
    if (phase == Phase.IDLE && isFarBehind()) {
      phase = Phase.FETCHING;
      begin();
    }
    if (phase == Phase.FETCHING) {
      long age = chain.peers.highest().map(Certificate::block).map(block -> block.height() - height()).orElse(0L);
      if (age > MAX_AGE_BLOCKS) {
        failed("peers will soon have left block " + height() + " behind");
      } else if (chain.now - movedAt > STUCK_MILLIS) {
        failed("nobody answers");
      }
    }
    if (phase == Phase.FETCHING) {
      ask();
      if (quiet && isWhole()) {
        phase = Phase.IMPORTING;
        chain.note("join.fetched", "height=" + height() + " entries=" + entries.size() + " bytes=" + bytes);
        chain.emit(new ChainEffect.Import(new Snapshot(recent, target(), List.copyOf(entries), new TreeMap<>(older),
            new TreeMap<>(used))));
        clear();
      }
    }
  }

  private boolean isFarBehind() {
    return chain.trust.target().map(best -> best.block().height() - chain.tree.root().height()).orElse(0L)
        > chain.rules.join().minGapBlocks();
  }

  private Certificate target() {
    return java.util.Objects.requireNonNull(target, "an attempt has a target");
  }

  private long height() {
    return target().block().height();
  }

  private void begin() {
    clear();
    target = chain.trust.target().orElseThrow();
    movedAt = chain.now;
    chain.note("join.started", "height=" + chain.tree.root().height() + " target=" + height() + " attempt=" + attempt);
    needs.add(new Need.Anchor(height()));
    needs.add(new Need.State(KeySpace.ALL));
  }

  private void clear() {
    needs.clear();
    open.clear();
    recent = List.of();
    bodyRoots.clear();
    older.clear();
    used.clear();
    entries.clear();
    bytes = 0;
  }

  private boolean isWhole() {
    return needs.isEmpty() && open.isEmpty();
  }

  /** The snapshot the node has fetched is not the state of its block, or the attempt led nowhere. */
  void failed(String why) {
    chain.note("join.failed", "attempt=" + attempt + " why=\"" + why + '"');
    attempt++;
    var next = attempt >= MAX_ATTEMPTS || !isFarBehind() ? Optional.<PublicKey>empty()
        : choice.next(chain.trust.target().orElseThrow().block().height(), peer -> !triedAlone.contains(peer));
    if (next.isEmpty()) {
      giveUp("no attempt is left");
      return;
    }
    alone = next.get();
    triedAlone.add(alone);
    phase = Phase.FETCHING;
    begin();
  }

  private void giveUp(String why) {
    phase = Phase.OVER;
    clear();
    chain.note("join.given_up", "why=\"" + why + '"');
  }

  private void ask() {
    while (open.size() < MAX_OPEN && !needs.isEmpty()) {
      var need = needs.getFirst();
      var peer = choice.next(height(), key -> (alone == null || alone.equals(key))
          && open.values().stream().filter(request -> request.peer().equals(key)).count() < MAX_OPEN_OF_PEER);
      if (peer.isEmpty()) {
        break;
      }
      needs.removeFirst();
      open.put(need, new Open(peer.get(), chain.now + PATIENCE_MILLIS));
      chain.emit(new ChainEffect.Send(peer.get(), switch (need) {
        case Need.Anchor(var height) -> new PeerMessage.WantAnchor(height);
        case Need.Headers(var from) -> new PeerMessage.WantHeaders(from, HEADERS);
        case Need.Bodies(var from, var count) -> new PeerMessage.WantBodies(from, count);
        case Need.State(var part) -> new PeerMessage.WantRange(height(), part.from(), part.to());
      }));
    }
    if (!retrying && isActive()) {
      retrying = true;
      chain.emit(new ChainEffect.SetTimer(RETRY, chain.now + PATIENCE_MILLIS));
    }
  }

  /** Whether the peer was asked for that; it is not open any more then. */
  private boolean answers(PublicKey from, Need need) {
    var asked = open.get(need);
    if (phase != Phase.FETCHING || asked == null || !asked.peer().equals(from)) {
      return false; // too late, or of another attempt
    }
    open.remove(need);
    movedAt = chain.now;
    return true;
  }

  private void refused(PublicKey from, Need need, String why) {
    choice.strike(from, why);
    needs.addFirst(need);
  }

  private void broken(PublicKey from, Need need, String why) {
    chain.emit(new ChainEffect.Penalise(from, why));
    refused(from, need, why);
  }

  // Blocks

  void onAnchor(PublicKey from, PeerMessage.Anchor reply) {
    var need = new Need.Anchor(reply.height());
    if (!answers(from, need)) {
      return;
    }
    var blocks = reply.blocks();
    if (blocks.isEmpty()) {
      refused(from, need, "no block that it proved final");
    } else if (!isAnchor(blocks)) {
      broken(from, need, "blocks that do not lead to the one it proved final");
    } else if (isTrusted(from, blocks.stream().map(BareBlock::signed).toList())) {
      recent = blocks;
      blocks.forEach(block -> noteRoot(block.signed()));
      long low = blocks.getFirst().height();
      chain.trust.nextAnchor().filter(height -> height < oldest()).ifPresent(height ->
          needs.add(new Need.Headers(height))); // for nothing but its id
      for (long first = oldest(); first < low; first += HEADERS) {
        needs.add(new Need.Headers(first));
      }
      needBodies();
    }
  }

  /** The lowest block that matters to those after the target. */
  private long oldest() {
    return Math.max(1, height() + 1 - Mempool.REFERENCE_WINDOW);
  }

  private boolean isAnchor(List<BareBlock> blocks) {
    if (!blocks.getLast().signed().id().equals(target().block().id())
        || blocks.size() < Math.min(MIN_RECENT, height())) {
      return false;
    }
    Hash32 ethereumParent = null;
    BlockId parent = null;
    long height = height() - blocks.size() + 1;
    for (var block : blocks) {
      var signed = block.signed();
      var hash = block.ethereum().hash();
      if (signed.height() != height++ || (parent != null && !signed.parentId().equals(parent))
          || !hash.bytes().equals(Bytes.of(signed.header().getEthereumHash()))
          || (ethereumParent != null && !block.ethereum().parentHash().equals(ethereumParent))) {
        return false;
      }
      parent = signed.id();
      ethereumParent = hash;
    }
    return true;
  }

  /** Blocks below the recent ones: what of them matters is who was in them. */
  void onHeaders(PublicKey from, PeerMessage.Headers reply) {
    var need = new Need.Headers(reply.fromHeight());
    if (!answers(from, need)) {
      return;
    }
    var headers = reply.headers();
    if (headers.isEmpty() || reply.certificate().isEmpty()) {
      refused(from, need, "no headers of what it proved final");
    } else if (!areProved(headers, reply.fromHeight(), reply.certificate().get())) {
      broken(from, need, "headers that do not follow each other or their proof");
    } else if (isTrusted(from, headers) && reply.fromHeight() >= oldest()) {
      long low = recent.getFirst().height();
      for (var header : headers) {
        if (header.height() < low) {
          older.put(header.height(), header.id());
          bytes += ID_BYTES;
          noteRoot(header);
        }
      }
      long next = headers.getLast().height() + 1;
      if (next < low && piece(next) == piece(reply.fromHeight())) {
        needs.addFirst(new Need.Headers(next)); // a certificate ended the answer before the piece
      }
      needBodies();
      checkSize();
    } else if (isActive()) {
      needBodies();
    }
  }

  /** False ends the attempt: what members or people vouch for is of another history than these headers. */
  private boolean isTrusted(PublicKey from, List<SignedHeader> headers) {
    var refuted = chain.trust.refutes(headers);
    if (refuted.isPresent()) {
      chain.emit(new ChainEffect.Penalise(from, refuted.get()));
      failed(refuted.get());
    }
    return refuted.isEmpty();
  }

  /** Headers are asked for in pieces, side by side: each is proved by a certificate of its own. */
  private long piece(long height) {
    return (height - oldest()) / HEADERS;
  }

  private static boolean areProved(List<SignedHeader> headers, long from, Certificate certificate) {
    long height = from;
    BlockId parent = null;
    for (var header : headers) {
      if (header.height() != height++ || (parent != null && !header.parentId().equals(parent))) {
        return false;
      }
      parent = header.id();
    }
    return certificate.block().id().equals(parent);
  }

  private void noteRoot(SignedHeader header) {
    var root = Bytes.of(header.header().getBatchesRoot());
    if (!root.equals(Hash32.ZERO.bytes())) {
      bodyRoots.put(header.height(), root);
    }
  }

  /** Once all headers are here: blocks that are empty need not be asked for. */
  private void needBodies() {
    if (Stream.concat(needs.stream(), open.keySet().stream()).anyMatch(Need.Headers.class::isInstance)) {
      return;
    }
    long first = -1;
    long last = -1;
    for (long height : bodyRoots.keySet()) {
      if (first >= 0 && height - first >= WINDOW) {
        needs.add(new Need.Bodies(first, (int) (last - first + 1)));
        first = -1;
      }
      first = first < 0 ? height : first;
      last = height;
    }
    if (first >= 0) {
      needs.add(new Need.Bodies(first, (int) (last - first + 1)));
    }
  }

  void onBodies(PublicKey from, PeerMessage.Bodies reply) {
    var asked = open.keySet().stream().filter(need -> need instanceof Need.Bodies bodies
        && bodies.from() == reply.fromHeight()).findFirst();
    if (asked.isEmpty() || !answers(from, asked.get())) {
      return;
    }
    var need = (Need.Bodies) asked.get();
    if (reply.bodies().isEmpty()) {
      refused(from, need, "no bodies of what it proved final");
    } else {
      int taken = 0;
      for (var batches : reply.bodies()) {
        if (taken == need.count() || !takeBody(need.from() + taken, batches)) {
          break;
        }
        taken++;
      }
      var rest = new Need.Bodies(need.from() + taken, need.count() - taken);
      if (taken < Math.min(need.count(), reply.bodies().size())) {
        broken(from, rest, "a body that is not the header's");
      } else if (rest.count() > 0) {
        needs.addFirst(rest);
      }
      checkSize();
    }
  }

  private boolean takeBody(long height, List<BatchView> batches) {
    var root = bodyRoots.getOrDefault(height, Hash32.ZERO.bytes());
    if (!PaddedTree.root(batches.stream().map(batch -> batch.id().bytes()).toList()).bytes().equals(root)) {
      return false;
    }
    var ids = new ArrayList<TransactionId>();
    for (var batch : batches) {
      batch.transactions().forEach(transaction -> ids.add(transaction.id()));
      if (batch.transactions().size() > 1 || !batch.transactions().getFirst().id().equals(batch.id())) {
        ids.add(batch.id());
      }
    }
    if (!ids.isEmpty()) {
      used.put(height, ids);
      bytes += (long) ids.size() * ID_BYTES;
    }
    return true;
  }

  // State

  void onRange(PublicKey from, PeerMessage.Range reply) {
    var part = new KeySpace.Part(reply.from(), reply.to());
    var need = new Need.State(part);
    if (phase != Phase.FETCHING || reply.height() != height() || !answers(from, need)) {
      return;
    }
    if (reply.part().isEmpty()) {
      refused(from, need, "no state of what it proved final");
    } else if (!isWithin(reply.part().get(), part)) {
      broken(from, need, "state that is not in the range asked for");
    } else {
      var found = reply.part().get();
      found.entries().forEach(entry -> bytes += entry.size() + ENTRY_BYTES);
      entries.addAll(found.entries());
      if (!found.next().isEmpty()) {
        long known = Stream.concat(needs.stream(), open.keySet().stream())
            .filter(Need.State.class::isInstance).count();
        KeySpace.split(new KeySpace.Part(found.next(), part.to()), found.last(), (int) Math.max(1, MAX_OPEN - known))
            .forEach(piece -> needs.add(new Need.State(piece)));
      }
      checkSize();
    }
  }

  private static boolean isWithin(StateRange found, KeySpace.Part part) {
    Bytes before = null;
    for (var entry : found.entries()) {
      var key = entry.address().bytes();
      if (!part.contains(key) || (before != null && before.compareTo(key) >= 0)) {
        return false;
      }
      before = key;
    }
    return found.next().isEmpty()
        || (part.contains(found.next()) && before != null && before.compareTo(found.next()) < 0);
  }

  private void checkSize() {
    if (bytes > chain.rules.join().maxBytes()) {
      giveUp("the state takes more than the " + chain.rules.join().maxBytes() + " bytes this node spares for it");
    }
  }

  // Time

  void onTimer() {
    retrying = false;
    for (var request : List.copyOf(open.entrySet())) {
      if (request.getValue().deadlineMillis() <= chain.now) {
        open.remove(request.getKey());
        refused(request.getValue().peer(), request.getKey(), "no answer to a request");
      }
    }
  }

  void onPeerDown(PublicKey peer) {
    for (var request : List.copyOf(open.entrySet())) {
      if (request.getValue().peer().equals(peer)) {
        needs.addFirst(request.getKey());
      }
    }
    open.values().removeIf(request -> request.peer().equals(peer));
  }
}
