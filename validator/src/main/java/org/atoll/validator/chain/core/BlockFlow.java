package org.atoll.validator.chain.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.engine.core.EngineHost;
import org.atoll.validator.engine.core.EngineState;
import org.atoll.validator.family.evidence.SealedHeaders;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.SealReader;
import org.atoll.validator.finality.core.SealWatch;
import org.atoll.validator.forks.core.ForkBlock;
import org.atoll.validator.forks.core.SealedBlock;
import org.atoll.validator.peer.core.PeerMessage;

/**
 * The way of a block from its header's arrival to its place among those that may be head: checks of the header, the
 * engine's verdict, its batches, the disk, execution.
 */
final class BlockFlow {
  /** Heights above the last final block at which blocks are still taken without a proof that they are final. */
  static final int MAX_AHEAD = 256;
  private static final long MAX_EARLY_MILLIS = 500;
  private static final long MAX_WAIT_MILLIS = 60_000;
  private static final int MAX_EARLY = 64;
  private static final int MAX_ORPHANS = 256;
  private static final int MAX_ORPHANS_OF_PEER = 32;
  private static final int MAX_ASK = 256;
  private static final int SEALS_WATCHED = 1_024;
  private static final int MAX_LINE = 32;
  private static final long MAX_LINE_BYTES = 2 << 20;
  /** So many blocks are with the executor, so that it need not wait for the chain's thread after each. */
  private static final int MAX_EXECUTING = 16;
  private static final long RETRY_MILLIS = 300;
  private static final TimerKey RETRY = new TimerKey.Bodies();
  private static final TimerKey EARLY = new TimerKey.EarlyBlocks();

  /** What the flow tells its owner. */
  interface Sink {
    /** The engine accepted the header. */
    void accepted(ForkBlock block);

    /** The block may be head now. */
    void eligible(ForkBlock block);

    /** The block is on disk. */
    void stored(ForkBlock block);

    /** Somebody sealed twice. */
    void evidence(Evidence evidence);

    /** Executed, and its header is wrong. */
    void refuted(ForkBlock block, String why);
  }

  /** A header whose time or parent has not come yet. */
  private record Waiting(Optional<PublicKey> from, SignedHeader header, List<TransactionId> batchIds) {}

  /** What is known of a body that is not whole yet. */
  private static final class Incomplete {
    final List<TransactionId> ids;
    int asked;
    long askAgainAt;

    Incomplete(List<TransactionId> ids) {
      this.ids = ids;
    }
  }

  private final ChainState chain;
  private final EngineHost engine;
  private final Consumer<Event> toEngine;
  private final Sink sink;
  private final Certified certified;
  private final Map<BlockId, Waiting> orphans = new LinkedHashMap<>();
  /** When blocks were asked for; the latest last. */
  private final Map<BlockId, Long> sought = new LinkedHashMap<>();
  private final TreeMap<Long, List<Waiting>> early = new TreeMap<>();
  private int earlyCount;
  private final Map<ForkBlock, Incomplete> incomplete = new LinkedHashMap<>();
  /** Batches of unfinal blocks, and those that came for incomplete ones. */
  private final Map<TransactionId, BatchView> bodies = new HashMap<>();
  private final List<ForkBlock> toJudge = new ArrayList<>();
  private final Map<Long, List<ForkBlock>> judging = new HashMap<>();
  private final Set<ForkBlock> storing = new LinkedHashSet<>();
  private final Set<ForkBlock> own = new LinkedHashSet<>();
  private final SealWatch seals = new SealWatch(SEALS_WATCHED);
  /** Under way at the executor, which takes them in this order. */
  private final Set<ForkBlock> executing = new LinkedHashSet<>();
  private boolean held;
  private boolean retrying;

  /** Blocks known to be final although they are not here yet. */
  interface Certified {
    boolean contains(BlockId id);
  }

  BlockFlow(ChainState chain, EngineHost engine, Consumer<Event> toEngine, Certified certified, Sink sink) {
    this.chain = chain;
    this.engine = engine;
    this.toEngine = toEngine;
    this.certified = certified;
    this.sink = sink;
  }

  /** A header with the ids of its batches. */
  void onCompact(PublicKey from, PeerMessage.CompactBlock block) {
    arrive(Optional.of(from), block.header(), block.batchIds());
  }

  void onWhole(PublicKey from, PeerMessage.WholeBlock block) {
    var ids = block.batches().stream().map(BatchView::id).toList();
    var known = chain.tree.get(block.header().id());
    if (known.isEmpty() || known.get().batches().isEmpty()) {
      block.batches().forEach(batch -> bodies.putIfAbsent(batch.id(), batch));
    }
    arrive(Optional.of(from), block.header(), ids);
    sweepBodies();
  }

