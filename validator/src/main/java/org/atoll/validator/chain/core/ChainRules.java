package org.atoll.validator.chain.core;

import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.finality.core.FinalityParams;
import org.atoll.validator.settings.Epochs;

/**
 * What does not change while a node runs.
 *
 * @param chainTag names the chain
 * @param own this node's key
 */
public record ChainRules(long chainId, Hash32 chainTag, PublicKey own, Epochs epochs, Hash32 paramsHash,
    FinalityParams finality) {
  /** Whether this node may vote and publish at that height. */
  boolean isMember(long height) {
    return epochs.members(epochs.of(height)).contains(own);
  }

  /** Whether blocks are final when they are on disk, without votes. */
  boolean decidesAlone() {
    return epochs.entry().isDev();
  }
}
