package org.atoll.validator.finality.core;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.value.Hash32;

/**
 * Decides one block after the other for good (consensus.md §2). Events in, effects out; belongs to one thread.
 */
public final class FinalityOverlay {
  private FinalityOverlay() {}

  /** Of a node that votes whenever its key is a member. */
  public static FinalityOverlay voter(FinalityParams params, Hash32 chainTag, FinalityChain chain, VoteGuard guard) {
    throw new UnsupportedOperationException();
  }

  /** Of a node that only follows. */
  public static FinalityOverlay observer(FinalityParams params, Hash32 chainTag, FinalityChain chain) {
    throw new UnsupportedOperationException();
  }

  /** First call on a chain without a certificate. */
  public List<FinalityEffect> start(BlockRef genesis, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** First call when {@code last} is the newest certificate whose block is final here. */
  public List<FinalityEffect> start(Certificate last, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** @param nowMillis never goes back */
  public List<FinalityEffect> step(FinalityEvent event, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** The instance being decided, 1 or more. */
  public long instance() {
    throw new UnsupportedOperationException();
  }

  public int round() {
    throw new UnsupportedOperationException();
  }

  /** d(i−1). */
  public BlockRef decided() {
    throw new UnsupportedOperationException();
  }

  /** For the next block to carry: the newest decision with every precommit that arrived since. */
  public Optional<Certificate> newestCertificate() {
    throw new UnsupportedOperationException();
  }

  /** Which votes of the current round it has; for sparse networks. */
  public VoteSummary summary() {
    throw new UnsupportedOperationException();
  }

  /** What a peer with this summary lacks and this node has. */
  public List<FinalityMessage> missing(VoteSummary summary) {
    throw new UnsupportedOperationException();
  }
}
