package org.atoll.validator.finality.core;

import org.atoll.sdk.crypto.PublicKey;

/** What the caller has to do, in this order. */
public sealed interface FinalityEffect {
  /** To all members; not back to this node. */
  record Broadcast(FinalityMessage message) implements FinalityEffect {}

  record Send(PublicKey peer, FinalityMessage message) implements FinalityEffect {}

  /** Answer from the store: up to {@link CertificateRequest#MAX_ANSWERS} certificates from this instance on. */
  record ServeCertificates(PublicKey peer, long fromInstance) implements FinalityEffect {}

  /** Fires once, that many milliseconds from now. */
  record SetTimer(TimerId timer, long delayMillis) implements FinalityEffect {}

  /** No harm if it is not running. */
  record CancelTimer(TimerId timer) implements FinalityEffect {}

  /**
   * A block this node lacks: to be got from peers with its ancestors, executed and announced by {@code BlockReady}. Asked
   * once; the caller tries until it has it or a final block rules it out.
   */
  record Fetch(BlockRef block, Need need) implements FinalityEffect {}

  /** Why a block is wanted. */
  enum Need {
    /** A member proposes it or a quorum prevotes it: it may turn out to be invalid. */
    PROPOSED,
    /** It is certified: it is final, and a node that executes it to another root halts. */
    CERTIFIED
  }

  /**
   * The block and all its ancestors are final. The certificate is to be stored, together with the step that makes the
   * block final. Instances ascend but may be skipped when this node catches up.
   */
  record Decided(Certificate certificate) implements FinalityEffect {}

  /** Somebody contradicted himself; to be reported on chain. Once per member, round and kind. */
  record Proof(Evidence evidence) implements FinalityEffect {}

  /**
   * A proof this node relied on: to be kept for two epochs, as the answer to an accusation of its amnesia (consensus.md
   * §2.7).
   */
  record KeepPol(Pol pol) implements FinalityEffect {}

  /**
   * A vote signed with this node's key that this node did not sign: somebody else has the key. The guard signs nothing more
   * (reliability.md §8, B9).
   */
  record KeyConflict(Vote foreign) implements FinalityEffect {}

  /**
   * A quorum contradicts another: to be dumped with {@link FinalityOverlay#votesHeld}; the process stops (V8, exit 70). The
   * overlay does nothing more.
   */
  record SafetyHalt(Certificate first, Certificate second) implements FinalityEffect {}

  /** For the log. */
  record Note(String text) implements FinalityEffect {}

  record Metric(String name, long value) implements FinalityEffect {}
}
