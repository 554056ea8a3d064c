package org.atoll.validator.chain.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.execution.BatchResult;
import org.atoll.validator.mempool.core.Mempool;
import org.jspecify.annotations.Nullable;

/**
 * Mempool, head and engine as one state machine: events in, effects out. No I/O, no clock. Belongs to the chain
 * thread.
 *
 * <p>The head moves as soon as a block is sealed, so that the next can be built; clients see it when it is on disk.
 */
public final class ChainMachine {
  private static final int CHUNK_BATCHES = 500;
  /** Blocks that may wait for the disk before building pauses. */
  private static final int MAX_UNPERSISTED = 4;
  /**
   * A draft takes another chunk only if that is at least this part of it: under load something always arrives while a
   * chunk runs, and to chase it would make each chunk a handful of transactions and the draft endless.
   */
  private static final int LEAST_PART = 8;

  private final Engine engine;
  private final Mempool pool;
  private final Map<BlockId, SealedBlock> unpersisted = new LinkedHashMap<>();
  private final List<ChainEffect> effects = new ArrayList<>();
  private final ArrayDeque<Event> toEngine = new ArrayDeque<>();
  private SealedBlock head;
  private SealedBlock lastFinal;
  private @Nullable Draft draft;
  private Action.@Nullable BuildBlock postponed;
  private long postponedAt;
  private long millis;
  /** Halved while processors fail, so that what they fail on is found. */
  private int chunkBatches = CHUNK_BATCHES;

  /** A draft under way. */
  private static final class Draft {
    final long id;
    final long deadlineMillis;
    final Set<TransactionId> taken = new LinkedHashSet<>();
    final List<TransactionId> included = new ArrayList<>();
    boolean full;

    Draft(long id, long deadlineMillis) {
      this.id = id;
      this.deadlineMillis = deadlineMillis;
    }
  }

  /** @param anchor the last final block */
  public ChainMachine(Engine engine, Mempool pool, SealedBlock anchor) {
    this.engine = engine;
    this.pool = pool;
    this.head = anchor;
    this.lastFinal = anchor;
  }

  /** First call. */
  public List<ChainEffect> start(PublicKey own, Bytes engineParams, long nowMillis) {
    millis = nowMillis;
    perform(engine.init(new InitContext(head.block().engineHeader(), Bytes.EMPTY, engineParams, own, Bytes.EMPTY), millis, view));
    return drain();
  }

  public List<ChainEffect> step(ChainEvent event, long nowMillis) {
    millis = nowMillis;
    switch (event) {
      case ChainEvent.Submitted(var ticket, var batches) -> onSubmitted(ticket, batches);
      case ChainEvent.ChunkDone(var id, var results) -> onChunk(id, results);
      case ChainEvent.DraftFailed(var id, var why) -> onDraftFailed(id, why);
      case ChainEvent.BlockSealed(var id, var sealed) -> onSealed(id, sealed);
      case ChainEvent.Persisted(var id) -> onPersisted(id);
      case ChainEvent.TimerFired(var id) -> toEngine.add(new Event.TimerFired(id));
      case ChainEvent.Tick() -> onTick();
      case ChainEvent.ProcessorsChanged() -> {
        pool.unblockAll();
        hint();
      }
      case ChainEvent.Command(var bytes) -> toEngine.add(new Event.Command(bytes));
    }
    runEngine();
    return drain();
  }

  /** For questions about what waits; the chain thread only. */
  public Mempool pool() {
    return pool;
  }

  public SealedBlock head() {
    return head;
  }