  /** A block this node had on disk when it started. */
  void restore(SignedHeader header, List<BatchView> batches) {
    batches.forEach(batch -> bodies.putIfAbsent(batch.id(), batch));
    arrive(Optional.empty(), header, batches.stream().map(BatchView::id).toList());
    chain.tree.get(header.id()).ifPresent(ForkBlock::markStored);
  }

  /** A block that a certificate proves final. */
  void arriveCertified(SignedHeader header, List<BatchView> batches) {
    batches.forEach(batch -> bodies.putIfAbsent(batch.id(), batch));
    arrive(Optional.empty(), header, batches.stream().map(BatchView::id).toList());
  }

  private void arrive(Optional<PublicKey> from, SignedHeader header, List<TransactionId> batchIds) {
    watchSeal(header);
    var known = chain.tree.get(header.id());
    if (known.isPresent()) {
      from.ifPresent(known.get().holders()::add);
      resolve(known.get());
      return;
    }
    long above = header.height() - chain.tree.root().height();
    if (above <= 0 || above > MAX_AHEAD) {
      return; // of no use, or for the sync to bring
    }
    var problem = problem(header);
    if (problem.isPresent()) {
      from.ifPresent(peer -> chain.emit(new ChainEffect.Penalise(peer, problem.get())));
      return;
    }
    var waiting = new Waiting(from, header, batchIds);
    boolean proved = certified.contains(header.id());
    if (header.timestampMillis() > chain.now + MAX_EARLY_MILLIS && !proved) {
      holdEarly(waiting);
      return;
    }
    var parent = chain.tree.get(header.parentId());
    if (parent.isEmpty()) {
      holdOrphan(waiting);
    } else {
      insert(waiting, parent.get());
    }
  }

  private void watchSeal(SignedHeader header) {
    if (chain.rules.decidesAlone()) {
      return;
    }
    var epochs = chain.rules.epochs();
    seals.observe(new SealReader.SealedHeader(header.id(), header.producer(),
            SealedHeaders.scope(header.header(), epochs.entry().sealScope()), epochs.of(header.height())),
        SealedHeaders.encode(header)).ifPresent(sink::evidence);
  }

  /** What the header alone, or with the chain's rules, shows to be wrong (V6). */
  private Optional<String> problem(SignedHeader header) {
    var entry = chain.rules.epochs().entry();
    var proto = header.header();
    if (proto.getChainId() != chain.rules.chainId() || !proto.getEngine().equals(entry.engine())
        || !proto.getEngineVersion().equals(entry.version())
        || !Bytes.of(proto.getEngineParamsHash()).equals(chain.rules.paramsHash().bytes())) {
      return Optional.of("header of another chain or engine");
    }
    return Optional.empty();
  }

  private void holdEarly(Waiting waiting) {
    if (earlyCount < MAX_EARLY && waiting.header().timestampMillis() <= chain.now + MAX_WAIT_MILLIS) {
      early.computeIfAbsent(waiting.header().timestampMillis() - MAX_EARLY_MILLIS, at -> new ArrayList<>()).add(waiting);
      earlyCount++;
      chain.emit(new ChainEffect.SetTimer(EARLY, early.firstKey()));
    }
  }

  private void holdOrphan(Waiting waiting) {
    var header = waiting.header();
    var from = waiting.from();
    long ofPeer = orphans.values().stream().filter(other -> other.from().equals(from)).count();
    if (ofPeer >= MAX_ORPHANS_OF_PEER) {
      return;
    }
    if (orphans.size() >= MAX_ORPHANS) {
      orphans.remove(orphans.keySet().iterator().next());
    }
    orphans.put(header.id(), waiting);
    from.ifPresent(peer -> seek(peer, header.parentId()));
  }

  /**
   * Asks for a block, or for the last of its ancestors that is not here; not again at once. Each answer leads to the next
   * question: without that limit a network that duplicates messages makes ever more of them.
   */
  void seek(PublicKey peer, BlockId id) {
    var missing = id;
    for (var held = orphans.get(missing); held != null; held = orphans.get(missing)) {
      missing = held.header().parentId();
    }
    var last = sought.get(missing);
    if (chain.tree.get(missing).isPresent() || last != null && Math.abs(chain.now - last) < RETRY_MILLIS) {
      return;
    }
    sought.remove(missing);
    sought.put(missing, chain.now);
    if (sought.size() > MAX_ORPHANS) {
      sought.remove(sought.keySet().iterator().next());
    }
    chain.emit(new ChainEffect.Send(peer, new PeerMessage.WantBlock(missing)));
  }

