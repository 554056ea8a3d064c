package org.atoll.validator.chain.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.execution.BatchResult;
import org.jspecify.annotations.Nullable;

/** The publisher: fills one draft at a time with what waits in the pool. */
final class Drafting {
  private static final int CHUNK_BATCHES = 500;
  /** What a node that has just started takes first: code that never ran needs a hundred times as long. */
  private static final int FIRST_BATCHES = 50;
  /** A chunk is waited for even beyond the deadline, so it is to be short: after this long the next one is half as large. */
  private static final long LONG_MILLIS = 150;
  /** And twice as large after less than this. */
  private static final long SHORT_MILLIS = 50;
  private static final int LEAST_SLOW_BATCHES = 10;
  /**
   * A draft takes another chunk only if that is at least this part of it: under load something always arrives while a
   * chunk runs, and to chase it would make each chunk a handful of transactions and the draft endless.
   */
  private static final int LEAST_PART = 8;

  private final ChainState chain;
  private final Consumer<Event> toEngine;
  private @Nullable Draft draft;
  /** Halved while processors fail, too, so that what they fail on is found. */
  private int chunkBatches = FIRST_BATCHES;
  private int asked; // in the chunk that is being executed
  private long askedAt;
  private long drafts;

  /** A draft under way. */
  private static final class Draft {
    /** As the executor knows it: never used twice, while each life of the engine numbers its own from the start. */
    final long id;
    /** As the engine knows it. */
    final long engineId;
    final long deadlineMillis;
    final Set<TransactionId> taken = new LinkedHashSet<>();
    final List<TransactionId> included = new ArrayList<>();
    boolean full;

    Draft(long id, long engineId, long deadlineMillis) {
      this.id = id;
      this.engineId = engineId;
      this.deadlineMillis = deadlineMillis;
    }
  }

  Drafting(ChainState chain, Consumer<Event> toEngine) {
    this.chain = chain;
    this.toEngine = toEngine;
  }

  /** The build is sound; whether it may be is the caller's to say. */
  void build(Action.BuildBlock build) {
    if (draft != null) {
      toEngine.accept(new Event.DraftFailed(build.draftId(), "draft " + draft.engineId + " is under way"));
    } else if (!build.parent().equals(chain.head.id())) {
      toEngine.accept(new Event.DraftFailed(build.draftId(), "the parent is not the head"));
    } else if (build.timestampMillis() <= chain.head.header().timestampMillis()) {
      toEngine.accept(new Event.DraftFailed(build.draftId(), "time does not move on from the parent's"));
    } else {
      var begun = new Draft(++drafts, build.draftId(), build.deadlineMillis());
      draft = begun;
      chain.emit(new ChainEffect.StartDraft(begun.id, build.parent(), build.timestampMillis()));
      fill(begun);
    }
  }

  /** Offers the draft more batches, or tells the engine that it is done. */
  private void fill(Draft open) {
    boolean done = open.full || chain.now >= open.deadlineMillis || !isWorthMore(open.included.size());
    var batches = done ? List.<BatchView>of() : chain.pool.take(chunkBatches);
    if (batches.isEmpty()) {
      toEngine.accept(new Event.ProposalReady(open.engineId, open.included.size()));
    } else {
      batches.forEach(batch -> open.taken.add(batch.id()));
      asked = batches.size();
      askedAt = chain.now;
      chain.emit(new ChainEffect.Execute(open.id, batches));
    }
  }

  /**
   * Beyond {@value #CHUNK_BATCHES} it takes that many accounts: the few that have very much to send wait for the next
   * block, so that those who have to execute this one can keep up.
   */
  private boolean isWorthMore(int included) {
    int least = (included + LEAST_PART - 1) / LEAST_PART;
    return included < CHUNK_BATCHES ? chain.pool.couldTake(least) : chain.pool.readyCount() >= least;
  }

  void onChunk(long id, List<BatchResult> results) {
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
        case BatchResult.Unavailable ignored -> chain.pool.block(batch.transactions().getFirst().family());
        case BatchResult.Failed(var ignored, var why) -> setAside(open, batch, why);
      }
    }
    if (results.stream().anyMatch(BatchResult.Unavailable.class::isInstance)) {
      chunkBatches = Math.max(1, asked / 2);
    } else if (chain.now - askedAt > LONG_MILLIS) {
      chunkBatches = Math.max(Math.min(chunkBatches, LEAST_SLOW_BATCHES), asked / 2);
    } else if (asked == chunkBatches && chain.now - askedAt < SHORT_MILLIS) {
      chunkBatches = Math.min(CHUNK_BATCHES, chunkBatches * 2);
    }
    fill(open);
  }

  private void setAside(Draft open, BatchView batch, String why) {
    if (!chain.pool.setAside(batch.id(), chain.now)) {
      open.taken.remove(batch.id());
      chain.emit(new ChainEffect.Dropped(batch.id(), why));
    }
  }

  private void drop(BatchView batch, Refusal refusal) {
    chain.pool.drop(List.of(batch.id()));
    chain.emit(new ChainEffect.Dropped(batch.id(), refusal.message()));
  }

  /** The draft came to nothing. */
  void failed(long id, String why) {
    var open = draft;
    if (open != null && open.id == id) {
      chain.pool.release(open.taken);
      draft = null;
      toEngine.accept(new Event.DraftFailed(open.engineId, why));
    }
  }

  /**
   * The engine wants it no more.
   *
   * @return whether it was under way
   */
  boolean abandon(long engineId) {
    if (draft == null || draft.engineId != engineId) {
      return false;
    }
    abandonAll();
    return true;
  }

  /** Whatever draft is under way is nobody's any more. */
  void abandonAll() {
    var open = draft;
    if (open != null) {
      chain.pool.release(open.taken);
      draft = null;
      chain.emit(new ChainEffect.Abandon(open.id));
    }
  }

  void seal(long engineId, Bytes consensus, Bytes certificate) {
    var open = draft;
    if (open == null || open.engineId != engineId) {
      toEngine.accept(new Event.SealRefused(engineId, "no such draft"));
    } else {
      chain.emit(new ChainEffect.Seal(open.id, consensus, certificate));
    }
  }

  /** There is nothing that could seal the draft so. */
  void refuse(long engineId, String why) {
    if (draft != null && draft.engineId == engineId) {
      toEngine.accept(new Event.SealRefused(engineId, why));
    }
  }

  /** False when the draft was abandoned in the meantime. */
  boolean sealed(long id) {
    var open = draft;
    if (open == null || open.id != id) {
      return false;
    }
    draft = null;
    open.included.forEach(open.taken::remove); // they leave the pool with the change of head
    chain.pool.release(open.taken);
    return true;
  }

  /** What the draft has, in order. */
  List<BatchView> drafted() {
    var found = new ArrayList<BatchView>();
    if (draft != null) {
      draft.taken.forEach(id -> chain.pool.get(id).ifPresent(found::add));
    }
    return found;
  }
}
