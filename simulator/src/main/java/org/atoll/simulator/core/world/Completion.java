package org.atoll.simulator.core.world;

/** Called when something that takes time is done; not called if the node has crashed meanwhile. */
@FunctionalInterface
public interface Completion {
  /** @param nowMillis the node's clock */
  void done(long nowMillis);
}