  /** Whether the transaction is in a block that is on its way to the disk; such a block is no client's yet. */
  public Optional<BatchView> unpublished(TransactionId id) {
    for (var sealed : unpersisted.values()) {
      for (var batch : sealed.block().batches()) {
        if (batch.batch().id().equals(id)) {
          return Optional.of(batch.batch());
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Ethereum transactions no client has seen in a block, in the order blocks take them: what is on its way to the disk,
   * what the draft has, and up to {@code max} of the pool.
   */
  public List<BatchView> upcoming(int max) {
    var upcoming = new ArrayList<BatchView>();
    unpersisted.values().forEach(sealed -> sealed.block().batches().forEach(batch -> upcoming.add(batch.batch())));
    if (draft != null) {
      draft.taken.forEach(id -> pool.get(id).ifPresent(upcoming::add));
    }
    upcoming.removeIf(batch -> batch.transactions().getFirst().ethereum().isEmpty());
    upcoming.addAll(pool.upcoming(max));
    return upcoming;
  }

  private List<ChainEffect> drain() {
    var done = List.copyOf(effects);
    effects.clear();
    return done;
  }

  private void runEngine() {
    while (!toEngine.isEmpty()) {
      perform(engine.step(toEngine.poll(), millis, view));
    }
  }

  private void perform(List<Action> actions) {
    for (var action : actions) {
      switch (action) {
        case Action.SetTimer(var id, var at) -> effects.add(new ChainEffect.SetTimer(id, at));
        case Action.CancelTimer(var id) -> effects.add(new ChainEffect.CancelTimer(id));
        case Action.BuildBlock build -> build(build);
        case Action.DropDraft(var id) -> abandon(id);
        case Action.SealBlock(var id, var consensus, var ignored) -> seal(id, consensus);
        case Action.Metric(var name, var value) -> effects.add(new ChainEffect.Metric(name, value));
        case Action.RequestTicket(var height, var ignored) ->
            toEngine.add(new Event.TicketFailed(height, "this node has no ticket source"));
        case Action.Validate ignored -> {} // there is one producer: this node
        case Action.Reject ignored -> {}
        case Action.Send ignored -> {}
        case Action.Broadcast ignored -> {}
        case Action.ReportEvidence ignored -> {}
      }
    }
  }

  private void build(Action.BuildBlock build) {
    var parent = head.block();
    if (draft != null) {
      toEngine.add(new Event.DraftFailed(build.draftId(), "draft " + draft.id + " is under way"));
    } else if (!build.parent().equals(parent.id())) {
      toEngine.add(new Event.DraftFailed(build.draftId(), "the parent is not the head"));
    } else if (build.timestampMillis() <= parent.timestampMillis()) {
      toEngine.add(new Event.DraftFailed(build.draftId(), "time does not move on from the parent's"));
    } else if (unpersisted.size() >= MAX_UNPERSISTED) {
      postponed = build;
      postponedAt = millis;
    } else {
      draft = new Draft(build.draftId(), build.deadlineMillis());
      effects.add(new ChainEffect.StartDraft(build.draftId(), build.parent(), build.timestampMillis()));
      fill(draft);
    }
  }

  /** Offers the draft more batches, or tells the engine that it is done. */
  private void fill(Draft open) {
    boolean done = open.full || millis >= open.deadlineMillis
        || (long) pool.readyCount() * LEAST_PART < open.included.size();
    var batches = done ? List.<BatchView>of() : pool.take(chunkBatches);
    if (batches.isEmpty()) {
      toEngine.add(new Event.ProposalReady(open.id, open.included.size()));
    } else {
      batches.forEach(batch -> open.taken.add(batch.id()));
      effects.add(new ChainEffect.Execute(open.id, batches));
    }
  }

  private void onChunk(long id, List<BatchResult> results) {
    var open = draft;
    if (open == null || open.id != id) {
      return; // abandoned in the meantime
    }
    for (var result : results) {
      var batch = result.batch();
      switch (result) {
        case BatchResult.Included ignored -> open.included.add(batch.id());
        case BatchResult.Refused(var ignored, var refusal) -> {
          if (!refusal.retry()) {
            open.taken.remove(batch.id());
            drop(batch, refusal);
          }
        }
        case BatchResult.NoRoom ignored -> open.full = true;
        case BatchResult.Unavailable ignored -> pool.block(batch.transactions().getFirst().family());
        case BatchResult.Failed(var ignored, var why) -> setAside(open, batch, why);
      }
    }
    chunkBatches = results.stream().anyMatch(BatchResult.Unavailable.class::isInstance)
        ? Math.max(1, chunkBatches / 2) : Math.min(CHUNK_BATCHES, chunkBatches * 2);
    fill(open);
  }

  private void setAside(Draft open, BatchView batch, String why) {
    if (!pool.setAside(batch.id(), millis)) {
      open.taken.remove(batch.id());
      effects.add(new ChainEffect.Dropped(batch.id(), why));
    }
  }

  private void drop(BatchView batch, Refusal refusal) {
    pool.drop(List.of(batch.id()));
    effects.add(new ChainEffect.Dropped(batch.id(), refusal.message()));
  }

  private void onDraftFailed(long id, String why) {
    if (draft != null && draft.id == id) {
      pool.release(draft.taken);
      draft = null;
      toEngine.add(new Event.DraftFailed(id, why));
    }
  }

  private void abandon(long id) {
    if (draft != null && draft.id == id) {
      pool.release(draft.taken);
      draft = null;
      effects.add(new ChainEffect.Abandon(id));
    } else if (postponed != null && postponed.draftId() == id) {
      postponed = null;
    }
  }

  private void seal(long id, Bytes consensus) {
    if (draft == null || draft.id != id) {
      toEngine.add(new Event.SealRefused(id, "no such draft"));
    } else {
      effects.add(new ChainEffect.Seal(id, consensus));
    }
  }

  private void onSealed(long id, SealedBlock sealed) {
    var open = draft;
    if (open == null || open.id != id) {
      return; // abandoned in the meantime
    }
    var old = head.block().id();
    draft = null;
    head = sealed;
    pool.drop(open.included);
    open.included.forEach(open.taken::remove);
    pool.refresh(sealed.changedAccounts(), sealed.view());
    pool.release(open.taken);
    for (var expired : pool.expireBelow(sealed.next().nextHeight())) {
      effects.add(new ChainEffect.Dropped(expired, "it may be in no block after " + sealed.block().height()));
    }
    unpersisted.put(sealed.block().id(), sealed);
    effects.add(new ChainEffect.Persist(sealed.block().id()));
    toEngine.add(new Event.BlockValid(sealed.block().id()));
    toEngine.add(new Event.HeadChanged(old, sealed.block().id()));
    hint();
  }

  private void onPersisted(BlockId id) {
    var persisted = unpersisted.remove(id);
    if (persisted == null) {
      throw new IllegalStateException("block " + id + " was not waiting for the disk");
    }
    lastFinal = persisted;
    effects.add(new ChainEffect.Publish(id));
    toEngine.add(new Event.Finalized(id));
    if (postponed != null) {
      var build = postponed;
      postponed = null;
      build(new Action.BuildBlock(build.draftId(), build.parent(), build.timestampMillis(),
          build.deadlineMillis() + millis - postponedAt));
    }
  }

  private void onTick() {
    for (var id : pool.expire(millis)) {
      effects.add(new ChainEffect.Dropped(id, "it waited too long"));
    }
    pool.unblockAll(); // an attempt a second costs little, and none may ever be the last
    toEngine.add(new Event.Tick());
    hint();
  }

  private void onSubmitted(long ticket, List<BatchView> batches) {
    var refusals = new ArrayList<Optional<Refusal>>(batches.size());
    var accepted = new ArrayList<BatchView>(batches.size());
    for (var batch : batches) {
      var refusal = pool.admit(batch, head.next(), head.view(), millis);
      refusals.add(refusal);
      if (refusal.isEmpty()) {
        accepted.add(batch);
      }
    }
    var executable = new HashSet<TransactionId>();
    accepted.stream().filter(pool::isExecutable).forEach(batch -> executable.add(batch.id()));
    effects.add(new ChainEffect.Admitted(ticket, accepted, refusals, executable));
    if (!accepted.isEmpty()) {
      hint();
    }
  }

  private void hint() {
    int ready = pool.readyCount();
    if (ready > 0) {
      toEngine.add(new Event.PoolHint(ready, pool.bytes()));
    }
  }

  private final ReadView view = new ReadView() {
    @Override
    public Optional<Header> header(BlockId id) {
      if (id.equals(head.block().id())) {
        return Optional.of(head.block().engineHeader());
      }
      return Optional.ofNullable(unpersisted.get(id)).map(sealed -> sealed.block().engineHeader());
    }

    @Override
    public Optional<Header> ancestor(BlockId id, long height) {
      return header(id).filter(header -> header.height() == height);
    }

    @Override
    public Optional<EpochView> epoch(BlockId id, long epoch) {
      return Optional.empty();
    }

    @Override
    public BlockId head() {
      return head.block().id();
    }

    @Override
    public BlockId lastFinal() {
      return lastFinal.block().id();
    }

    @Override
    public Optional<Bytes> state(BlockId id, Address address) {
      return Optional.empty(); // engine dev keeps no state on chain
    }
  };
}
