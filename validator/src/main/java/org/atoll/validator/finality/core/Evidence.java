package org.atoll.validator.finality.core;

import java.util.Comparator;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Proof that a key contradicted itself (consensus.md §2.7). Whether it proves that is for {@link EvidenceCheck} to say. The
 * two halves are kept in one order, so that the same proof has one encoding.
 */
public sealed interface Evidence {
  /** E1, E2: two votes of one member, epoch, instance, round and step for different blocks, by height, then id. */
  record DoubleVote(Vote first, Vote second) implements Evidence {
    public DoubleVote {
      if (BLOCKS.compare(first.block(), second.block()) > 0) {
        var swapped = first;
        first = second;
        second = swapped;
      }
    }
  }

  /** E3: a precommit for a block, then in a later round of the instance a prevote for another, neither nil. */
  record Amnesia(Vote precommit, Vote prevote) implements Evidence {}

  /**
   * E4: two sealed headers of one producer at one scope, in the order of their bytes.
   *
   * @param first header bytes with their seal
   * @param second likewise
   */
  record DoubleSeal(Bytes first, Bytes second) implements Evidence {
    public DoubleSeal {
      if (first.compareTo(second) > 0) {
        var swapped = first;
        first = second;
        second = swapped;
      }
    }
  }

  /**
   * E5: two certificates of one instance for different blocks, by round, then block.
   *
   * @param pol prevotes for the second's block from a round above the first's; null when both are of one round
   */
  record ConflictingCertificates(Certificate first, Certificate second, @Nullable Pol pol) implements Evidence {
    public ConflictingCertificates {
      int order = Integer.compare(first.round(), second.round());
      if (order > 0 || (order == 0 && BLOCKS.compare(first.block(), second.block()) > 0)) {
        var swapped = first;
        first = second;
        second = swapped;
      }
    }
  }

  /** By height, then id. */
  Comparator<BlockRef> BLOCKS = Comparator.comparingLong(BlockRef::height).thenComparing(BlockRef::id);
}
