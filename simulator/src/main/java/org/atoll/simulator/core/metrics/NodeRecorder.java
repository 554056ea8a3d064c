package org.atoll.simulator.core.metrics;

import org.atoll.simulator.core.model.MessageKind;

/**
 * What a node tells the metrics. Blocks are known by 64 bits of their id. Honest nodes only are believed; the recorder
 * of a Byzantine node keeps blocks and nothing else.
 */
public interface NodeRecorder {
  /**
   * A block was made here or has arrived. The first report of a block dates it, later ones count for nothing.
   *
   * @param producer number of the node that made it
   */
  void block(long block, long parent, long height, int producer, int transactions, int bytes);

  /** @param reorgDepth blocks of the old head's chain that are not in the new one's */
  void head(long block, long height, int reorgDepth);

  /** The block and its ancestors are final here. Its state root, as executed here, by 64 of its bits. */
  void finalized(long block, long height, long stateRoot);

  /** @param rounds rounds that a decision took, 1 or more */
  void decided(long instance, int rounds);

  /** In a final chain nobody used the slot, which was that producer's. Told again, it counts for nothing. */
  void missedSlot(long slot, int producer);

  /** @param kind such as E1 */
  void evidence(int accused, String kind);

  /** The node broke a promise to its clients. */
  void broken(String promise);

  /** Whether {@link #seen} counts. */
  boolean tracksDelivery();

  /**
   * The node has this block, batch or vote, made here or received.
   *
   * @param key 64 bits of what it is
   */
  void seen(MessageKind kind, long key);

  /** Adds to a count of the node's own; appears as {@code node_<name>}. */
  void count(String name, long amount);
}
