package org.atoll.validator.chain.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.engine.core.EngineHost;
import org.atoll.validator.engine.core.EngineLog;
import org.atoll.validator.engine.core.EngineState;
import org.atoll.validator.engine.core.HostLimits;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.FinalityEvent;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.finality.core.VoteGuard;
import org.atoll.validator.forks.core.FinalHeaders;
import org.atoll.validator.forks.core.ForkBlock;
import org.atoll.validator.forks.core.SealedBlock;
import org.atoll.validator.mempool.core.Mempool;
import org.atoll.validator.peer.core.PeerMessage;
import org.jspecify.annotations.Nullable;

/**
 * Mempool, fork tree, engine, finality, gossip and sync of one node as one state machine: events in, effects out. No
 * I/O, no clock. Belongs to the chain thread.
 *
 * <p>The head moves as soon as a better block is executed; clients see it when it is on disk. Where one validator decides
 * alone a block is final when it is on disk; everywhere else when a quorum has signed for it.
 */
public final class ChainMachine {

  /** From here on engines may leave out slots. */
  private static final int SLOW_LAG = 32;

  private final ChainState chain;
  private final EngineHost engine;
  private final Drafting drafting;
  private final EngineDesk desk;
  private final HeadFlow head;
  private final BlockFlow blocks;
  private final BatchFlow batches;
  private final Admission admission;
  private final JoinFlow join;
  private final SyncFlow sync;
  private final StatusFlow statuses;
  private final EvidenceFlow evidence;
  private final IdleWatch idle = new IdleWatch();
  private final Optional<VoteGuard> guard;
  private final EngineLog engineLog;
  private final @Nullable FinalityFlow finality; // null where one validator decides alone
  private final ArrayDeque<Event> toEngine = new ArrayDeque<>();
  private boolean inStep;
  private int blocksAsked;

  /**
   * @param anchor the last final block
   * @param guard of a node that may vote; empty for one that only follows
   */
  public ChainMachine(ChainRules rules, Mempool pool, SealedBlock anchor, FinalHeaders finals,
      Optional<VoteGuard> guard, EngineLog engineLog) {
    this(new ChainState(rules, pool, anchor, finals), guard, engineLog);
  }

  private ChainMachine(ChainState chain, Optional<VoteGuard> guard, EngineLog engineLog) {
    var rules = chain.rules;
    this.chain = chain;
    this.guard = guard;
    this.engineLog = engineLog;
    this.engine = new EngineHost(rules.epochs().entry().engine(), rules.epochs().entry().version(),
        rules.decidesAlone() ? HostLimits.standard().withEveryHint()
        : HostLimits.standard(), new World(), engineLog);
    this.evidence = new EvidenceFlow(chain);
    this.drafting = new Drafting(chain, toEngine::add);
    this.desk = new EngineDesk(chain, drafting, toEngine::add, new DeskOwner());
    this.head = new HeadFlow(chain, toEngine::add, new HeadSink());
    this.join = new JoinFlow(chain);
    this.sync = new SyncFlow(chain, join::isActive, new SyncSink());
    this.finality = rules.decidesAlone() ? null : new FinalityFlow(chain, guard, new FinalitySink());
    this.statuses = new StatusFlow(chain, finality);
    this.blocks = new BlockFlow(chain, engine, toEngine::add, this::isCertified, new BlockSink());
    this.batches = new BatchFlow(chain, blocks::body);
    this.admission = new Admission(chain);
    this.inStep = rules.decidesAlone();
  }

  /**
   * The machine that goes on from a block this one has not executed, with the same peers and an empty pool. This one must
   * not be used any more; {@link #start} comes next.
   */
  public ChainMachine rebased(Mempool pool, SealedBlock anchor, FinalHeaders finals) {
    var state = new ChainState(chain.rules, pool, anchor, finals);
    state.peers.takeFrom(chain.peers);
    var next = new ChainMachine(state, guard, engineLog);
    next.engine.follow(engine);
    next.evidence.takeFrom(evidence);
    next.admission.takeFrom(admission);
    return next;
  }

