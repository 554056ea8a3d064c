package org.atoll.gossip;

import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.Bytes;

/**
 * All that is needed to reach a node and to know that it is the right one.
 *
 * @param nodeKey what the node signs with
 * @param curveKey its CURVE public key, 32 bytes
 * @param endpoint where it listens
 */
public record PeerAddress(PublicKey nodeKey, Bytes curveKey, Endpoint endpoint) {
  public PeerAddress {
    if (curveKey.size() != CurveKeyPair.SIZE) {
      throw new IllegalArgumentException("a CURVE key has 32 bytes, not " + curveKey.size());
    }
  }

  /**
   * Parses {@code <encoded node key>/<CURVE key>@host:port}, both keys in hexadecimal.
   *
   * @throws IllegalArgumentException when it is not that
   */
  public static PeerAddress parse(String text) {
    int slash = text.indexOf('/');
    int at = text.indexOf('@');
    if (slash < 0 || at < slash) {
      throw new IllegalArgumentException("node-key/curve-key@host:port expected: " + text);
    }
    return new PeerAddress(PublicKey.decode(Bytes.fromHex(text.substring(0, slash))),
        Bytes.fromHex(text.substring(slash + 1, at)), Endpoint.parse(text.substring(at + 1)));
  }

  public PeerId id() {
    return new PeerId(nodeKey);
  }

  /** As {@link #parse} takes it. */
  @Override
  public String toString() {
    return nodeKey.encoded().toHex() + "/" + curveKey.toHex() + "@" + endpoint;
  }
}
