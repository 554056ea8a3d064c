package org.atoll.validator.chain.core;

/**
 * When and how a node joins by snapshot.
 *
 * @param minGapBlocks it does when others have proved final more than so many blocks above its own last final one
 * @param maxBytes memory for what it fetches, about; beyond that it catches up block by block
 */
public record JoinRules(long minGapBlocks, long maxBytes) {
  public JoinRules {
    if (minGapBlocks < 1 || maxBytes < 0) {
      throw new IllegalArgumentException("a gap is at least 1 block, memory not negative");
    }
  }

  /** A gap of 5 000 blocks. */
  public static JoinRules standard(long maxBytes) {
    return new JoinRules(5_000, maxBytes);
  }

  /** Of a node that always catches up block by block. */
  public static JoinRules never() {
    return new JoinRules(Long.MAX_VALUE, 0);
  }
}
