package org.atoll.validator.state;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.store.BrokenStoreException;
import org.atoll.validator.store.KeyValueStore;
import org.atoll.validator.store.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * State on disk as of the last final block, its history and its trees, and the root of all {@linkplain StateLayer layers}.
 *
 * <p>Uses the tables {@code S} (values), {@code N} (tree nodes), {@code H} and {@code U} (history) and {@code Z} of the store.
 * Reads are thread-safe; {@link #finalise}, {@link #advance}, {@link #rewindTo} and {@link #reload} belong to the thread that
 * writes the store. Reads throw {@link BrokenStoreException} when the store is damaged.
 */
public final class StateDatabase {
  /** Above this many changed addresses the trees of an old block are not made again. */
  private static final int MAX_REBUILD = 250_000;

  private static final int PRUNED_AT_ONCE = 8;
  private static final int ATTEMPTS = 5;

  /** A block whose batch is made but whose state is not the base yet. */
  private record Pending(StateLayer layer, Map<Address, Change> changes, int branches) {}

  private record Current(StateLayer base, List<Pending> pending) {
    StateLayer newest() {
      return pending.isEmpty() ? base : pending.getLast().layer();
    }
  }

  private final KeyValueStore store;
  private final StateOptions options;
  private final FlatTable flat;
  private final History history;
  private final StateTree.Tools tools;
  private final TreeSweeper sweeper;
  private final AtomicLong hashes = new AtomicLong();
  private final OldTrees oldTrees = new OldTrees();
  private volatile Current current;
  private volatile long oldest;
  private long unpruned; // writing thread only

  private StateDatabase(KeyValueStore store, Map<Bytes, TreeScheme> schemes, StateOptions options) {
    this.store = store;
    this.options = options;
    this.flat = new FlatTable(store, options.cacheBytes() / 2);
    this.history = new History(store);
    var nodes = new NodeStore(store);
    this.tools = new StateTree.Tools(Map.copyOf(schemes), nodes, new Parallel(options.executor()));
    this.sweeper = new TreeSweeper(nodes, options.cacheBytes() / 2);
    this.current = load();
  }

  /**
   * Opens the state in the store; a new store holds the empty state before genesis.
   *
   * @param schemes by 3-byte prefix; {@link TreeScheme#SHA256_RADIX} for all others; never to change for one store
   * @throws BrokenStoreException when the stored roots do not make up the stored state root, or have other schemes
   */
  public static StateDatabase open(KeyValueStore store, Map<Bytes, TreeScheme> schemes, StateOptions options) {
    return new StateDatabase(store, schemes, options);
  }

  private Current load() {
    var meta = StateMeta.read(store);
    if (meta.isEmpty()) {
      oldest = -1;
      return new Current(new StateLayer(this, -1, StateTree.EMPTY), List.of());
    }
    var families = StateMeta.readFamilies(store);
    families.forEach((prefix, family) -> {
      if (family.scheme() != tools.scheme(prefix)) {
        throw new BrokenStoreException("state of " + prefix + " is kept as " + family.scheme());
      }
    });
    var tree = StateTree.of(families, tools);
    if (!tree.root().equals(meta.get().stateRoot())) {
      throw new BrokenStoreException("stored family roots make state root " + tree.root() + " instead of "
          + meta.get().stateRoot() + " of block " + meta.get().height());
    }
    oldest = meta.get().oldest();
    unpruned = meta.get().unpruned();
    return new Current(new StateLayer(this, meta.get().height(), tree), List.of());
  }

  /** State of the last final block; of height -1 and empty before genesis. */
  public StateLayer base() {
    return current.base();
  }

  /** Lowest height that can be read; -1 before genesis. */
  public long oldestHeight() {
    return oldest;
  }

  /** State after the final block of this height; empty when it is not kept or not final. */
  public Optional<StateReader> at(long height) {
    var base = current.base();
    if (height == base.height()) {
      return Optional.of(base);
    }
    return height < oldest || height > base.height() ? Optional.empty() : Optional.of(new HistoricalState(this, height));
  }

  /**
   * As {@link #at}, with trees, which are made again by undoing the blocks above: the first call for a height costs some
   * microseconds per address that changed since. Empty also when these are too many.
   */
  public Optional<StateLayer> provableAt(long height) {
    var base = current.base();
    if (height == base.height()) {
      return Optional.of(base);
    }
    return height < oldest || height > base.height() ? Optional.empty() : rebuilt(height);
  }

  /** Number of tree nodes hashed since opening. */
  public long nodesHashed() {
    return hashes.get();
  }

  /** Number of tree nodes read from the store since opening. */
  public long nodesLoaded() {
    return tools.nodes().loads();
  }

  /**
   * Adds to the batch all that makes this layer the final state, and takes from history what leaves the window. Several
   * layers may follow each other in one batch or in several.
   *
   * @throws IllegalStateException when the layer's parent is neither the base nor the layer finalised before
   */
  public synchronized void finalise(StateLayer layer, WriteBatch batch) {
    var now = current;
    var parent = now.newest();
    var overlay = layer.overlay();
    var delta = layer.delta();
    if (overlay == null || delta == null || overlay.parent() != parent) {
      throw new IllegalStateException("block " + layer.height() + " does not follow the final block " + parent.height());
    }
    FlatTable.write(overlay.changes(), batch);
    writeTrees(parent.tree(), layer.tree(), delta, batch);
    if (parent.height() < 0) {
      oldest = layer.height();
      unpruned = layer.height() + 1; // nothing is read below genesis
    } else {
      history.write(layer.height(), overlay.changes(), batch);
      prune(layer.height(), batch);
    }
    new StateMeta(layer.height(), layer.stateRoot(), oldest, unpruned).write(batch);
    var pending = new ArrayList<>(now.pending());
    pending.add(new Pending(layer, overlay.changes(), delta.rows().size()));
    current = new Current(now.base(), List.copyOf(pending)); // before anyone can see the batch in the store
  }

  private static void writeTrees(StateTree before, StateTree after, TreeDelta delta, WriteBatch batch) {
    delta.rows().forEach((key, branch) -> {
      if (branch == null) {
        batch.delete(key);
      } else {
        batch.put(key, branch.stored());
      }
    });
    StateMeta.writeFamilies(before, after, batch);
  }

  private void prune(long height, WriteBatch batch) {
    oldest = Math.max(oldest, height - Math.min(height, options.historyBlocks()));
    for (int i = 0; i < PRUNED_AT_ONCE && unpruned <= oldest; i++) {
      History.delete(unpruned, history.changed(unpruned), batch);
      unpruned++;
    }
  }

  /**
   * The batch of the layer, the first one finalised and not yet advanced to, is durable: it becomes the base.
   *
   * @throws IllegalStateException when it is another layer's turn
   */
  public synchronized void advance(StateLayer layer) {
    var now = current;
    if (now.pending().isEmpty() || now.pending().getFirst().layer() != layer) {
      throw new IllegalStateException("block " + layer.height() + " was not finalised");
    }
    var pending = now.pending().getFirst();
    flat.written(pending.changes());
    current = new Current(layer, now.pending().subList(1, now.pending().size()));
    layer.settle();
    sweeper.advanced(layer.tree(), pending.branches());
  }

  /**
   * Adds to the batch all that makes the state of an earlier height the final state again. The database must not be used
   * before the batch is written and {@link #reload} called; layers made before are void then.
   *
   * @throws IllegalArgumentException when that height is not kept
   */
  public synchronized void rewindTo(long height, WriteBatch batch) {
    var now = current;
    if (!now.pending().isEmpty() || height < oldest || height > now.base().height()) {
      throw new IllegalArgumentException("cannot go back to block " + height + ", only to " + oldest + " or later");
    }
    var layer = layer(now.base(), height, undoing(height, now));
    FlatTable.write(requireNonNull(layer.overlay()).changes(), batch);
    writeTrees(now.base().tree(), layer.tree(), requireNonNull(layer.delta()), batch);
    for (long undone = height + 1; undone <= now.base().height(); undone++) {
      History.delete(undone, history.changed(undone), batch);
    }
    new StateMeta(height, layer.stateRoot(), oldest, Math.min(unpruned, height + 1)).write(batch);
  }

  /** Reads the store anew after it was changed by {@link #rewindTo} or otherwise. */
  public synchronized void reload() {
    flat.forget();
    oldTrees.clear();
    current = load();
  }

  TreeScheme scheme(Bytes prefix) {
    return tools.scheme(prefix);
  }

  StateTree.Tools tools() {
    return tools;
  }

  /** A layer with these changes, its trees updated. */
  StateLayer layer(StateLayer parent, long height, Map<Address, Change> changes) {
    var delta = new TreeDelta();
    try {
      var tree = parent.tree().update(changes, tools, delta);
      hashes.addAndGet(delta.hashes());
      return new StateLayer(this, height, tree, Overlay.over(parent, changes), delta);
    } catch (StaleTreeException stale) {
      throw lost(parent, stale);
    }
  }

  private RuntimeException lost(StateLayer layer, StaleTreeException stale) {
    return isDropped(layer)
        ? new DroppedForkException(layer.height(), stale)
        : new BrokenStoreException("tree of block " + layer.height() + ": " + stale.getMessage(), stale);
  }

  /** Also on the way there: what is pending may be in the store already, and it is not the layer's. */
  private boolean isDropped(StateLayer layer) {
    if (!current.pending().isEmpty()) {
      return true;
    }
    var at = layer;
    for (var over = at.overlay(); over != null; over = at.overlay()) {
      at = over.parent();
    }
    return at != current.base();
  }

  /** What the address holds in a final layer. */
  @Nullable Bytes readFinal(StateLayer layer, Address address) {
    if (layer.height() < 0) {
      return null; // before genesis
    }
    var value = flat.get(address);
    var now = current; // after the value: what is pending now includes all that can have been written
    if (now.base() != layer) {
      return readAt(layer.height(), address, value);
    }
    for (var pending : now.pending()) {
      var change = pending.changes().get(address);
      if (change != null) {
        return change.before();
      }
    }
    return value;
  }

  @Nullable Bytes readAt(long height, Address address) {
    return readAt(height, address, flat.get(address));
  }

  /** @param newest value read just before: then a block written since is in the history, one before it is in the value */
  private @Nullable Bytes readAt(long height, Address address, @Nullable Bytes newest) {
    var past = history.after(height, address);
    if (height < oldest) {
      throw new StatePrunedException(height, oldest);
    }
    return past.isPresent() ? past.get().value() : newest;
  }

  /** Entries of a final layer under others, {@code over}, of which null means deleted. */
  SortedMap<Address, Bytes> entriesFinal(
      StateLayer layer, SortedMap<Address, @Nullable Bytes> over, Bytes prefix, Bytes from, int limit) {
    while (true) {
      var now = current;
      var touched = new TreeMap<Address, Boolean>();
      changedSince(layer.height(), now).forEach(address -> touched.put(address, true));
      var merged = new TreeMap<Address, Bytes>();
      var open = StateLayer.within(touched, prefix, from).keySet();
      long room = (long) limit + over.size() + open.size();
      if (layer.height() >= 0) {
        flat.scan(prefix, from, (address, value) -> {
          merged.put(address, value);
          return merged.size() < room;
        });
      }
      if (current != now) {
        continue; // the rows may be of either
      }
      open.forEach(address -> set(merged, address, readFinal(layer, address)));
      over.forEach((address, value) -> set(merged, address, value));
      while (merged.size() > limit) {
        merged.pollLastEntry();
      }
      return merged;
    }
  }

  /**
   * State after a final block of a height that is kept, in ascending order of addresses. Costs one look into the history
   * for each address that changed since.
   *
   * @param from first address wanted; empty: the lowest
   * @param to first address not wanted; empty: none
   * @param maxBytes of addresses and values; one entry is there in any case
   * @return empty when that height is not kept or not final
   */
  public Optional<StateRange> range(long height, Bytes from, Bytes to, int maxBytes) {
    while (true) {
      var now = current;
      if (height < oldest || height > now.base().height() || height < 0) {
        return Optional.empty();
      }
      try {
        var range = range(height, from, to, maxBytes, changedSince(height, now));
        if (current == now) {
          return Optional.of(range);
        } // else the rows may be of either
      } catch (StatePrunedException gone) {
        return Optional.empty();
      }
    }
  }

  private StateRange range(long height, Bytes from, Bytes to, int maxBytes, TreeSet<Address> changed) {
    var then = new TreeMap<Address, Bytes>();
    for (var address : changed) {
      if (isWithin(address, from, to)) {
        var value = readAt(height, address);
        if (value != null) {
          then.put(address, value);
        }
      }
    }
    var part = new Part(maxBytes);
    flat.scan(Bytes.EMPTY, from, (address, value) -> {
      if (!to.isEmpty() && address.bytes().compareTo(to) >= 0) {
        return false;
      }
      while (!part.isFull() && !then.isEmpty() && then.firstKey().compareTo(address) < 0) {
        part.add(then.firstKey(), then.pollFirstEntry().getValue());
      }
      if (!part.isFull() && !changed.contains(address)) {
        part.add(address, value);
      } else if (!part.isFull() && then.containsKey(address)) {
        part.add(address, then.remove(address));
      }
      return !part.isFull();
    });
    while (!part.isFull() && !then.isEmpty()) {
      part.add(then.firstKey(), then.pollFirstEntry().getValue());
    }
    return new StateRange(part.entries, part.next, part.isFull() ? highest(to) : Bytes.EMPTY);
  }

  /** What one answer holds. */
  private static final class Part {
    private final int maxBytes;
    private final List<StateEntry> entries = new ArrayList<>();
    private long bytes;
    private Bytes next = Bytes.EMPTY;

    Part(int maxBytes) {
      this.maxBytes = maxBytes;
    }

    void add(Address address, Bytes value) {
      var entry = new StateEntry(address, value);
      if (!entries.isEmpty() && bytes + entry.size() > maxBytes) {
        next = address.bytes();
      } else {
        entries.add(entry);
        bytes += entry.size();
      }
    }

    boolean isFull() {
      return !next.isEmpty();
    }
  }

  private static boolean isWithin(Address address, Bytes from, Bytes to) {
    return address.bytes().compareTo(from) >= 0 && (to.isEmpty() || address.bytes().compareTo(to) < 0);
  }

  /** The highest address before the bound, or the bound itself, now. */
  private Bytes highest(Bytes to) {
    return flat.floor(to).map(Address::bytes).orElse(Bytes.EMPTY);
  }

  /**
   * The state of a block far above the base, made from all its entries in place of all that is there: trees and root are
   * computed anew. The root is the caller's to compare; the layer is of use for {@link #replace} only. Belongs to the
   * thread that writes the store.
   *
   * @return empty when the entries can be no state: an address twice, or under a prefix with rules one that breaks them
   */
  public Optional<StateLayer> imported(long height, List<StateEntry> entries) {
    var base = current.newest();
    if (height <= base.height()) {
      throw new IllegalArgumentException("height " + height + " is not above the base's " + base.height());
    }
    var changes = HashMap.<Address, Change>newHashMap(entries.size());
    if (base.height() >= 0) {
      flat.scan(Bytes.EMPTY, Bytes.EMPTY, (address, value) -> {
        changes.put(address, new Change(value, null));
        return true;
      });
    }
    int present = changes.size();
    for (var entry : entries) {
      if (scheme(entry.address().prefix()) == TreeScheme.ETHEREUM_MPT
          && EvmRules.problem(new StateWrite.Set(entry.address(), entry.value())).isPresent()) {
        return Optional.empty();
      }
      var known = changes.get(entry.address());
      if (known == null) {
        changes.put(entry.address(), new Change(null, entry.value()));
      } else if (known.after() == null && known.before() != null) {
        changes.put(entry.address(), new Change(known.before(), entry.value()));
      } else {
        return Optional.empty();
      }
    }
    if (present > 0) {
      changes.values().removeIf(change -> Objects.equals(change.before(), change.after()));
    }
    return Optional.of(layer(base, height, changes));
  }

  /**
   * Adds to the batch all that makes an {@linkplain #imported} layer the final state; nothing below its height can be read
   * any more. {@link #advance} follows when the batch is durable.
   */
  public synchronized void replace(StateLayer layer, WriteBatch batch) {
    var now = current;
    var overlay = layer.overlay();
    var delta = layer.delta();
    if (overlay == null || delta == null || overlay.parent() != now.base() || !now.pending().isEmpty()) {
      throw new IllegalStateException("block " + layer.height() + " was not imported over the base");
    }
    FlatTable.write(overlay.changes(), batch);
    writeTrees(now.base().tree(), layer.tree(), delta, batch);
    for (long below = Math.max(0, unpruned); below <= now.base().height(); below++) {
      History.delete(below, history.changed(below), batch);
    }
    oldest = layer.height();
    unpruned = layer.height() + 1;
    new StateMeta(layer.height(), layer.stateRoot(), oldest, unpruned).write(batch);
    current = new Current(now.base(), List.of(new Pending(layer, overlay.changes(), delta.rows().size())));
  }

  private static void set(Map<Address, Bytes> map, Address address, @Nullable Bytes value) {
    if (value == null) {
      map.remove(address);
    } else {
      map.put(address, value);
    }
  }

  /** Addresses changed by final blocks above this height and by pending ones. */
  private TreeSet<Address> changedSince(long height, Current now) {
    var changed = new TreeSet<Address>();
    for (long above = height + 1; above <= now.base().height(); above++) {
      changed.addAll(history.changed(above));
    }
    now.pending().forEach(pending -> changed.addAll(pending.changes().keySet()));
    return changed;
  }

  /** Changes that lead from the newest final state to that of {@code height}. */
  private Map<Address, Change> undoing(long height, Current now) {
    var changes = new HashMap<Address, Change>();
    var from = now.newest();
    for (var address : changedSince(height, now)) {
      var before = from.read(address);
      var after = height == now.base().height() ? readFinal(now.base(), address) : readAt(height, address);
      if (!Objects.equals(before, after)) {
        changes.put(address, new Change(before, after));
      }
    }
    return changes;
  }

  private Optional<StateLayer> rebuilt(long height) {
    return oldTrees.get(height, () -> {
      var now = current;
      long count = now.pending().stream().mapToLong(pending -> pending.changes().size()).sum();
      for (long above = height + 1; above <= now.base().height() && count <= MAX_REBUILD; above++) {
        count += history.changed(above).size();
      }
      return count > MAX_REBUILD ? Optional.empty()
          : Optional.of(layer(now.newest(), height, undoing(height, now)));
    });
  }

  TreeProver prover(StateLayer layer) {
    return new TreeProver(layer.tree(), tools, layer::get);
  }

  /** Runs a proof over the layer's trees, or over trees made again when the store has moved on. */
  <R> R provably(StateLayer layer, Function<StateLayer, R> proof) {
    var at = layer;
    for (int attempt = 1; ; attempt++) {
      try {
        return proof.apply(at);
      } catch (StaleTreeException stale) {
        long height = layer.height();
        if (attempt == ATTEMPTS || height > current.base().height()) {
          throw lost(layer, stale);
        }
        oldTrees.forget(height);
        at = rebuilt(height).orElseThrow(() -> new IllegalStateException(
            "too much has changed since block " + height + " to prove its state", stale));
      }
    }
  }
}