  /** Proofs of lock that were kept on disk; before {@link #start}. */
  public void restore(List<Pol> kept) {
    evidence.restore(kept);
  }

  /**
   * First call.
   *
   * @param last the certificate of the last final block; empty at genesis and where one validator decides alone
   * @param unfinal blocks that were on disk, lowest first
   */
  public List<ChainEffect> start(Optional<Certificate> last, List<BlockStore.Unfinal> unfinal, long nowMillis) {
    chain.now = nowMillis;
    if (finality != null) {
      finality.start(last);
    }
    unfinal.forEach(block -> blocks.restore(block.header(), block.batches()));
    for (var peer : chain.peers.all()) { // those of the machine before
      toEngine.add(new Event.PeerUp(peer.key));
      if (finality != null) {
        finality.tell(new FinalityEvent.PeerUp(peer.key));
      }
    }
    if (finality != null) {
      chain.emit(links());
    }
    catchUp();
    checkStep();
    settle();
    return chain.drain();
  }

  private ChainEffect links() {
    return new ChainEffect.Links(chain.mesh.epoch().members(), chain.mesh.links());
  }

  /** A node that does not know what it voted, or what became of the members, hears a quorum itself. */
  private void updateMesh() {
    boolean wide = guard.map(VoteGuard::lost).orElse(false) || chain.trust.isStale();
    if (chain.mesh.update(finalHeight() + 1, wide)) {
      chain.emit(links());
    }
  }

  public List<ChainEffect> step(ChainEvent event, long nowMillis) {
    chain.now = nowMillis;
    chain.seq++;
    switch (event) {
      case ChainEvent.Submitted(var ticket, var offered) -> onSubmitted(ticket, offered);
      case ChainEvent.ChunkDone(var id, var results) -> drafting.onChunk(id, results);
      case ChainEvent.DraftFailed(var id, var why) -> drafting.failed(id, why);
      case ChainEvent.BlockSealed(var id, var sealed) -> onSealed(id, sealed);
      case ChainEvent.BlockExecuted(var sealed) -> blocks.onExecuted(sealed);
      case ChainEvent.BlockRefused(var id, var why) -> blocks.onRefused(id, why);
      case ChainEvent.BlockHeld(var id, var why) -> blocks.onHeld(id, why);
      case ChainEvent.Stored(var id) -> blocks.onStored(id);
      case ChainEvent.Persisted(var id) -> onPersisted(id);
      case ChainEvent.ImportRefused(var why) -> {
        join.failed(why);
        catchUp();
      }
      case ChainEvent.TimerFired(var key) -> onTimer(key);
      case ChainEvent.Tick() -> onTick();
      case ChainEvent.ProcessorsChanged() -> {
        chain.pool.unblockAll();
        blocks.retryHeld();
        hint();
      }
      case ChainEvent.SendersChanged(var rules) -> admission.senders(rules);
      case ChainEvent.Command(var bytes) -> toEngine.add(new Event.Command(bytes));
      case ChainEvent.EngineAvailable(var info) -> desk.perform(engine.available(info, nowMillis));
      case ChainEvent.EngineGone(var why) -> desk.perform(engine.gone(why, nowMillis));
      case ChainEvent.EngineActed(var life, var seq, var actions, var snapshot) ->
          desk.perform(engine.acted(life, seq, actions, snapshot, nowMillis));
      case ChainEvent.EngineJudged(var life, var ask, var verdicts) ->
          desk.perform(engine.judged(life, ask, verdicts, nowMillis));
      case ChainEvent.EngineFailed(var life, var why) -> desk.perform(engine.failed(life, why, nowMillis));
      case ChainEvent.PeerUp(var peer) -> onPeerUp(peer);
      case ChainEvent.PeerDown(var peer) -> onPeerDown(peer);
      case ChainEvent.Received(var from, var message) -> onMessage(from, message);
    }
    settle();
    return chain.drain();
  }

