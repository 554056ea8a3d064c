package org.atoll.gossip.core;

import java.util.HashMap;
import java.util.Map;
import org.atoll.gossip.MessageType;
import org.atoll.gossip.PerLane;

/**
 * What one peer may still send. Single-threaded. Excess is refused; it is an offence once per ten seconds and once more
 * for every further second's worth, so that a flood costs the link within moments and a hiccup hardly anything.
 */
public final class InboundBudget {
  /** What to do with a piece. */
  public enum Verdict { TAKE, REFUSE, REFUSE_AND_PENALISE }

  private static final long PENALTY_MILLIS = 10_000;

  private static final class LaneState {
    final LaneBudget budget;
    final TokenBucket messages;
    final TokenBucket bytes;
    long excessMessages;
    long excessBytes;
    long penalisedMillis = Long.MIN_VALUE / 2;

    LaneState(LaneBudget budget, long nowMillis) {
      this.budget = budget;
      this.messages = new TokenBucket(budget.messagesPerSecond(), 2 * budget.messagesPerSecond(), nowMillis);
      this.bytes = new TokenBucket(budget.bytesPerSecond(), 2 * budget.bytesPerSecond(), nowMillis);
    }
  }

  private final PerLane<LaneState> lanes;
  private final Map<Integer, TokenBucket> types = new HashMap<>();

  public InboundBudget(PerLane<LaneBudget> budgets, long nowMillis) {
    lanes = budgets.map(budget -> new LaneState(budget, nowMillis));
  }

  /** @param first whether a message begins with this piece */
  public Verdict charge(MessageType type, boolean first, int bytes, long nowMillis) {
    var lane = lanes.of(type.lane());
    boolean fits = (!first || (lane.messages.take(1, nowMillis) && takeOfType(type, nowMillis)))
        && (bytes == 0 || lane.bytes.take(bytes, nowMillis));
    if (fits) {
      return Verdict.TAKE;
    }
    lane.excessMessages += first ? 1 : 0;
    lane.excessBytes += bytes;
    if (nowMillis - lane.penalisedMillis < PENALTY_MILLIS
        && lane.excessMessages < lane.budget.messagesPerSecond()
        && lane.excessBytes < lane.budget.bytesPerSecond()) {
      return Verdict.REFUSE;
    }
    lane.penalisedMillis = nowMillis;
    lane.excessMessages = 0;
    lane.excessBytes = 0;
    return Verdict.REFUSE_AND_PENALISE;
  }

  private boolean takeOfType(MessageType type, long nowMillis) {
    return type.perSecond() == 0 || types
        .computeIfAbsent(type.code(), _ -> new TokenBucket(type.perSecond(), 2L * type.perSecond(), nowMillis))
        .take(1, nowMillis);
  }
}
