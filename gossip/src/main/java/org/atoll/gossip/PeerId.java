package org.atoll.gossip;

import org.atoll.sdk.crypto.PublicKey;

/** A node of the network, known by the key it signs with. */
public record PeerId(PublicKey key) implements Comparable<PeerId> {
  @Override
  public int compareTo(PeerId other) {
    return key.compareTo(other.key);
  }

  /** First eight hexadecimal digits after the format byte: for logs. */
  @Override
  public String toString() {
    return key.bytes().slice(1, 5).toHex();
  }
}