  /** Lets the engine have its say until it has nothing more. */
  private void settle() {
    while (true) {
      while (!toEngine.isEmpty()) {
        engine.offer(toEngine.poll());
      }
      blocks.judge();
      var effects = engine.pump(chain.now);
      if (!effects.isEmpty()) {
        desk.perform(effects);
      } else if (toEngine.isEmpty()) {
        return;
      }
    }
  }

  // The engine

  private final class World implements EngineHost.World {
    @Override
    public InitContext context(Bytes snapshot) {
      var rules = chain.rules;
      return new InitContext(chain.tree.root().header(), rules.chainTag().bytes(),
          rules.epochs().entry().engineParams(), rules.own(), snapshot);
    }

    @Override
    public ReadView view() {
      return chain.view();
    }
  }

  private final class DeskOwner implements EngineDesk.Owner {
    @Override
    public void judged(long askId, List<HeaderVerdict> verdicts) {
      blocks.onVerdicts(askId, verdicts);
    }

    @Override
    public void up() {
      hint();
    }

    @Override
    public void execute() {
      blocks.execute();
    }

    @Override
    public void reject(BlockId id, String why) {
      var block = chain.tree.get(id);
      if (block.isPresent() && block.get() != chain.tree.root()) {
        block.get().condemn(why);
        if (chain.head.fault().isPresent()) {
          head.move(chain.tree.best());
        }
      }
    }

    @Override
    public @Nullable String refusal() {
      return inStep ? chain.talk.refusal() : "this node is catching up";
    }

    @Override
    public void building() {
      idle.reset();
    }

    @Override
    public void evidence(Bytes bytes) {
      evidence.fromEngine(bytes);
    }

    @Override
    public int persisting() {
      return head.persisting();
    }

    @Override
    public Bytes certificate() {
      return finality == null ? Bytes.EMPTY
          : finality.toCarry(chain.head).map(Certificate::encode).orElse(Bytes.EMPTY);
    }
  }

  private final class HeadSink implements HeadFlow.Sink {
    @Override
    public void moved() {
      if (finality == null) {
        head.decide(chain.head, Optional.empty());
      } else {
        finality.tell(new FinalityEvent.HeadChanged());
        head.publish();
        watchEngine();
      }
      hint();
    }

    @Override
    public void settled(List<ForkBlock> decided, List<ForkBlock> dropped) {
      blocks.settled(decided, dropped);
      decided.forEach(evidence::finalised);
    }
  }

  private void watchEngine() {
    if (!inStep || !engine.isSlotted() || !(engine.state() instanceof EngineState.Up) || chain.lag() >= SLOW_LAG) {
      idle.reset();
    } else if (idle.passed(chain.head.header().producer(), chain.mesh.epoch().members(), chain.rules.own())) {
      idle.reset();
      desk.perform(engine.idle("it let three of this node's slots pass without a draft", chain.now));
    }
  }

  private void onPersisted(BlockId id) {
    head.persisted(id);
    if (finality != null) {
      finality.persisted();
      updateMesh();
      statuses.tellUnmeshed();
      catchUp();
      checkStep();
    }
    desk.resume();
  }

  // Blocks

  private void onSealed(long id, SealedBlock sealed) {
    if (drafting.sealed(id)) {
      blocks.sealedHere(sealed);
    }
  }

  private final class BlockSink implements BlockFlow.Sink {
    @Override
    public void accepted(ForkBlock block) {
      if (finality != null && !block.signed().certificate().isEmpty() && !sync.isPlanned(block.id())) {
        finality.onHeader(block);
      }
    }

    @Override
    public void eligible(ForkBlock block) {
      if (finality != null && !finality.mayCarry(block)) {
        block.condemn("it carries a certificate that is not of its chain, or an old one");
        return;
      }
      if (block.rank().orElseThrow().compareTo(chain.head.rank().orElseThrow()) > 0) {
        head.move(block);
      } else if (blocks.isOwn(block)) {
        head.release(block);
      }
      if (finality != null && (block.isStored() || isCertified(block.id()))) {
        finality.tell(new FinalityEvent.BlockReady(block.id()));
      }
    }

