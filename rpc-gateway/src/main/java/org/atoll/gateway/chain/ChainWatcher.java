package org.atoll.gateway.chain;

import java.util.List;
import org.atoll.sdk.value.Hash32;

/** Is told what happens on the chain, by one thread at a time; must not block. */
public interface ChainWatcher {
  void head(HeadNews news);

  /** Transactions that entered the pool. */
  void pending(List<Hash32> hashes);

  /** The stream broke: what happened from now until the next call is lost. */
  void lost();
}
