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
  /** With a right clock no seal was further ahead. */
  private static final long EARLIEST_SEAL_MILLIS = 1_000;

  private final VoteGuard votes;
  private final SealGuard seals;
  private final SealScope scope;
  private final Lost lost;

  private MemberGuards(VoteGuard votes, SealGuard seals, SealScope scope, Lost lost) {
    this.votes = votes;
    this.seals = seals;
    this.scope = scope;
    this.lost = lost;
  }

  /** What was not known at the start. */
  private record Lost(boolean votes, boolean seals) {}

  /** Where the two records are kept, each in two slots. */
  public record Stores(GuardStore votes, GuardStore seals) {}

  /**
   * What the node's store says at the start.
   *
   * @param finalHeight of its last final block
   * @param sequence of the votes' guard as of its last step, 0 when unknown: a guard behind it has lost writes
   * @param lostSteps the store ends before what was final: its disk may not have kept the guards either
   * @param loss what to do when it is not known what was signed
   */
  public record Start(long finalHeight, long sequence, boolean lostSteps, Loss loss, long nowMillis) {}

  /** What to do when it is not known what was signed. */
  public enum Loss {
    /** Sign nothing until that contradicts nothing. */
    ABSTAIN,
    /** The operator has put back more members than may fail: nobody would ever sign. */
    ACCEPT
  }

  public static MemberGuards open(Signer signer, SignatureCheck check, ChainRules rules, Stores stores, Start start) {
    var votes = VoteGuard.open(signer, rules.chainTag(), check, stores.votes(), start.sequence());
    var seals = SealGuard.open(signer, stores.seals(), 0);
    if (start.lostSteps()) {
      votes.distrust();
    }
    boolean lostVotes = votes.lost();
    if (lostVotes) {
      seals.distrust(); // they were in the same folder
    }
    if (start.loss() == Loss.ACCEPT) {
      votes.acceptLoss();
    }
    var scope = rules.epochs().entry().sealScope();
    boolean lost = seals.lost();
    if (lost) {
      boolean accepted = start.loss() == Loss.ACCEPT;
      seals.resumeAbove(new SealGuard.Scope(0, switch (scope) {
        case TIMESTAMP -> start.nowMillis() + (accepted ? EARLIEST_SEAL_MILLIS : SEAL_QUARANTINE_MILLIS);
        case HEIGHT -> start.finalHeight() + (accepted ? 0 : rules.finality().maxLagBlocks() + 1);
      }));
    }
    return new MemberGuards(votes, seals, scope, new Lost(lostVotes, lost));
  }

  public VoteGuard votes() {
    return votes;
  }

  /** Whether it was not known at the start what the key had voted. */
  public boolean lostVotes() {
    return lost.votes;
  }

  /** Whether it was not known at the start what the key had sealed. */
  public boolean lostSeals() {
    return lost.seals;
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