    @Override
    public void stored(ForkBlock block) {
      if (finality != null && block.isEligible()) {
        finality.tell(new FinalityEvent.BlockReady(block.id()));
        finality.tell(new FinalityEvent.HeadChanged());
      }
      if (finality != null) {
        head.publish();
      }
    }

    @Override
    public void evidence(Evidence witnessed) {
      evidence.witnessed(witnessed);
    }

    @Override
    public void refuted(ForkBlock block, String why) {
      if (isCertified(block.id())) {
        chain.emit(new ChainEffect.Halt("block " + block.height() + " " + block.id()
            + " is certified, but " + why, List.of(block.signed().headerBytes())));
      }
    }
  }

  private boolean isCertified(BlockId id) {
    return sync.isPlanned(id) || (finality != null && finality.isCertified(id));
  }

  // Finality

  private final class FinalitySink implements FinalityFlow.Sink {
    @Override
    public void decided(ForkBlock block, Certificate certificate) {
      head.decide(block, Optional.of(certificate));
    }

    @Override
    public void evidence(Evidence witnessed) {
      evidence.witnessed(witnessed);
    }

    @Override
    public void keep(Pol pol) {
      evidence.keep(pol);
    }

    @Override
    public void wanted(BlockRef block, boolean certified) {
      if (join.isActive() || sync.isActive()) {
        catchUp(); // which brings all that is proved final
        return;
      }
      if (chain.tree.get(block.id()).isEmpty()) {
        ask(block);
      }
      catchUp();
    }
  }

  /** One peer after the other, each time the overlay wants the block. */
  private void ask(BlockRef block) {
    var peers = List.copyOf(chain.peers.all());
    if (!peers.isEmpty()) {
      chain.emit(new ChainEffect.Send(peers.get(Math.floorMod(blocksAsked++, peers.size())).key,
          new PeerMessage.WantBlock(block.id())));
    }
  }

  /** Joins by snapshot where that is due, else block by block. */
  private void catchUp() {
    chain.trust.advance();
    join.advance(head.persisting() == 0);
    sync.advance();
  }

  private final class SyncSink implements SyncFlow.Sink {
    @Override
    public void block(SignedHeader header, List<BatchView> body) {
      blocks.arriveCertified(header, body);
    }

    @Override
    public void certificate(Certificate certificate) {
      if (finality != null) {
        finality.onCertificate(chain.rules.own(), certificate);
      }
    }
  }

  // Peers

  private void onPeerUp(PublicKey peer) {
    chain.peers.up(peer);
    chain.emit(new ChainEffect.Send(peer, statuses.status()));
    toEngine.add(new Event.PeerUp(peer));
    if (finality != null) {
      finality.tell(new FinalityEvent.PeerUp(peer));
    }
    if (inStep) {
      batches.onPeerUp(peer);
    }
  }

  private void onPeerDown(PublicKey peer) {
    chain.peers.down(peer);
    toEngine.add(new Event.PeerDown(peer));
    if (finality != null) {
      finality.tell(new FinalityEvent.PeerDown(peer));
    }
    join.onPeerDown(peer);
    sync.onPeerDown(peer);
    catchUp();
  }

