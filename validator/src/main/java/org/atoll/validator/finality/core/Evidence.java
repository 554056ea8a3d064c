package org.atoll.validator.finality.core;

import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/** Proof that a key contradicted itself (consensus.md §2.7). What it proves is for {@link EvidenceCheck} to say. */
public sealed interface Evidence {
  /** E1, E2: two votes of one member, epoch, instance, round and step for different blocks. */
  record DoubleVote(Vote first, Vote second) implements Evidence {}

  /** E3: a precommit for a block, then in a later round of the instance a prevote for another, neither nil. */
  record Amnesia(Vote precommit, Vote prevote) implements Evidence {}

  /**
   * E4: two sealed headers of one producer at one scope.
   *
   * @param first header bytes with their seal
   * @param second likewise
   */
  record DoubleSeal(Bytes first, Bytes second) implements Evidence {}

  /**
   * E5: two certificates of one instance for different blocks.
   *
   * @param pol prevotes for the block of the later round's certificate, from a round above the earlier one's; null when
   *     both are of one round
   */
  record ConflictingCertificates(Certificate first, Certificate second, @Nullable Pol pol) implements Evidence {}
}
