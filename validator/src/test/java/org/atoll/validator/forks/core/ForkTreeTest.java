package org.atoll.validator.forks.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.atoll.sdk.testing.Seeds.forEachSeed;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.testing.Blocks;
import org.junit.jupiter.api.Test;

final class ForkTreeTest {
  private static HeaderVerdict.Accept accept(long cost) {
    return new HeaderVerdict.Accept(1, cost, Bytes.EMPTY, Bytes.EMPTY);
  }

  private static ExecutedBlock child(ExecutedBlock parent, long salt) {
    return Blocks.block(parent.height() + 1, parent.id(), parent.timestampMillis() + 1 + salt, List.of());
  }

  /** Random trees, judged and executed in any order, against sums over whole chains. */
  @Test
  void theBestIsThatOfTheSumsWhateverTheOrder() {
    forEachSeed(300, random -> {
      var genesis = Blocks.genesis();
      var tree = new ForkTree(Blocks.sealed(genesis));
      var executed = new ArrayList<>(List.of(genesis));
      Map<BlockId, Long> weights = new HashMap<>(Map.of(genesis.id(), 0L));
      Map<BlockId, Long> costs = new HashMap<>(Map.of(genesis.id(), 0L));
      var waiting = new ArrayList<Runnable>();
      for (int i = 0; i < 12; i++) {
        var parent = executed.get(random.nextInt(executed.size()));
        var block = child(parent, i);
        long cost = random.nextInt(3);
        weights.put(block.id(), weights.get(parent.id()) + 1);
        costs.put(block.id(), costs.get(parent.id()) + cost);
        executed.add(block);
        var node = tree.add(block.signed(), tree.get(parent.id()).orElseThrow(), i);
        node.complete(List.of());
        waiting.add(() -> tree.accept(node, accept(cost)));
        waiting.add(() -> node.valid(Blocks.sealed(block)));
      }
      java.util.Collections.shuffle(waiting, new java.util.Random(random.nextLong()));
      waiting.forEach(Runnable::run);

      var best = tree.best();
      for (var block : executed) {
        long weight = weights.get(block.id());
        boolean better = weight > weights.get(best.id())
            || (weight == weights.get(best.id()) && costs.get(block.id()) < costs.get(best.id()));
        assertThat(better).isFalse();
      }
      assertThat(tree.toExecute()).isEmpty();
    });
  }

  @Test
  void executionBeginsAtTheBottomOfTheBestChain() {
    var genesis = Blocks.genesis();
    var tree = new ForkTree(Blocks.sealed(genesis));
    var short1 = child(genesis, 0);
    var long1 = child(genesis, 5);
    var long2 = child(long1, 0);
    for (var block : List.of(short1, long1, long2)) {
      var node = tree.add(block.signed(), tree.get(block.parentId()).orElseThrow(), 1);
      tree.accept(node, accept(0));
    }
    tree.get(short1.id()).orElseThrow().complete(List.of());
    assertThat(tree.toExecute()).extracting(ForkBlock::id).containsExactly(short1.id());

    tree.get(long2.id()).orElseThrow().complete(List.of());
    assertThat(tree.toExecute()).extracting(ForkBlock::id).as("its parent's batches lack").containsExactly(short1.id());

    tree.get(long1.id()).orElseThrow().complete(List.of());
    assertThat(tree.toExecute()).extracting(ForkBlock::id).containsExactly(long1.id(), long2.id());

    tree.get(long1.id()).orElseThrow().valid(Blocks.sealed(long1));
    assertThat(tree.toExecute()).extracting(ForkBlock::id).containsExactly(long2.id());
  }

  @Test
  void whatIsCondemnedTakesItsDescendantsAlong() {
    var genesis = Blocks.genesis();
    var tree = new ForkTree(Blocks.sealed(genesis));
    var first = child(genesis, 0);
    var second = child(first, 0);
    var third = child(second, 0);
    var bottom = tree.add(first.signed(), tree.root(), 1);
    var middle = tree.add(second.signed(), bottom, 2);
    bottom.condemn("wrong root");
    var late = tree.add(third.signed(), middle, 3);

    assertThat(middle.fault()).isPresent();
    assertThat(late.fault().orElseThrow()).contains("wrong root");
    assertThat(tree.best()).isSameAs(tree.root());
  }

  @Test
  void advancingDropsJustWhatDoesNotDescend() {
    forEachSeed(200, random -> {
      var genesis = Blocks.genesis();
      var tree = new ForkTree(Blocks.sealed(genesis));
      var blocks = new ArrayList<>(List.of(genesis));
      for (int i = 0; i < 15; i++) {
        var parent = blocks.get(random.nextInt(blocks.size()));
        var block = child(parent, i);
        blocks.add(block);
        tree.add(block.signed(), tree.get(parent.id()).orElseThrow(), i);
      }
      var decided = tree.get(blocks.get(random.nextInt(1, blocks.size())).id()).orElseThrow();
      Set<BlockId> passed = new HashSet<>();
      ForkTree.path(tree.root(), decided).forEach(block -> passed.add(block.id()));
      Set<BlockId> staying = new HashSet<>();
      for (var block : tree.blocks()) {
        if (tree.descends(block, decided)) {
          staying.add(block.id());
        }
      }

      var dropped = tree.advance(decided);

      assertThat(tree.root()).isSameAs(decided);
      assertThat(decided.parent()).isEmpty();
      assertThat(tree.blocks().stream().map(ForkBlock::id)).containsExactlyInAnyOrderElementsOf(staying);
      assertThat(dropped).noneMatch(block -> passed.contains(block.id()) || staying.contains(block.id()));
      assertThat(dropped.size() + passed.size() + staying.size()).isEqualTo(blocks.size()); // decided twice, genesis never
    });
  }

  @Test
  void pathsAndForks() {
    var genesis = Blocks.genesis();
    var tree = new ForkTree(Blocks.sealed(genesis));
    var left = tree.add(child(genesis, 0).signed(), tree.root(), 1);
    var rightBlock = child(genesis, 7);
    var right = tree.add(rightBlock.signed(), tree.root(), 2);
    var rightChild = tree.add(child(rightBlock, 0).signed(), right, 3);

    assertThat(ForkTree.fork(left, rightChild)).isSameAs(tree.root());
    assertThat(ForkTree.fork(right, rightChild)).isSameAs(right);
    assertThat(ForkTree.path(tree.root(), rightChild)).containsExactly(right, rightChild);
    assertThat(ForkTree.ancestor(rightChild, 1)).isEqualTo(Optional.of(right));
    assertThat(ForkTree.ancestor(left, 2)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> ForkTree.path(left, rightChild));
    assertThatIllegalArgumentException().isThrownBy(() -> tree.add(rightBlock.signed(), tree.root(), 4));
  }
}
