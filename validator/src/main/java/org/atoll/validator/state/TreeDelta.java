package org.atoll.validator.state;

import java.util.LinkedHashMap;
import java.util.Map;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/** Branches that an update put or removed, by their key in the store; of several changes the last counts. */
final class TreeDelta {
  private final Map<Bytes, @Nullable Branch> rows = new LinkedHashMap<>();
  private long hashes;

  void put(Bytes key, Branch branch) {
    rows.put(key, branch);
  }

  void remove(Bytes key) {
    rows.put(key, null);
  }

  /** A node was hashed. */
  void hashed() {
    hashes++;
  }

  /** As many nodes were hashed elsewhere. */
  void hashed(long count) {
    hashes += count;
  }

  /** Adds what another update did after this one. */
  void then(TreeDelta later) {
    rows.putAll(later.rows);
    hashes += later.hashes;
  }

  /** Null where a row goes away. */
  Map<Bytes, @Nullable Branch> rows() {
    return rows;
  }

  /** Number of nodes hashed. */
  long hashes() {
    return hashes;
  }
}
