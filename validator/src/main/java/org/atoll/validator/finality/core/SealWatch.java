package org.atoll.validator.finality.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/** Notices when somebody seals twice (E4): remembers the last headers, a bounded number of them. One thread. */
public final class SealWatch {
  private final int capacity;
  private final Map<Place, Seen> seen = new LinkedHashMap<>(); // oldest first

  private record Place(PublicKey producer, SealGuard.Scope scope) {}

  private record Seen(BlockId id, Bytes header) {}

  /** @param capacity headers remembered */
  public SealWatch(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1: " + capacity);
    }
    this.capacity = capacity;
  }

  /**
   * Looks at a header with a good seal; told for each header that differs from the first one at its place.
   *
   * @param bytes the header with its seal
   */
  public Optional<Evidence> observe(SealReader.SealedHeader header, Bytes bytes) {
    var earlier = seen.putIfAbsent(new Place(header.producer(), header.scope()), new Seen(header.id(), bytes));
    if (earlier != null) {
      return earlier.id.equals(header.id()) ? Optional.empty()
          : Optional.of(new Evidence.DoubleSeal(earlier.header, bytes));
    }
    if (seen.size() > capacity) {
      var oldest = seen.entrySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return Optional.empty();
  }
}