  private void insert(Waiting waiting, ForkBlock parent) {
    var header = waiting.header();
    if (header.height() != parent.height() + 1 || header.timestampMillis() <= parent.header().timestampMillis()) {
      waiting.from().ifPresent(peer ->
          chain.emit(new ChainEffect.Penalise(peer, "height or time do not follow the parent's")));
      return;
    }
    var block = chain.tree.add(header, parent, chain.seq);
    waiting.from().ifPresent(block.holders()::add);
    incomplete.put(block, new Incomplete(waiting.batchIds()));
    if (block.fault().isEmpty()) {
      toJudge.add(block);
    }
    resolve(block);
    adopt(block);
  }

  /** Orphans whose parent has come. */
  private void adopt(ForkBlock parent) {
    var children = orphans.values().stream().filter(orphan -> orphan.header().parentId().equals(parent.id())).toList();
    for (var child : children) {
      orphans.remove(child.header().id());
      arrive(child.from(), child.header(), child.batchIds());
    }
  }

  /** A block of this node's own making, executed. */
  void sealedHere(SealedBlock sealed) {
    var header = sealed.block().signed();
    var parent = chain.tree.get(header.parentId());
    if (parent.isEmpty()) {
      chain.note("block.lost", "height=" + header.height() + " why=\"its parent was dropped\"");
      return;
    }
    var block = chain.tree.add(header, parent.get(), chain.seq);
    var batches = sealed.block().batches().stream().map(batch -> batch.batch()).toList();
    batches.forEach(batch -> bodies.put(batch.id(), batch));
    block.complete(batches);
    block.valid(sealed);
    own.add(block);
    toJudge.add(block);
    adopt(block);
  }

  // Bodies

  /** Batches came; some may be what a block lacks. */
  void onBatches(List<BatchView> batches) {
    if (incomplete.isEmpty()) {
      return;
    }
    for (var batch : batches) {
      if (incomplete.values().stream().anyMatch(body -> body.ids.contains(batch.id()))) {
        bodies.putIfAbsent(batch.id(), batch);
      }
    }
    List.copyOf(incomplete.keySet()).forEach(this::resolve);
  }

  private void resolve(ForkBlock block) {
    var body = incomplete.get(block);
    if (body == null) {
      return;
    }
    var batches = new ArrayList<BatchView>(body.ids.size());
    var missing = new ArrayList<TransactionId>();
    for (var id : body.ids) {
      body(id).ifPresentOrElse(batches::add, () -> missing.add(id));
    }
    if (missing.isEmpty()) {
      incomplete.remove(block);
      batches.forEach(batch -> bodies.put(batch.id(), batch));
      block.complete(batches);
      progress(block);
    } else {
      want(block, body, missing);
    }
  }

  /** A batch that is in the pool or in an unfinal block. */
  Optional<BatchView> body(TransactionId id) {
    return Optional.ofNullable(bodies.get(id)).or(() -> chain.pool.get(id));
  }

  /**
   * Asks one that has the block for what is missing; when that does not come, anybody for the whole block, which those who
   * hold it for final can still give.
   */
  private void want(ForkBlock block, Incomplete body, List<TransactionId> missing) {
    if (body.asked > 0 && chain.now < body.askAgainAt && chain.now > body.askAgainAt - 2 * RETRY_MILLIS) {
      return; // the answer is under way
    }
    var able = new ArrayList<PublicKey>();
    boolean again = body.asked > 0;
    for (var peer : chain.peers.all()) {
      if (again || block.holders().contains(peer.key)) {
        able.add(peer.key);
      }
    }
    if (!able.isEmpty()) { // each time another, so that one that does not answer holds up nothing
      var peer = able.get((int) (chain.seq % able.size()));
      chain.emit(new ChainEffect.Send(peer, again || missing.size() > 1_000
          ? new PeerMessage.WantBlock(block.id()) : new PeerMessage.WantBatches(missing)));
    }
    body.asked++;
    body.askAgainAt = chain.now + RETRY_MILLIS;
    if (!retrying) {
      retrying = true;
      chain.emit(new ChainEffect.SetTimer(RETRY, chain.now + RETRY_MILLIS));
    }
  }

  private void sweepBodies() {
    if (bodies.size() > 200_000) { // of blocks that never came to be in the tree
      var needed = new HashMap<TransactionId, BatchView>();
      chain.tree.blocks().forEach(block -> block.batches().ifPresent(batches ->
          batches.forEach(batch -> needed.put(batch.id(), batch))));
      bodies.keySet().retainAll(needed.keySet());
    }
  }

