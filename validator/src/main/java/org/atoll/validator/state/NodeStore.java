package org.atoll.validator.state;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.state.Node.Ref;
import org.atoll.validator.store.BrokenStoreException;
import org.atoll.validator.store.StoreReader;

/** Loads branches of the final state's trees, checking each against the reference that leads to it. Thread-safe. */
final class NodeStore {
  private final StoreReader store;
  private final AtomicLong loads = new AtomicLong();
  private final AtomicInteger generation = new AtomicInteger();

  NodeStore(StoreReader store) {
    this.store = store;
  }

  /**
   * @throws StaleTreeException when another branch, or none, lies there
   * @throws BrokenStoreException when what lies there is no branch
   */
  Branch load(TrieKind kind, Bytes key, Ref ref) {
    var row = store.get(key);
    if (row.isEmpty()) {
      throw new StaleTreeException("there is no tree node " + key);
    }
    Branch branch;
    try {
      BranchRow.check(row.get().unsafeArray());
      branch = kind.branch(row.get().unsafeArray());
    } catch (IllegalArgumentException broken) {
      throw new BrokenStoreException("tree node " + key + " cannot be read: " + broken.getMessage(), broken);
    }
    if (!Arrays.equals(branch.ref(), ref.ref())) {
      throw new StaleTreeException("tree node " + key + " is another one");
    }
    loads.incrementAndGet();
    use(branch);
    return branch;
  }

  /** Notes that a branch is in use, so that the sweeper spares it. */
  void use(Branch branch) {
    branch.use(generation.get());
  }

  /** Branches loaded so far. */
  long loads() {
    return loads.get();
  }

  int generation() {
    return generation.get();
  }

  void nextGeneration() {
    generation.incrementAndGet();
  }
}
