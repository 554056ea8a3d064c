package org.atoll.validator.state;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Bounds the memory of the final state's trees: when they have grown past the limit, branches that were not used for longest
 * give way to references. Used by one thread.
 */
final class TreeSweeper {
  private static final int BRANCH_BYTES = 700;

  private final NodeStore nodes;
  private final long maxBytes;
  private long knownBytes;
  private long knownLoads;

  TreeSweeper(NodeStore nodes, long maxBytes) {
    this.nodes = nodes;
    this.maxBytes = maxBytes;
  }

  /** The trees became the final ones after so many branches were changed; all of them are in the store. */
  void advanced(StateTree tree, int changedBranches) {
    nodes.nextGeneration();
    long loads = nodes.loads();
    knownBytes += (loads - knownLoads + changedBranches) * BRANCH_BYTES; // at most, on the whole
    knownLoads = loads;
    if (knownBytes > maxBytes) {
      sweep(tree);
    }
  }

  private void sweep(StateTree tree) {
    var bytesByUse = new TreeMap<Integer, Long>();
    tree.families().values().forEach(family -> top(family.root()).ifPresent(root -> weigh(root, bytesByUse)));
    knownBytes = bytesByUse.values().stream().mapToLong(Long::longValue).sum();
    if (knownBytes <= maxBytes) {
      return;
    }
    long kept = 0;
    int oldest = Integer.MAX_VALUE;
    for (var use : bytesByUse.descendingMap().entrySet()) {
      kept += use.getValue();
      if (kept > maxBytes / 4 * 3) {
        break;
      }
      oldest = use.getKey();
    }
    for (var family : tree.families().values()) {
      var root = top(family.root());
      if (root.isPresent()) {
        collapse(root.get(), oldest);
      }
    }
    knownBytes = maxBytes / 4 * 3;
  }

  /** The topmost branch in memory. */
  private static Optional<Branch> top(Node root) {
    return switch (root) {
      case Branch branch -> Optional.of(branch);
      case Node.Leaf leaf when leaf.storage() instanceof Branch storage -> Optional.of(storage);
      case Node.Leaf leaf -> Optional.empty();
      case Node.Ref ref -> Optional.empty();
    };
  }

  private static void weigh(Branch branch, Map<Integer, Long> bytesByUse) {
    for (int i = 0; i < 16; i++) {
      var below = branch.loaded(i);
      if (below != null) {
        weigh(below, bytesByUse);
      }
    }
    bytesByUse.merge(branch.used(), (long) branch.weight(), Long::sum);
  }

  private static void collapse(Branch branch, int oldest) {
    for (int i = 0; i < 16; i++) {
      var below = branch.loaded(i);
      if (below != null && below.used() < oldest) {
        branch.load(i, null);
      } else if (below != null) {
        collapse(below, oldest);
      }
    }
  }
}
