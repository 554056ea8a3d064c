package org.atoll.validator.store;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
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
      var value = values.get(i);
      if (value == null) {
        visitor.delete(keys.get(i));
      } else {
        visitor.put(keys.get(i), value);
      }
    }
  }

  /**
   * SHA-256 over the operations in order: u32 key size, key, then u32 value size and value, or ffffffff for a delete.
   */
  public Hash32 digest() {
    var digest = sha256();
    var length = new byte[4];
    for (int i = 0; i < keys.size(); i++) {
      update(digest, length, keys.get(i));
      var value = values.get(i);
      if (value == null) {
        putInt(length, -1);
        digest.update(length);
      } else {
        update(digest, length, value);
      }
    }
    return Hash32.wrap(digest.digest());
  }

  private static void update(MessageDigest digest, byte[] length, Bytes part) {
    putInt(length, part.size());
    digest.update(length);
    digest.update(part.unsafeArray());
  }

  private static void putInt(byte[] out, int value) {
    out[0] = (byte) (value >>> 24);
    out[1] = (byte) (value >>> 16);
    out[2] = (byte) (value >>> 8);
    out[3] = (byte) value;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException broken) {
      throw new IllegalStateException("this Java runtime lacks SHA-256", broken);
    }
  }
}
