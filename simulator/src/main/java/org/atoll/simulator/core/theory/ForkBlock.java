package org.atoll.simulator.core.theory;

/** A block of a scripted history. The genesis block is number 0. */
public record ForkBlock(long number, long parent, int producer) {
  public ForkBlock {
    if (number <= parent || parent < 0) {
      throw new IllegalArgumentException("block " + number + " on " + parent);
    }
  }
}