  private void onMessage(PublicKey from, PeerMessage message) {
    switch (message) {
      case PeerMessage.Status status -> {
        if (statuses.heard(from, status)) {
          onStatus(from, status);
        }
      }
      case PeerMessage.HaveBatches(var ids) -> {
        if (inStep) {
          batches.onHave(from, ids);
        }
      }
      case PeerMessage.WantBatches(var ids) -> batches.onWant(from, ids);
      case PeerMessage.Batches(var arrived) -> onBatches(from, arrived);
      case PeerMessage.CompactBlock block -> blocks.onCompact(from, block);
      case PeerMessage.WantBlock(var id) -> onWantBlock(from, id);
      case PeerMessage.WholeBlock block -> blocks.onWhole(from, block);
      case PeerMessage.Finality(var inner) -> {
        if (finality != null) {
          if (inner instanceof Certificate certificate) {
            chain.peers.get(from).ifPresent(peer -> chain.peers.proves(peer, certificate));
          }
          finality.onMessage(from, inner);
          if (inner instanceof Certificate) {
            catchUp();
          }
        }
      }
      case PeerMessage.WantHeaders(var height, var max) -> chain.emit(new ChainEffect.ServeHeaders(from, height, max));
      case PeerMessage.WantBodies(var height, var count) -> chain.emit(new ChainEffect.ServeBodies(from, height, count));
      case PeerMessage.WantAnchor(var height) -> chain.emit(new ChainEffect.ServeAnchor(from, height));
      case PeerMessage.WantRange wanted -> chain.emit(new ChainEffect.ServeRange(from, wanted));
      case PeerMessage.Headers headers -> {
        join.onHeaders(from, headers);
        sync.onHeaders(from, headers);
        catchUp();
      }
      case PeerMessage.Bodies bodies -> {
        join.onBodies(from, bodies);
        sync.onBodies(from, bodies);
        catchUp();
      }
      case PeerMessage.Anchor anchor -> {
        join.onAnchor(from, anchor);
        catchUp();
      }
      case PeerMessage.Range range -> {
        join.onRange(from, range);
        catchUp();
      }
      case PeerMessage.WantVouch(var nonce, var height) -> chain.emit(new ChainEffect.ServeVouch(from, nonce, height));
      case PeerMessage.Vouched(var vouch) -> {
        chain.trust.onVouch(from, vouch);
        catchUp();
        checkStep();
      }
      case PeerMessage.Evidence(var proof) -> evidence.fromPeer(from, proof);
      case PeerMessage.EngineMessage(var type, var bytes) ->
          toEngine.add(new Event.PeerMessage(from, type, bytes));
    }
  }

  private void onWantBlock(PublicKey from, BlockId id) {
    var line = blocks.line(id, chain.peers.get(from).map(Peers.Peer::finalHeight).orElse(Long.MAX_VALUE));
    if (line.isEmpty()) {
      chain.emit(new ChainEffect.ServeBlock(from, id));
    }
    line.forEach(block -> chain.emit(new ChainEffect.Send(from, block)));
  }

  private void onStatus(PublicKey from, PeerMessage.Status status) {
    if (status.headHeight() > chain.head.height() && chain.tree.get(status.headId()).isEmpty()
        && status.headHeight() - chain.tree.root().height() <= BlockFlow.MAX_AHEAD) {
      blocks.seek(from, status.headId());
    }
    catchUp();
    checkStep();
  }

  /** Whether this node knows where the others are and is there: only then does it publish and spread batches. */
  private void checkStep() {
    if (chain.rules.decidesAlone()) {
      return;
    }
    boolean now = !chain.trust.isStale() && !sync.isActive() && !join.isActive() && (inStep || statuses.isHeard());
    if (now != inStep) {
      inStep = now;
      chain.note("chain.in_step", "now=" + now + " height=" + chain.head.height() + " final=" + finalHeight());
      if (now) {
        chain.peers.all().forEach(peer -> batches.onPeerUp(peer.key));
        hint();
      }
    }
  }

  // Batches

  private void onSubmitted(long ticket, List<BatchView> offered) {
    var refusals = new ArrayList<Optional<Refusal>>(offered.size());
    var accepted = admission.admit(offered, refusals);
    var executable = new HashSet<TransactionId>();
    accepted.stream().filter(chain.pool::isExecutable).forEach(batch -> executable.add(batch.id()));
    chain.emit(new ChainEffect.Admitted(ticket, accepted, refusals, executable));
    if (!accepted.isEmpty()) {
      batches.pooled(accepted, Optional.empty());
      hint();
    }
  }

