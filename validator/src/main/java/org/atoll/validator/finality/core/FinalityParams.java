package org.atoll.validator.finality.core;

/**
 * Constants of the overlay (consensus.md §3, key {@code finality}).
 *
 * @param proposeMs wait for a proposal in round 0, milliseconds
 * @param voteMs wait for the rest of the votes in round 0, milliseconds
 * @param stepMs what each further round adds to both, milliseconds
 * @param maxTimeoutMs most either may become, milliseconds
 * @param rebroadcastMs how often votes of an undecided round are sent again, milliseconds
 * @param maxLagBlocks heights the head may be above the last final block
 * @param seenBlocks blocks in which a member must have produced or signed to be a proposer
 * @param minMembers fewest members of a set
 * @param evidenceEpochs age in epochs up to which evidence is taken
 * @param relays members that bundle votes in sets above 50
 */
public record FinalityParams(int proposeMs, int voteMs, int stepMs, int maxTimeoutMs, int rebroadcastMs,
    int maxLagBlocks, int seenBlocks, int minMembers, int evidenceEpochs, int relays) {
  public static final FinalityParams DEFAULT = new FinalityParams(1000, 500, 500, 10_000, 500, 64, 64, 4, 240, 10);

  public FinalityParams {
    if (proposeMs < 1 || voteMs < 1 || stepMs < 0 || maxTimeoutMs < proposeMs || maxTimeoutMs < voteMs
        || rebroadcastMs < 1 || maxLagBlocks < 1 || seenBlocks < 1 || minMembers < 1 || evidenceEpochs < 0
        || relays < 1) {
      throw new IllegalArgumentException("finality parameters out of range");
    }
  }

  long proposeTimeoutMillis(int round) {
    return Math.min(maxTimeoutMs, proposeMs + (long) stepMs * round);
  }

  long voteTimeoutMillis(int round) {
    return Math.min(maxTimeoutMs, voteMs + (long) stepMs * round);
  }
}
