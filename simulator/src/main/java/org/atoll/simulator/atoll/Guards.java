package org.atoll.simulator.atoll;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.finality.core.SealGuard;
import org.atoll.validator.finality.core.Signed;
import org.atoll.validator.finality.core.VoteGuard;
import org.jspecify.annotations.Nullable;

/** A node's folder of guards, which outlives crashes, and the guards opened on it. */
final class Guards {
  /** As the validator: longer than a header may be ahead of the clock. */
  private static final long SEAL_QUARANTINE_MILLIS = 60_000;

  private final GuardMemory voteSlots = new GuardMemory();
  private final GuardMemory sealSlots = new GuardMemory();
  private BlockStore.@Nullable Unfinal lastSealed;
  private @Nullable SealGuard seals;
  private @Nullable VoteGuard votes;

  /** With the empty records of a new key. */
  static Guards created() {
    var guards = new Guards();
    VoteGuard.create(guards.voteSlots);
    SealGuard.create(guards.sealSlots);
    return guards;
  }

  /** A folder that was lost with the disk. */
  static Guards lost() {
    return new Guards();
  }

  /** @param sequence of the votes' guard, as the store remembers it */
  VoteGuard open(ChainRules rules, long sequence, long nowMillis) {
    var signer = FakeKeys.signer(rules.own());
    var opened = SealGuard.open(signer, sealSlots, 0);
    if (opened.lost()) {
      opened.resumeAbove(new SealGuard.Scope(0, nowMillis + SEAL_QUARANTINE_MILLIS));
    }
    seals = opened;
    var voting = VoteGuard.open(signer, rules.chainTag(), FakeKeys::verify, voteSlots, sequence);
    votes = voting;
    return voting;
  }

  /** The header with its seal; empty when the key sealed that slot or a later one. */
  Optional<SignedHeader> seal(SignedHeader draft, List<BatchView> batches) {
    var open = seals;
    if (open == null) {
      throw new IllegalStateException("open comes first");
    }
    var scope = new SealGuard.Scope(0, draft.timestampMillis());
    return switch (open.seal(scope, draft.headerBytes(), draft.id().bytes())) {
      case Signed.Ok(Bytes signature) -> {
        var sealed = draft.withSignature(signature);
        lastSealed = new BlockStore.Unfinal(sealed, batches);
        yield Optional.of(sealed);
      }
      case Signed.Refused ignored -> Optional.empty();
    };
  }

  /** Counts the writes of the votes' guard. */
  long sequence() {
    return votes == null ? 0 : votes.sequence();
  }

  Optional<BlockStore.Unfinal> lastSealed() {
    return Optional.ofNullable(lastSealed);
  }
}
