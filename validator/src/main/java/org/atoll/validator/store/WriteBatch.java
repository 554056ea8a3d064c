package org.atoll.validator.store;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/** Puts and deletes that become visible and durable together; of two for one key the later wins. Not thread-safe. */
public final class WriteBatch {
  /** Sees the operations of a batch in order. */
  public interface Visitor {
    void put(Bytes key, Bytes value);

    void delete(Bytes key);
  }

  private final List<Bytes> keys = new ArrayList<>();
  private final List<@Nullable Bytes> values = new ArrayList<>(); // null: delete
  private long bytes;

  public WriteBatch put(Bytes key, Bytes value) {
    keys.add(requireNonNull(key, "key"));
    values.add(requireNonNull(value, "value"));
    bytes += key.size() + value.size();
    return this;
  }

  public WriteBatch delete(Bytes key) {
    keys.add(requireNonNull(key, "key"));
    values.add(null);
    bytes += key.size();
    return this;
  }

  /** Number of operations. */
  public int size() {
    return keys.size();
  }

  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Sum of the sizes of keys and values. */
  public long bytes() {
    return bytes;
  }

  public void forEach(Visitor visitor) {
    for (int i = 0; i < keys.size(); i++) {
      visit(visitor, i);
    }
  }

  /** In ascending order of keys; operations on one key in the order given. */
  void forEachSorted(Visitor visitor) {
    var order = new Integer[keys.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> keys.get(a).compareTo(keys.get(b)));
    for (int i : order) {
      visit(visitor, i);
    }
  }

  private void visit(Visitor visitor, int i) {
    var value = values.get(i);
    if (value == null) {
      visitor.delete(keys.get(i));
    } else {
      visitor.put(keys.get(i), value);
    }
  }

  /**
   * SHA-256 of u64 number of operations, u64 {@link #bytes}, u32 CRC-32C of all keys and values in order and u32 CRC-32C of
   * all their sizes, -1 for the value of a delete. It is to tell batches apart, not to withstand forgery, and must cost
   * little, being computed over all that is ever written.
   */
  public Hash32 digest() {
    var sizes = ByteBuffer.allocate(8 * keys.size());
    var content = new CRC32C();
    for (int i = 0; i < keys.size(); i++) {
      var key = keys.get(i).unsafeArray();
      var value = values.get(i);
      content.update(key, 0, key.length);
      sizes.putInt(key.length).putInt(value == null ? -1 : value.size());
      if (value != null) {
        content.update(value.unsafeArray(), 0, value.size());
      }
    }
    var shape = new CRC32C();
    shape.update(sizes.flip());
    return Sha256.hash(ByteBuffer.allocate(24).putLong(keys.size()).putLong(bytes).putInt((int) content.getValue())
        .putInt((int) shape.getValue()).array());
  }
}
