package org.atoll.validator.chain.core;

import java.util.Optional;
import org.atoll.sdk.value.BlockId;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.forks.core.FinalHeaders;
import org.atoll.validator.forks.core.SealedBlock;
import org.atoll.validator.mempool.core.Mempool;
import org.atoll.validator.mempool.core.PoolLimits;

/** Nothing is further back than memory reaches. */
final class NoArchive implements FinalHeaders.Archive {
  /** A chain that has only begun. */
  static ChainState chain(ChainRules rules, SealedBlock genesis) {
    return new ChainState(rules, new Mempool(PoolLimits.defaults()), genesis, new FinalHeaders(new NoArchive()));
  }

  @Override
  public Optional<SignedHeader> header(long height) {
    return Optional.empty();
  }

  @Override
  public Optional<Long> heightOf(BlockId id) {
    return Optional.empty();
  }
}
