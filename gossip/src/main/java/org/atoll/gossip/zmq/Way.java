package org.atoll.gossip.zmq;

import org.atoll.sdk.value.Bytes;

/** How frames leave on one link. Socket thread only. */
interface Way {
  /** What became of a frame. */
  enum Sent { OK, FULL, GONE }

  /** Never blocks. */
  Sent send(Bytes frame);

  /** Ends the connection now; what is still under way may be lost. */
  void cut();
}
