package org.atoll.gossip.core;

import org.atoll.gossip.NetworkId;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.Bytes;

/** What travels as one ZeroMQ message. */
public sealed interface Frame {
  /**
   * Opens the handshake: who dials, and for which network.
   *
   * @param version protocol version of the dialler
   * @param nonce 32 fresh random bytes
   * @param instance 8 random bytes, the same for the life of a process
   */
  record Hello(int version, NetworkId network, PublicKey nodeKey, Bytes nonce, Bytes instance) implements Frame {}

  /** The answer, with the listener's signature over both sides' words. */
  record Welcome(int version, NetworkId network, PublicKey nodeKey, Bytes nonce, Bytes instance, Bytes signature)
      implements Frame {}

  /** The dialler's signature over the same. */
  record Proof(Bytes signature) implements Frame {}

  /** No link; why, in plain words. */
  record Refuse(String why) implements Frame {}

  record Talk(Control control) implements Frame {}

  /**
   * A piece of an application message. Large ones travel in pieces so that an urgent message waits for one piece only.
   *
   * @param first carries {@code total}; false: {@code total} is 0
   * @param total length of the whole body
   * @param chunk {@link FrameCodec#PIECE} bytes, the last one fewer or as many
   */
  record Piece(boolean first, boolean last, int type, int total, Bytes chunk) implements Frame {}
}
