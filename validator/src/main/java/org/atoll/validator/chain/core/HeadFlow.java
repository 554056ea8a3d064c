package org.atoll.validator.chain.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.forks.core.ForkBlock;
import org.atoll.validator.forks.core.ForkTree;

/**
 * The head: what it is, what clients see of it, what of its chain is on its way to the disk as final. Moving it moves the
 * pool along.
 */
final class HeadFlow {
  /** What the flow tells its owner. */
  interface Sink {
    /** The head is another. */
    void moved();

    /** Blocks left the tree: {@code decided} are final, lowest first; {@code dropped} can never be. */
    void settled(List<ForkBlock> decided, List<ForkBlock> dropped);
  }

  private final ChainState chain;
  private final Consumer<Event> toEngine;
  private final Sink sink;
  /** Final blocks on their way to the disk, with the last of each step. */
  private final Map<BlockId, List<ForkBlock>> persisting = new LinkedHashMap<>();
  private ForkBlock published;

  HeadFlow(ChainState chain, Consumer<Event> toEngine, Sink sink) {
    this.chain = chain;
    this.toEngine = toEngine;
    this.sink = sink;
    this.published = chain.head;
  }

  /** Steps that are on their way to the disk. */
  int persisting() {
    return persisting.size();
  }

  /** Makes the block the head: the pool and the engine learn of it, batches of what is left behind come back. */
  void move(ForkBlock next) {
    var old = chain.head;
    if (next == old) {
      return;
    }
    var fork = ForkTree.fork(old, next);
    var left = ForkTree.path(fork, old);
    var joined = ForkTree.path(fork, next);
    chain.head = next;
    var sealed = chain.sealedHead();
    var changed = new LinkedHashSet<EvmAddress>();
    left.forEach(block -> changed.addAll(block.sealed().orElseThrow().changedAccounts()));
    var included = new HashSet<TransactionId>();
    for (var block : joined) {
      changed.addAll(block.sealed().orElseThrow().changedAccounts());
      block.batches().orElseThrow().forEach(batch -> included.add(batch.id()));
    }
    chain.pool.drop(included);
    chain.pool.refresh(changed, sealed.view());
    readmit(left, included);
    for (var expired : chain.pool.expireBelow(sealed.next().nextHeight())) {
      chain.emit(new ChainEffect.Dropped(expired, "it may be in no block after " + next.height()));
    }
    if (!left.isEmpty()) {
      chain.note("chain.reorg", "left=" + left.size() + " joined=" + joined.size() + " height=" + next.height());
      chain.emit(new ChainEffect.Metric("chain_reorg_blocks", left.size()));
    }
    toEngine.accept(new Event.HeadChanged(old.id(), next.id()));
    sink.moved();
  }

  private void readmit(List<ForkBlock> left, HashSet<TransactionId> included) {
    var back = new ArrayList<BatchView>();
    for (var block : left) {
      for (var batch : block.batches().orElseThrow()) {
        if (included.contains(batch.id())) {
          continue;
        }
        var refusal = chain.pool.admit(batch, chain.sealedHead().next(), chain.sealedHead().view(), chain.now);
        if (refusal.isEmpty()) {
          back.add(batch);
        } else {
          chain.emit(new ChainEffect.Dropped(batch.id(), refusal.get().message()));
        }
      }
    }
    if (!back.isEmpty()) {
      chain.emit(new ChainEffect.Pooled(back));
    }
  }

  /** The block is not the head: what it holds may be in another. */
  void release(ForkBlock block) {
    block.batches().ifPresent(all -> chain.pool.release(all.stream().map(BatchView::id).toList()));
  }

  /** Shows clients the head, as far as it is on disk. */
  void publish() {
    var at = chain.head;
    while (!at.isStored() && at.parent().isPresent()) {
      at = at.parent().get();
    }
    if (at != published && at.isStored()) {
      published = at;
      chain.emit(new ChainEffect.Publish(at.id()));
    }
  }

  /** The block, which is executed, and its ancestors are final. */
  void decide(ForkBlock block, Optional<Certificate> certificate) {
    var decided = ForkTree.path(chain.tree.root(), block);
    if (!chain.tree.descends(chain.head, block)) {
      chain.note("chain.final_elsewhere", "height=" + block.height() + " id=" + block.id().brief());
      move(chain.tree.bestFrom(block));
    }
    decided.forEach(passed -> chain.finals.add(passed.signed())); // before they leave the tree: the engine may be reading
    persist(block, decided, chain.tree.advance(block), certificate);
  }

  private void persist(ForkBlock block, List<ForkBlock> decided, List<ForkBlock> dropped,
      Optional<Certificate> certificate) {
    persisting.put(block.id(), decided);
    dropped.forEach(this::release);
    chain.emit(new ChainEffect.Persist(decided.stream().map(ForkBlock::id).toList(), certificate,
        dropped.stream().map(ForkBlock::id).toList()));
    sink.settled(decided, dropped);
  }

  /** The step that ends with this block is on disk. */
  void persisted(BlockId id) {
    var step = persisting.remove(id);
    if (step == null) {
      throw new IllegalStateException("block " + id + " was not waiting for the disk");
    }
    var last = step.getLast();
    last.markStored();
    if (published.height() < last.height()) {
      published = last;
      chain.emit(new ChainEffect.Publish(id));
    }
    if (!chain.rules.decidesAlone()) { // there the two are one
      publish();
      chain.emit(new ChainEffect.AnnounceFinal(id));
    }
    toEngine.accept(new Event.Finalized(id));
  }

  /** Whether the transaction is in a block that no client has seen. */
  Optional<BatchView> unpublished(TransactionId id) {
    for (var block : unpublished()) {
      for (var batch : block.batches().orElseThrow()) {
        if (batch.id().equals(id)) {
          return Optional.of(batch);
        }
      }
    }
    return Optional.empty();
  }

  /** Blocks of the head's chain that clients do not see yet, lowest first. */
  List<ForkBlock> unpublished() {
    var found = new ArrayList<ForkBlock>();
    persisting.values().forEach(step -> step.stream().filter(block -> block.height() > published.height())
        .forEach(found::add));
    for (var block : ForkTree.path(chain.tree.root(), chain.head)) {
      if (block.height() > published.height()) {
        found.add(block);
      }
    }
    return found;
  }
}
