package org.atoll.gossip;

import org.atoll.sdk.crypto.PublicKey;

/** A node of the network, known by the key it signs with. */
public record PeerId(PublicKey key) implements Comparable<PeerId> {
  /** By algorithm, then by the bytes of the key. */
  @Override
  public int compareTo(PeerId other) {
    int byAlgorithm = key.algorithm().compareTo(other.key.algorithm());
    return byAlgorithm != 0 ? byAlgorithm : key.bytes().compareTo(other.key.bytes());
  }

  /** Eight hexadecimal digits after the first byte: for logs. */
  @Override
  public String toString() {
    return key.bytes().slice(1, 5).toHex();
  }
}
