package org.atoll.validator.peer;

import org.atoll.gossip.core.SeenFilter;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.value.Bytes;

/** Remembers what was verified, by its content, so that copies cost a hash and not a signature. Thread-safe. */
final class VerifiedHashes {
  private final SeenFilter seen = new SeenFilter(SeenFilter.DEFAULT_CAPACITY, System.identityHashCode(this));

  boolean contains(Bytes content, Bytes more) {
    var hash = Sha256.hash(content.unsafeArray(), more.unsafeArray());
    synchronized (seen) {
      return seen.contains(hash);
    }
  }

  void add(Bytes content, Bytes more) {
    var hash = Sha256.hash(content.unsafeArray(), more.unsafeArray());
    synchronized (seen) {
      seen.add(hash);
    }
  }
}
