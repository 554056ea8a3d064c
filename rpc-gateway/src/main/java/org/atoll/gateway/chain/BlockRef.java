package org.atoll.gateway.chain;

import org.atoll.sdk.value.Hash32;

/** Names a block as JSON-RPC does. */
public sealed interface BlockRef {
  enum Tag implements BlockRef {
    EARLIEST,
    LATEST,
    SAFE,
    FINALIZED,
    PENDING
  }

  /**
   * A block by its height.
   *
   * @param height 0 or more
   */
  record Number(long height) implements BlockRef {}

  /**
   * A block by its Ethereum hash (EIP-1898).
   *
   * @param requireCanonical whether a block that is no longer on the chain is an error
   */
  record Hash(Hash32 hash, boolean requireCanonical) implements BlockRef {}
}
