package org.atoll.gossip.fault;

import java.util.ArrayList;
import java.util.List;

/**
 * What happens to the bytes of one direction of a link.
 *
 * @param delayMillis 0 or more, on top of the real network
 * @param jitterPercent spread of the delay: it is multiplied by e^(N(0,1) · jitter / 100); 0 keeps it constant
 * @param bytesPerSecond 0 does not limit; 1 drips
 * @param lossPerMille of segments of 1 460 bytes "lost": as under TCP all behind waits 200 ms, doubling per repeated loss
 * @param corruptPerMillion of bytes that get one bit flipped
 * @param blocked nothing arrives, not even the end of the connection, until the plan changes: one-way cut, stall,
 *     half-open
 * @param refuse connections attempted under this plan are closed at once; counts for the forward direction only
 */
public record FaultPlan(int delayMillis, int jitterPercent, long bytesPerSecond, int lossPerMille,
    int corruptPerMillion, boolean blocked, boolean refuse) {
  /** Nothing happens. */
  public static final FaultPlan CLEAR = new FaultPlan(0, 0, 0, 0, 0, false, false);
  /** Nothing passes. */
  public static final FaultPlan BLOCKED = CLEAR.withBlocked(true);
  /** No new connection. */
  public static final FaultPlan REFUSE = new FaultPlan(0, 0, 0, 0, 0, false, true);

  public FaultPlan {
    if (delayMillis < 0 || jitterPercent < 0 || bytesPerSecond < 0) {
      throw new IllegalArgumentException("delay, jitter and rate must not be negative");
    }
    if (lossPerMille < 0 || lossPerMille > 999 || corruptPerMillion < 0 || corruptPerMillion > 1_000_000) {
      throw new IllegalArgumentException("loss must be 0 to 999 ‰, corruption 0 to 1000000 ppm");
    }
  }

  /**
   * Parses items separated by commas or blanks: {@code delay=50 jitter=20 rate=65536 loss=10 corrupt=5 blocked refuse};
   * an empty text is {@link #CLEAR}.
   *
   * @throws IllegalArgumentException naming the item it does not know
   */
  public static FaultPlan parse(String text) {
    var plan = CLEAR;
    for (var item : text.trim().split("[,\\s]+", -1)) {
      int equals = item.indexOf('=');
      var name = equals < 0 ? item : item.substring(0, equals);
      plan = switch (name) {
        case "", "clear" -> plan;
        case "delay" -> plan.withDelay((int) number(item, equals), plan.jitterPercent);
        case "jitter" -> plan.withDelay(plan.delayMillis, (int) number(item, equals));
        case "rate" -> plan.withRate(number(item, equals));
        case "loss" -> plan.withLoss((int) number(item, equals));
        case "corrupt" -> plan.withCorruption((int) number(item, equals));
        case "blocked" -> plan.withBlocked(true);
        case "refuse" -> plan.withRefusal();
        default -> throw new IllegalArgumentException("unknown fault: " + item);
      };
    }
    return plan;
  }

  /** What {@link #parse} reads; {@code clear} when nothing happens. */
  public String text() {
    var items = new ArrayList<String>();
    add(items, "delay", delayMillis);
    add(items, "jitter", jitterPercent);
    add(items, "rate", bytesPerSecond);
    add(items, "loss", lossPerMille);
    add(items, "corrupt", corruptPerMillion);
    if (blocked) {
      items.add("blocked");
    }
    if (refuse) {
      items.add("refuse");
    }
    return items.isEmpty() ? "clear" : String.join(",", items);
  }

  private static void add(List<String> items, String name, long value) {
    if (value != 0) {
      items.add(name + "=" + value);
    }
  }

  public FaultPlan withDelay(int millis, int otherJitterPercent) {
    return new FaultPlan(
        millis, otherJitterPercent, bytesPerSecond, lossPerMille, corruptPerMillion, blocked, refuse);
  }

  public FaultPlan withRate(long otherBytesPerSecond) {
    return new FaultPlan(
        delayMillis, jitterPercent, otherBytesPerSecond, lossPerMille, corruptPerMillion, blocked, refuse);
  }

  public FaultPlan withLoss(int perMille) {
    return new FaultPlan(
        delayMillis, jitterPercent, bytesPerSecond, perMille, corruptPerMillion, blocked, refuse);
  }

  public FaultPlan withCorruption(int perMillion) {
    return new FaultPlan(delayMillis, jitterPercent, bytesPerSecond, lossPerMille, perMillion, blocked, refuse);
  }

  public FaultPlan withBlocked(boolean other) {
    return new FaultPlan(
        delayMillis, jitterPercent, bytesPerSecond, lossPerMille, corruptPerMillion, other, refuse);
  }

  public FaultPlan withRefusal() {
    return new FaultPlan(delayMillis, jitterPercent, bytesPerSecond, lossPerMille, corruptPerMillion, blocked, true);
  }

  private static long number(String item, int equals) {
    try {
      return Long.parseLong(item.substring(equals + 1));
    } catch (NumberFormatException no) {
      throw new IllegalArgumentException("number expected: " + item, no);
    }
  }
}
