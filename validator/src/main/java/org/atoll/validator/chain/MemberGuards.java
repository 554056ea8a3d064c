package org.atoll.validator.chain;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.finality.core.GuardStore;
import org.atoll.validator.finality.core.SealGuard;
import org.atoll.validator.finality.core.SignatureCheck;
import org.atoll.validator.finality.core.Signed;
import org.atoll.validator.finality.core.Signer;
import org.atoll.validator.finality.core.VoteGuard;
import org.atoll.validator.settings.ConsensusEntry.SealScope;

/**
 * What keeps a member's key from contradicting itself, opened from its two stores. Votes belong to the chain thread, seals
 * to the execution thread.
 */
public final class MemberGuards {
  /** A key whose seals are unknown seals nothing for so long: longer than a header may be ahead of the clock. */
  private static final long SEAL_QUARANTINE_MILLIS = 60_000;

  private final VoteGuard votes;
  private final SealGuard seals;
  private final SealScope scope;
  private final boolean lostSeals;

  private MemberGuards(VoteGuard votes, SealGuard seals, SealScope scope, boolean lostSeals) {
    this.votes = votes;
    this.seals = seals;
    this.scope = scope;
    this.lostSeals = lostSeals;
  }

  /** Where the two records are kept, each in two slots. */
  public record Stores(GuardStore votes, GuardStore seals) {}

  /**
   * What the node's store says at the start.
   *
   * @param finalHeight of its last final block
   * @param sequence of the votes' guard as of its last step, 0 when unknown: a guard behind it has lost writes
   * @param lostSteps the store ends before what was final: its disk may not have kept the guards either
   */
  public record Start(long finalHeight, long sequence, boolean lostSteps, long nowMillis) {}

  public static MemberGuards open(Signer signer, SignatureCheck check, ChainRules rules, Stores stores, Start start) {
    var votes = VoteGuard.open(signer, rules.chainTag(), check, stores.votes(), start.sequence());
    var seals = SealGuard.open(signer, stores.seals(), 0);
    if (start.lostSteps()) {
      votes.distrust();
    }
    if (votes.lost()) {
      seals.distrust(); // they were in the same folder
    }
    var scope = rules.epochs().entry().sealScope();
    boolean lost = seals.lost();
    if (lost) {
      seals.resumeAbove(new SealGuard.Scope(0, switch (scope) {
        case TIMESTAMP -> start.nowMillis() + SEAL_QUARANTINE_MILLIS;
        case HEIGHT -> start.finalHeight() + rules.finality().maxLagBlocks() + 1;
      }));
    }
    return new MemberGuards(votes, seals, scope, lost);
  }

  public VoteGuard votes() {
    return votes;
  }

  /** Whether it was not known at the start what the key had sealed. */
  public boolean lostSeals() {
    return lostSeals;
  }

  /** The seal of a block, once for a slot or height. */
  public Signed seal(SignedHeader draft, List<BatchView> batches) {
    long at = switch (scope) {
      case TIMESTAMP -> draft.timestampMillis();
      case HEIGHT -> draft.height();
    };
    return seals.seal(new SealGuard.Scope(0, at), draft.headerBytes(),
        BlockStore.unfinalRow(draft, batches));
  }

  /** The block sealed last, which a crash may have kept from the store and from the others. */
  public Optional<BlockStore.Unfinal> lastSealed() {
    return seals.last().map(seal -> {
      var block = BlockStore.readUnfinal(seal.draft());
      return new BlockStore.Unfinal(block.header().withSignature(seal.signature()), block.batches());
    });
  }
}
