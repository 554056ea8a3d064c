package org.atoll.gossip.core;

/** A budget that refills evenly. Single-threaded; time is given in milliseconds of any monotonic clock. */
final class TokenBucket {
  private final long perSecond;
  private final long burst;
  private long thousandths;
  private long lastMillis;

  TokenBucket(long perSecond, long burst, long nowMillis) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.thousandths = burst * 1_000;
    this.lastMillis = nowMillis;
  }

  /** Takes all of it or nothing. */
  boolean take(long tokens, long nowMillis) {
    refill(nowMillis);
    if (thousandths < tokens * 1_000) {
      return false;
    }
    thousandths -= tokens * 1_000;
    return true;
  }

  /** Takes it as soon as anything is left and goes into debt: for shapers that must not starve a large item. */
  boolean takeOnCredit(long tokens, long nowMillis) {
    refill(nowMillis);
    if (thousandths <= 0) {
      return false;
    }
    thousandths -= tokens * 1_000;
    return true;
  }

  private void refill(long nowMillis) {
    long passed = nowMillis - lastMillis;
    if (passed > 0) {
      lastMillis = nowMillis;
      thousandths = passed >= 3_600_000 ? burst * 1_000 : Math.min(burst * 1_000, thousandths + passed * perSecond);
    }
  }
}