  private void onBatches(PublicKey from, List<BatchView> arrived) {
    batches.arrived(arrived);
    if (inStep) {
      var accepted = admission.admit(arrived, new ArrayList<>());
      if (!accepted.isEmpty()) {
        chain.emit(new ChainEffect.Pooled(accepted));
        batches.pooled(accepted, Optional.of(from));
        hint();
      }
    }
    blocks.onBatches(arrived);
  }

  private void hint() {
    int ready = chain.pool.readyCount();
    if (ready > 0) {
      toEngine.add(new Event.PoolHint(ready, chain.pool.bytes()));
    }
  }

  // Time

  private void onTimer(TimerKey key) {
    switch (key) {
      case TimerKey.Engine() -> desk.perform(engine.tick(chain.now));
      case TimerKey.Finality(var id) -> {
        if (finality != null) {
          finality.tell(new FinalityEvent.TimerFired(id));
        }
      }
      case TimerKey.Bundle() -> {
        if (finality != null) {
          finality.onBundleTimer();
        }
      }
      case TimerKey.Bodies() -> blocks.onBodiesTimer();
      case TimerKey.EarlyBlocks() -> blocks.onEarlyTimer();
      case TimerKey.Announce() -> batches.onTimer();
      case TimerKey.Sync() -> sync.onTimer();
      case TimerKey.Join() -> {
        join.onTimer();
        catchUp();
      }
    }
  }

  private void onTick() {
    for (var id : chain.pool.expire(chain.now)) {
      chain.emit(new ChainEffect.Dropped(id, "it waited too long"));
    }
    chain.pool.unblockAll(); // an attempt a second costs little, and none may ever be the last
    if (blocks.isHeld()) {
      blocks.retryHeld();
    }
    batches.onTick();
    if (inStep) {
      batches.announceAgain();
    }
    catchUp();
    desk.perform(engine.tick(chain.now));
    toEngine.add(new Event.Tick());
    if (finality != null) {
      updateMesh();
    }
    statuses.onTick();
    chain.talk.onTick();
    evidence.onTick();
    checkStep();
    hint();
  }

  // For reports and questions

  /** For questions about what waits; the chain thread only. */
  public Mempool pool() {
    return chain.pool;
  }

  /** The head, published or not. */
  public SealedBlock head() {
    return chain.sealedHead();
  }

  public long finalHeight() {
    return chain.tree.root().height();
  }

  /** Number of the decision that is voted on; 0 where one validator decides alone. */
  public long instance() {
    return finality == null ? 0 : finality.instance();
  }

  public EngineState engineState() {
    return engine.state();
  }

  /** Whether it publishes and spreads batches: it knows where the others are and is there. */
  public boolean isInStep() {
    return inStep;
  }

  /** How members' clocks and software look against this node's. */
  public MemberTalk.Report members() {
    return chain.talk.report();
  }

  /** Why proofs of finality alone do not convince this node now; empty: they do. */
  public Optional<Trust.Doubt> doubt() {
    return chain.trust.doubt();
  }

  public int peerCount() {
    return chain.peers.all().size();
  }

  /** Whether the transaction is in a block that no client has seen. */
  public Optional<BatchView> unpublished(TransactionId id) {
    return head.unpublished(id);
  }

  /**
   * Ethereum transactions no client has seen in a block, in the order blocks take them: what is on its way to the disk,
   * what the draft has, and up to {@code max} of the pool.
   */
  public List<BatchView> upcoming(int max) {
    var upcoming = new ArrayList<BatchView>();
    head.unpublished().forEach(block -> upcoming.addAll(block.batches().orElseThrow()));
    upcoming.addAll(drafting.drafted());
    upcoming.removeIf(batch -> batch.transactions().getFirst().ethereum().isEmpty());
    upcoming.addAll(chain.pool.upcoming(max));
    return upcoming;
  }
}
