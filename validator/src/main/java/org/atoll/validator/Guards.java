package org.atoll.validator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.chain.MemberGuards;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.finality.GuardFolder;
import org.atoll.validator.finality.core.Signed;
import org.atoll.validator.finality.core.Signer;
import org.atoll.validator.finality.core.VoteGuard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member's guards in the node's folder {@code guard}. */
final class Guards implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Guards.class);

  private final GuardFolder folder;
  private final MemberGuards guards;

  private Guards(GuardFolder folder, MemberGuards guards) {
    this.folder = folder;
    this.guards = guards;
  }

  /** @throws IOException also when another process has the folder open */
  static Guards open(Path path, PrivateKey key, ChainRules rules, MemberGuards.Start start) throws IOException {
    var folder = GuardFolder.open(path);
    var guards = MemberGuards.open(Signer.of(key), Signatures::verify, rules,
        new MemberGuards.Stores(folder.votes(key.publicKey()), folder.seals(key.publicKey())), start);
    boolean accepts = start.loss() == MemberGuards.Loss.ACCEPT;
    if (guards.lostVotes()) {
      log.warn("guard.lost what=votes accepted={} help=\"{}\"", accepts, accepts
          ? "it votes at once; start it without --guard-lost-accept next time"
          : "this node votes again two instances after the highest its peers report");
    } else if (accepts) {
      log.warn("guard.not_lost help=\"start this node without --guard-lost-accept, else the next loss is accepted unseen\"");
    }
    if (guards.lostSeals()) {
      log.warn("guard.lost what=seals accepted={} help=\"this node publishes again {}\"", accepts,
          accepts ? "at once" : "in a minute");
    }
    return new Guards(folder, guards);
  }

  VoteGuard votes() {
    return guards.votes();
  }

  /**
   * Chain thread only.
   *
   * @param instance that is voted on now
   */
  NodeStatus.Guard status(long instance) {
    var votes = guards.votes();
    var standing = votes.stopped() ? NodeStatus.Standing.STOPPED
        : votes.abstains(instance) ? NodeStatus.Standing.QUARANTINE : NodeStatus.Standing.OPEN;
    return new NodeStatus.Guard(standing, votes.sequence());
  }

  /** Execution thread only. */
  Optional<Bytes> seal(SignedHeader draft, List<BatchView> batches) {
    return switch (guards.seal(draft, batches)) {
      case Signed.Ok(var signature) -> Optional.of(signature);
      case Signed.Refused(var reason) -> {
        log.warn("guard.refused what=seal height={} why=\"{}\"", draft.height(), reason);
        yield Optional.empty();
      }
    };
  }

  /** As {@link MemberGuards#lastSealed}. */
  Optional<BlockStore.Unfinal> lastSealed() {
    return guards.lastSealed();
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
