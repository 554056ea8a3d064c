package org.atoll.gateway.feed;

import java.math.BigInteger;
import java.util.Random;

/** Names filters and subscriptions so that nobody can guess another client's. Thread-safe if its source is. */
public final class Ids {
  private static final int BITS = 128;

  private final Random random;

  /** With a source of bits; a secure one unless this is a test. */
  public Ids(Random random) {
    this.random = random;
  }

  String next() {
    return "0x" + new BigInteger(BITS, random).setBit(BITS - 1).toString(16);
  }
}
