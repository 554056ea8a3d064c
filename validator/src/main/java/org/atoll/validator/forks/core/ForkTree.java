package org.atoll.validator.forks.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.value.BlockId;
import org.atoll.validator.block.SignedHeader;

/**
 * The blocks above the last final one, and that one as the root. Belongs to the chain thread; {@link #get} may be
 * called by any.
 */
public final class ForkTree {
  private final Map<BlockId, ForkBlock> blocks = new ConcurrentHashMap<>();
  private volatile ForkBlock root;

  /** @param lastFinal executed and on disk */
  public ForkTree(SealedBlock lastFinal) {
    root = new ForkBlock(lastFinal.block().signed(), null, 0);
    root.rank(Rank.of(root.id()));
    root.valid(lastFinal);
    root.markStored();
    blocks.put(root.id(), root);
  }

  public Optional<ForkBlock> get(BlockId id) {
    return Optional.ofNullable(blocks.get(id));
  }

  /** The last final block. */
  public ForkBlock root() {
    return root;
  }

  /** How many blocks the tree holds besides its root. */
  public int size() {
    return blocks.size() - 1;
  }

  /**
   * Adds a block whose parent is here.
   *
   * @param seen number of the event that brought it
   */
  public ForkBlock add(SignedHeader signed, ForkBlock parent, long seen) {
    var block = new ForkBlock(signed, parent, seen);
    if (blocks.putIfAbsent(block.id(), block) != null) {
      throw new IllegalArgumentException(block + " is in the tree");
    }
    parent.children().add(block);
    parent.fault().ifPresent(why -> block.condemn("its ancestor is invalid: " + why));
    return block;
  }

  /** The engine accepted the header; returns the blocks that have a place in its order now. */
  public List<ForkBlock> accept(ForkBlock block, HeaderVerdict.Accept verdict) {
    block.accept(verdict);
    var ranked = new ArrayList<ForkBlock>();
    rank(block, ranked);
    return ranked;
  }

  private static void rank(ForkBlock from, List<ForkBlock> ranked) {
    var open = new ArrayDeque<ForkBlock>(List.of(from));
    while (!open.isEmpty()) {
      var block = open.poll();
      var below = block.parent().flatMap(ForkBlock::rank);
      if (block.rank().isEmpty() && block.accept().isPresent() && below.isPresent()) {
        block.rank(below.get().child(block.id(), block.accept().get()));
        ranked.add(block);
        open.addAll(block.children());
      }
    }
  }

  /** The best block that is executed and may be head: the root if there is no other. */
  public ForkBlock best() {
    var best = root;
    for (var block : blocks.values()) {
      if (block.isEligible() && block.rank().orElseThrow().compareTo(best.rank().orElseThrow()) > 0) {
        best = block;
      }
    }
    return best;
  }

  /** The best block that may be head among this one, which is executed, and its descendants. */
  public ForkBlock bestFrom(ForkBlock ancestor) {
    var best = ancestor;
    for (var block : blocks.values()) {
      if (block.isEligible() && block.rank().orElseThrow().compareTo(best.rank().orElseThrow()) > 0
          && descends(block, ancestor)) {
        best = block;
      }
    }
    return best;
  }

  /**
   * What to execute next, lowest first: the blocks on the way to the best-ranked one that may become head which are not
   * executed, if all their batches are here.
   */
  public List<ForkBlock> toExecute() {
    ForkBlock best = null;
    for (var block : blocks.values()) {
      if (block.sealed().isPresent() || block.fault().isPresent() || block.rank().isEmpty()) {
        continue;
      }
      if ((best == null || block.rank().get().compareTo(best.rank().orElseThrow()) > 0) && isWhole(block)) {
        best = block;
      }
    }
    if (best == null) {
      return List.of();
    }
    var way = new ArrayList<ForkBlock>();
    for (var at = best; at.sealed().isEmpty(); at = at.parent().orElseThrow()) {
      way.add(at);
    }
    return way.reversed();
  }

  /** Whether the batches of all blocks down to one that is executed are here. */
  private static boolean isWhole(ForkBlock block) {
    var at = Optional.of(block);
    while (at.isPresent() && at.get().sealed().isEmpty()) {
      if (at.get().batches().isEmpty()) {
        return false;
      }
      at = at.get().parent();
    }
    return at.isPresent();
  }

  /** Whether {@code block} is {@code ancestor} or descends from it. */
  public boolean descends(ForkBlock block, ForkBlock ancestor) {
    return ancestor(block, ancestor.height()).filter(found -> found == ancestor).isPresent();
  }

  /** The block's ancestor at the height, itself included, as far as the tree reaches. */
  public static Optional<ForkBlock> ancestor(ForkBlock block, long height) {
    var at = Optional.of(block);
    while (at.isPresent() && at.get().height() > height) {
      at = at.get().parent();
    }
    return at.filter(found -> found.height() == height);
  }

  /** The blocks above {@code from} up to {@code to}, lowest first; {@code to} descends from {@code from}. */
  public static List<ForkBlock> path(ForkBlock from, ForkBlock to) {
    var path = new ArrayList<ForkBlock>();
    for (var at = to; at != from; at = at.parent().orElseThrow(
        () -> new IllegalArgumentException(to + " does not descend from " + from))) {
      path.add(at);
    }
    Collections.reverse(path);
    return path;
  }

  /** The last block both descend from. */
  public static ForkBlock fork(ForkBlock a, ForkBlock b) {
    var left = a;
    var right = b;
    while (left != right) {
      if (left.height() >= right.height()) {
        left = left.parent().orElseThrow();
      } else {
        right = right.parent().orElseThrow();
      }
    }
    return left;
  }

  /**
   * The block is final: it becomes the root, and what does not descend from it is dropped.
   *
   * @return the dropped blocks, without the final ones, lowest first
   */
  public List<ForkBlock> advance(ForkBlock decided) {
    var passed = path(root, decided);
    var dropped = new ArrayList<ForkBlock>();
    for (var block : List.copyOf(blocks.values())) {
      if (block != decided && !descends(block, decided)) {
        blocks.remove(block.id());
        if (block != root && !passed.contains(block)) {
          dropped.add(block);
        }
      }
    }
    dropped.sort(Comparator.comparingLong(ForkBlock::height).thenComparing(ForkBlock::id));
    decided.cut();
    root = decided;
    return dropped;
  }

  /** All blocks here in no special order; for checks and reports. */
  public List<ForkBlock> blocks() {
    return List.copyOf(blocks.values());
  }
}
