package org.atoll.validator.chain.core;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.forks.core.FinalHeaders;
import org.atoll.validator.forks.core.SealedBlock;
import org.atoll.validator.mempool.core.Mempool;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.atoll.validator.testing.FakeHead;

/** Nothing is further back than memory reaches. */
final class NoArchive implements FinalHeaders.Archive {
  /** A chain that has only begun. */
  static ChainState chain(ChainRules rules, SealedBlock genesis) {
    return new ChainState(rules, new Mempool(PoolLimits.defaults()), genesis, new FinalHeaders(new NoArchive()));
  }

  /** One of engine dpos with these members, seen by the first, where account 1 is rich; it is 1 000 000 ms. */
  static ChainState chainOf(List<PublicKey> members) {
    var entry = new ConsensusEntry("dpos", "1.0", MemberSet.of(members.stream().map(Member::of).toList()), 64,
        ConsensusEntry.SealScope.TIMESTAMP, Map.of(), Map.of());
    var head = new FakeHead();
    head.fund(Batches.account(1), 0, BigInteger.TEN.pow(20));
    var chain = chain(ChainRules.of(Batches.CHAIN_ID, Hash32.ZERO, members.getFirst(), entry),
        Blocks.sealed(Blocks.genesis(), head, List.of()));
    chain.now = 1_000_000;
    return chain;
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