  /** Asks again for what blocks lack. */
  void onBodiesTimer() {
    retrying = false;
    List.copyOf(incomplete.keySet()).forEach(this::resolve);
  }

  void onEarlyTimer() {
    var due = early.headMap(chain.now, true);
    var arrived = due.values().stream().flatMap(List::stream).toList();
    due.clear();
    earlyCount -= arrived.size();
    arrived.forEach(waiting -> arrive(waiting.from(), waiting.header(), waiting.batchIds()));
    if (!early.isEmpty()) {
      chain.emit(new ChainEffect.SetTimer(EARLY, early.firstKey()));
    }
  }

  // The engine's verdict

  /** Sends the engine what it has not judged yet. While it is down, blocks proved final pass without it. */
  void judge() {
    if (toJudge.isEmpty()) {
      return;
    }
    if (engine.state() instanceof EngineState.Down) {
      passProved();
      return;
    }
    while (!toJudge.isEmpty()) {
      var part = List.copyOf(toJudge.subList(0, Math.min(MAX_ASK, toJudge.size())));
      toJudge.subList(0, part.size()).clear();
      List<Header> headers = part.stream().map(ForkBlock::header).toList();
      judging.put(engine.ask(headers), part);
    }
  }

  /** Blocks that are proved final, and their ancestors, whether the engine was asked before it went down or not. */
  private void passProved() {
    var waiting = new ArrayList<>(toJudge);
    judging.values().forEach(waiting::addAll);
    if (waiting.isEmpty()) {
      return;
    }
    var proved = new LinkedHashSet<ForkBlock>();
    for (var block : waiting) {
      if (certified.contains(block.id())) {
        for (var at = Optional.of(block); at.isPresent() && at.get() != chain.tree.root(); at = at.get().parent()) {
          proved.add(at.get());
        }
      }
    }
    for (var block : waiting) {
      if (proved.contains(block) && block.accept().isEmpty()) {
        toJudge.remove(block);
        accepted(block, new HeaderVerdict.Accept(1, 0, Bytes.EMPTY, Bytes.EMPTY));
      }
    }
  }

  void onVerdicts(long askId, List<HeaderVerdict> verdicts) {
    var blocks = judging.remove(askId);
    for (int i = 0; blocks != null && i < blocks.size(); i++) {
      var block = blocks.get(i);
      if (block.accept().isPresent()) {
        continue; // it passed by its certificate
      }
      switch (verdicts.get(i)) {
        case HeaderVerdict.Accept accept -> {
          if (isInTree(block)) { // else another became final while the engine looked at it
            accepted(block, accept);
          }
        }
        case HeaderVerdict.Reject(var why) -> {
          block.condemn(why);
          incomplete.remove(block);
          block.holders().forEach(peer -> chain.emit(new ChainEffect.Penalise(peer, "header refused: " + why)));
          chain.note("block.refused", "height=" + block.height() + " id=" + block.id().brief() + " why=\"" + why + '"');
          if (certified.contains(block.id())) {
            sink.refuted(block, "the engine refuses its header: " + why);
          }
        }
      }
    }
  }

  private void accepted(ForkBlock block, HeaderVerdict.Accept accept) {
    for (var ranked : chain.tree.accept(block, accept)) {
      if (!isInTree(ranked)) {
        continue; // the certificate of one before it made another final
      }
      toEngine.accept(own.contains(ranked) ? new Event.BlockValid(ranked.id())
          : new Event.HeaderArrived(ranked.header()));
      sink.accepted(ranked);
      progress(ranked);
    }
  }

  // Disk and execution

  private void progress(ForkBlock block) {
    if (block.rank().isEmpty() || block.batches().isEmpty() || block.fault().isPresent()) {
      return;
    }
    if (chain.rules.decidesAlone()) {
      if (block.isEligible()) {
        sink.eligible(block);
      }
      return;
    }
    if (block.isStored()) {
      relay(block);
      sink.stored(block);
    } else if (!certified.contains(block.id()) && storing.add(block)) {
      chain.emit(new ChainEffect.Store(block.signed(), block.batches().orElseThrow()));
      if (!own.contains(block)) { // one's own leaves only when it is on disk
        relay(block);
      }
    }
    if (block.isEligible()) {
      sink.eligible(block);
    }
    execute();
  }

