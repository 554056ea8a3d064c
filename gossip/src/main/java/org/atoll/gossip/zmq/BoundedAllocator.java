package org.atoll.gossip.zmq;

import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * Makes room for a frame about to be received. JeroMQ 0.6.0 lets a negative 64-bit length pass its size limit, cuts it
 * to 32 bits and then either fails to allocate, which leaves its only I/O thread in an endless loop, or allocates up to
 * 2 GiB, all before any key was checked. An empty frame in its place is no valid one: the connection ends.
 */
final class BoundedAllocator implements MsgAllocator {
  private final int maxBytes;

  BoundedAllocator(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public Msg allocate(int size) {
    return new Msg(size < 0 || size > maxBytes ? 0 : size);
  }
}
