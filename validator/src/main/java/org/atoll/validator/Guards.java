package org.atoll.validator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.finality.GuardFolder;
import org.atoll.validator.finality.core.SealGuard;
import org.atoll.validator.finality.core.Signed;
import org.atoll.validator.finality.core.Signer;
import org.atoll.validator.finality.core.VoteGuard;
import org.atoll.validator.settings.ConsensusEntry.SealScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keeps a member from contradicting itself: the node's folder {@code guard}. */
final class Guards implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Guards.class);
  /** A key whose seals are unknown seals nothing for so long: longer than a header may be ahead of the clock. */
  private static final long SEAL_QUARANTINE_MILLIS = 60_000;

  private final GuardFolder folder;
  private final VoteGuard votes;
  private final SealGuard seals;
  private final SealScope scope;

  private Guards(GuardFolder folder, VoteGuard votes, SealGuard seals, SealScope scope) {
    this.folder = folder;
    this.votes = votes;
    this.seals = seals;
    this.scope = scope;
  }

  /**
   * What the node's store says.
   *
   * @param finalHeight where it ends
   * @param guardSequence the guard had got so far; 0: unknown
   * @param lostSteps it ends before what was final: its disk does not keep what it is given, and may not have kept the guard
   */
  record Store(long finalHeight, long guardSequence, boolean lostSteps) {}

  /**
   * @throws IOException also when another process has the folder open
   */
  static Guards open(Path path, PrivateKey key, ChainRules rules, Store store, Clock clock)
      throws IOException {
    var folder = GuardFolder.open(path);
    var signer = Signer.of(key);
    var votes = VoteGuard.open(signer, rules.chainTag(), Signatures::verify, folder.votes(key.publicKey()), store.guardSequence());
    var seals = SealGuard.open(signer, folder.seals(key.publicKey()), 0);
    var scope = rules.epochs().entry().sealScope();
    if (store.lostSteps()) {
      votes.distrust();
    }
    if (votes.lost()) {
      seals.distrust(); // they were in the same folder
      log.warn("guard.lost what=votes help=\"this node votes again two instances after the highest its peers report\"");
    }
    if (seals.lost()) {
      log.warn("guard.lost what=seals help=\"this node publishes again in a minute\"");
      seals.resumeAbove(new SealGuard.Scope(0, switch (scope) {
        case TIMESTAMP -> clock.millis() + SEAL_QUARANTINE_MILLIS;
        case HEIGHT -> store.finalHeight() + rules.finality().maxLagBlocks() + 1;
      }));
    }
    return new Guards(folder, votes, seals, scope);
  }

  VoteGuard votes() {
    return votes;
  }

  /** Chain thread only. */
  NodeStatus.Guard status() {
    var standing = votes.stopped() ? NodeStatus.Standing.STOPPED
        : votes.lost() ? NodeStatus.Standing.QUARANTINE : NodeStatus.Standing.OPEN;
    return new NodeStatus.Guard(standing, votes.sequence());
  }

  /** Execution thread only. */
  Optional<Bytes> seal(SignedHeader draft, List<BatchView> batches) {
    long at = switch (scope) {
      case TIMESTAMP -> draft.timestampMillis();
      case HEIGHT -> draft.height();
    };
    return switch (seals.seal(new SealGuard.Scope(0, at), draft.headerBytes(), BlockStore.unfinalRow(draft, batches))) {
      case Signed.Ok(var signature) -> Optional.of(signature);
      case Signed.Refused(var reason) -> {
        log.warn("guard.refused what=seal height={} why=\"{}\"", draft.height(), reason);
        yield Optional.empty();
      }
    };
  }

  /** The block sealed last, which a crash may have kept from the store and from the others. */
  Optional<BlockStore.Unfinal> lastSealed() {
    return seals.last().map(seal -> {
      var block = BlockStore.readUnfinal(seal.draft());
      return new BlockStore.Unfinal(block.header().withSignature(seal.signature()), block.batches());
    });
  }

  @Override
  public void close() {
    try {
      folder.close();
    } catch (IOException failed) {
      log.warn("guard.close_failed why=\"{}\"", failed.getMessage());
    }
  }
}