  private void relay(ForkBlock block) {
    if (chain.peers.isEmpty()) {
      return;
    }
    var ids = block.batches().orElseThrow().stream().map(BatchView::id).toList();
    var message = new PeerMessage.CompactBlock(block.signed(), ids);
    if (own.contains(block)) {
      var fresh = chain.fresh.of(block.batches().orElseThrow(), chain.now);
      if (!fresh.isEmpty()) {
        chain.emit(new ChainEffect.Broadcast(new PeerMessage.Batches(fresh), Set.of()));
      }
      chain.emit(new ChainEffect.Broadcast(message, Set.of()));
      return;
    }
    for (var peer : chain.peers.all()) {
      if (chain.mesh.passesTo(peer, block.header().producer()) && !block.holders().contains(peer.key)) {
        chain.emit(new ChainEffect.Send(peer.key, message));
      }
    }
  }

  void onStored(BlockId id) {
    chain.tree.get(id).ifPresent(block -> {
      block.markStored();
      storing.remove(block);
      if (own.contains(block)) {
        relay(block);
      }
      sink.stored(block);
    });
  }

  /** Hands the executor more when it is about to run out. */
  void execute() {
    if (held || executing.size() > MAX_EXECUTING / 2) {
      return;
    }
    for (var next : chain.tree.toExecute()) {
      if (executing.size() == MAX_EXECUTING) {
        return;
      }
      if (executing.add(next)) {
        chain.emit(new ChainEffect.Validate(next.signed(), next.batches().orElseThrow()));
      }
    }
  }

  void onExecuted(SealedBlock sealed) {
    var found = executing(sealed.block().id());
    if (found.isPresent()) { // else it was dropped in the meantime
      var block = found.get();
      executing.remove(block);
      block.valid(sealed);
      toEngine.accept(new Event.BlockValid(block.id()));
      if (block.isEligible() && isInTree(block)) {
        sink.eligible(block);
      }
    }
    execute();
  }

  private Optional<ForkBlock> executing(BlockId id) {
    return executing.stream().filter(block -> block.id().equals(id)).findFirst();
  }

  private boolean isInTree(ForkBlock block) {
    return chain.tree.get(block.id()).filter(found -> found == block).isPresent();
  }

  void onRefused(BlockId id, String why) {
    executing(id).ifPresent(block -> {
      chain.note("block.invalid", "height=" + block.height() + " id=" + id.brief() + " why=\"" + why + '"');
      block.condemn(why);
      executing.removeIf(condemned -> condemned.fault().isPresent());
      toEngine.accept(new Event.BlockInvalid(id, why));
      sink.refuted(block, why);
    });
    execute();
  }

  /** A processor is away: tried again, with what waits behind it, when one comes, or in a second. */
  void onHeld(BlockId id, String why) {
    if (executing(id).isPresent()) {
      executing.clear();
      held = true;
      chain.note("block.held", "id=" + id.brief() + " why=\"" + why + '"');
    }
  }

  void retryHeld() {
    held = false;
    execute();
  }

  boolean isHeld() {
    return held;
  }

  boolean isOwn(ForkBlock block) {
    return own.contains(block);
  }

  /** The block and those before it are final; {@code dropped} are of no use any more. */
  void settled(List<ForkBlock> decided, List<ForkBlock> dropped) {
    var gone = new ArrayList<>(decided);
    gone.addAll(dropped);
    for (var block : gone) {
      own.remove(block);
      storing.remove(block);
      incomplete.remove(block);
      toJudge.remove(block);
      executing.remove(block);
      block.batches().ifPresent(batches -> batches.forEach(batch -> bodies.remove(batch.id())));
    }
    for (var block : chain.tree.blocks()) { // a batch may be on several forks
      if (block != chain.tree.root()) {
        block.batches().ifPresent(batches -> batches.forEach(batch -> bodies.put(batch.id(), batch)));
      }
    }
    orphans.values().removeIf(orphan -> orphan.header().height() <= chain.tree.root().height());
    execute();
  }

  /**
   * A block of the tree for a peer that wants it, after those of its ancestors that the peer may lack too, lowest first:
   * else it would ask for one after the other.
   *
   * @param above height the peer surely has
   */
  List<PeerMessage.WholeBlock> line(BlockId id, long above) {
    var line = new ArrayList<PeerMessage.WholeBlock>();
    long bytes = 0;
    var at = chain.tree.get(id);
    while (at.isPresent() && at.get() != chain.tree.root() && at.get().batches().isPresent()
        && line.size() < MAX_LINE && bytes < MAX_LINE_BYTES && (line.isEmpty() || at.get().height() > above)) {
      var batches = at.get().batches().get();
      for (var batch : batches) {
        bytes += batch.body().size();
      }
      line.add(new PeerMessage.WholeBlock(at.get().signed(), batches));
      at = at.get().parent();
    }
    return line.reversed();
  }
}
