package org.atoll.validator.state;

import java.util.Map;
import java.util.TreeMap;
import org.atoll.validator.state.Node.Branch;
import org.atoll.validator.state.Node.Leaf;
import org.atoll.validator.state.Node.Ref;

/**
 * Bounds the memory of the final state's trees: when they have grown past the limit, branches that were not used for longest
 * give way to references. Used by one thread.
 */
final class TreeSweeper {
  private static final int BRANCH_BYTES = 350;
  private static final int LEAF_BYTES = 250;

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
    knownBytes += (loads - knownLoads + changedBranches) * (BRANCH_BYTES + 2L * LEAF_BYTES); // at most, on the whole
    knownLoads = loads;
    if (knownBytes > maxBytes) {
      sweep(tree);
    }
  }

  private void sweep(StateTree tree) {
    var bytesByUse = new TreeMap<Integer, Long>();
    tree.families().values().forEach(family -> weigh(family.root(), bytesByUse));
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
      collapse(family.root(), oldest);
    }
    knownBytes = maxBytes / 4 * 3;
  }

  private static void weigh(Node node, Map<Integer, Long> bytesByUse) {
    switch (node) {
      case Ref ref -> {}
      case Leaf leaf -> {
        if (leaf.storage() instanceof Branch storage) {
          weigh(storage, bytesByUse);
        }
      }
      case Branch branch -> {
        long bytes = BRANCH_BYTES;
        for (int i = 0; i < 16; i++) {
          var child = branch.child(i);
          bytes += child instanceof Leaf ? LEAF_BYTES : 0;
          if (child != null) {
            weigh(child, bytesByUse);
          }
        }
        bytesByUse.merge(branch.used(), bytes, Long::sum);
      }
    }
  }

  private static void collapse(Node node, int oldest) {
    switch (node) {
      case Ref ref -> {}
      case Leaf leaf -> {
        if (leaf.storage() instanceof Branch storage) {
          if (storage.used() < oldest) {
            leaf.swapStorage(new Ref(storage.ref()));
          } else {
            collapse(storage, oldest);
          }
        }
      }
      case Branch branch -> {
        for (int i = 0; i < 16; i++) {
          var child = branch.child(i);
          if (child instanceof Branch below && below.used() < oldest) {
            branch.swapChild(i, new Ref(below.ref()));
          } else if (child != null) {
            collapse(child, oldest);
          }
        }
      }
    }
  }
}
