package org.atoll.validator.state;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.atoll.sdk.proof.AccountProof;
import org.atoll.sdk.proof.StateProof;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * State after one block: what the block changed, over the layer of its parent. Immutable, thread-safe, shared by forks;
 * dropping a fork is dropping its layers. Once the block is final, {@link StateDatabase#advance} moves its changes to the
 * store; the layer can be used as before, but reads of a height the base has left are slower.
 */
public final class StateLayer implements StateReader {
  private final StateDatabase database;
  private final long height;
  private final StateTree tree;
  private final long hashes;
  private volatile @Nullable Overlay overlay; // null once final
  private volatile @Nullable TreeDelta delta; // null once final

  /** A layer over another. */
  StateLayer(StateDatabase database, long height, StateTree tree, Overlay overlay, TreeDelta delta) {
    this.database = database;
    this.height = height;
    this.tree = tree;
    this.hashes = delta.hashes();
    this.overlay = overlay;
    this.delta = delta;
  }

  /** The state in the store. */
  StateLayer(StateDatabase database, long height, StateTree tree) {
    this.database = database;
    this.height = height;
    this.tree = tree;
    this.hashes = 0;
  }

  /** Height of the block; -1 for the empty state before genesis. */
  public long height() {
    return height;
  }

  /** Root over all families, as in the block's header; zero when there is no state at all. */
  public Hash32 stateRoot() {
    return tree.root();
  }

  /**
   * Root of one family's tree; that of the scheme's empty tree when it has no state.
   *
   * @param prefix 3 bytes
   */
  public Hash32 familyRoot(Bytes prefix) {
    return tree.familyRoot(prefix, database.tools());
  }

  /** Addresses whose value the block changed; empty once it is final. */
  public Set<Address> changed() {
    var over = overlay;
    return over == null ? Set.of() : Collections.unmodifiableSet(over.changes().keySet());
  }

  /** Number of tree nodes that were hashed to make this layer. */
  public long nodesHashed() {
    return hashes;
  }

  /** A new draft over this layer. */
  public StateDraft draft() {
    return new StateDraft(database, this);
  }

  @Override
  public Optional<Bytes> get(Address address) {
    return Optional.ofNullable(read(address));
  }

  @Nullable Bytes read(Address address) {
    var layer = this;
    for (var over = overlay; over != null; over = layer.overlay) {
      var skipTo = over.skipTo();
      boolean skips = skipTo != null && !skipTo.isFinal(); // a final one may have been left behind by the base
      var change = (skips ? requireNonNull(over.summary()) : over.changes()).get(address);
      if (change != null) {
        return change.after();
      }
      layer = skips ? requireNonNull(skipTo) : over.parent();
    }
    return database.readFinal(layer, address);
  }

  /**
   * Entries whose address begins with {@code prefix}, from the first that is {@code from} or more; meant for listings and
   * for clearing, not for execution.
   *
   * @param from begins with {@code prefix} or is less
   * @param limit how many at most
   */
  public SortedMap<Address, Bytes> entries(Bytes prefix, Bytes from, int limit) {
    var own = new TreeMap<Address, @Nullable Bytes>();
    var layer = this;
    for (var over = overlay; over != null; over = layer.overlay) {
      for (var change : within(over.sorted(), prefix, from).entrySet()) {
        if (!own.containsKey(change.getKey())) { // not putIfAbsent, for which null is absent
          own.put(change.getKey(), change.getValue().after());
        }
      }
      layer = over.parent();
    }
    return database.entriesFinal(layer, own, prefix, from, limit);
  }

  /** The part of the map whose keys begin with the prefix and are not before {@code from}. */
  static <V> SortedMap<Address, V> within(NavigableMap<Address, V> map, Bytes prefix, Bytes from) {
    var start = from.compareTo(prefix) < 0 ? prefix : from;
    var result = new TreeMap<Address, V>();
    var tail = start.size() <= Address.PREFIX_SIZE || start.size() > Address.MAX_SIZE
        ? map.entrySet() : map.tailMap(new Address(start), true).entrySet();
    for (Map.Entry<Address, V> entry : tail) {
      var bytes = entry.getKey().bytes();
      if (bytes.compareTo(start) >= 0) {
        if (!bytes.startsWith(prefix)) {
          break;
        }
        result.put(entry.getKey(), entry.getValue());
      }
    }
    return result;
  }

  /**
   * Proof of what the address holds, or that it holds nothing.
   *
   * @throws IllegalStateException when the block is on a fork that was dropped, or too old for its trees to be made again
   */
  public StateProof prove(Address address) {
    return database.provably(this, layer -> database.prover(layer).prove(address));
  }

  /**
   * As eth_getProof.
   *
   * @param slots 32 bytes each
   * @throws IllegalStateException as {@link #prove}, and when the EVM's prefix has another scheme here
   */
  public AccountProof proveAccount(EvmAddress account, List<Bytes> slots) {
    return database.provably(this, layer -> database.prover(layer).proveAccount(account, slots));
  }

  StateTree tree() {
    return tree;
  }

  boolean isFinal() {
    return overlay == null;
  }

  @Nullable Overlay overlay() {
    return overlay;
  }

  @Nullable TreeDelta delta() {
    return delta;
  }

  /** The block is final and in the store. */
  void settle() {
    overlay = null;
    delta = null;
  }
}
