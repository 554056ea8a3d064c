package org.atoll.simulator.core.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All blocks of a run, in the order of their making. */
final class Blocks {
  private final Map<Long, Block> byKey = new HashMap<>(); // never iterated
  private final List<Block> inOrder = new ArrayList<>();

  void add(Block block) {
    if (byKey.putIfAbsent(block.key(), block) == null) {
      inOrder.add(block);
    }
  }

  Optional<Block> get(long key) {
    return Optional.ofNullable(byKey.get(key));
  }

  List<Block> inOrder() {
    return inOrder;
  }

  /** The chain that ends at a block, lowest first. */
  List<Block> chainTo(long key) {
    var chain = new ArrayList<Block>();
    for (var block = byKey.get(key); block != null; block = byKey.get(block.parent())) {
      chain.add(block);
    }
    return chain.reversed();
  }
}
