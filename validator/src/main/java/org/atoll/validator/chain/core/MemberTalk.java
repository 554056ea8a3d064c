package org.atoll.validator.chain.core;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.validator.peer.core.Release;
import org.jspecify.annotations.Nullable;

/**
 * What the linked members say of their clocks and their software, against this node's. Each counts by its weight, so that
 * those who lie move nothing while they are less than half of the weight that speaks. Belongs to the chain thread.
 */
public final class MemberTalk {
  /** A node whose clock is off by more makes no blocks (reliability.md §6). */
  private static final long MAX_OFF_MILLIS = 10_000;
  /** Fewer clocks say nothing. */
  private static final int LEAST_CLOCKS = 3;
  private static final int LOOK_TICKS = 15;

  private final ChainState chain;
  private boolean wasOff;
  private long ticks; // not times: a clock that is set back must not end the looking

  MemberTalk(ChainState chain) {
    this.chain = chain;
  }

  /**
   * @param clockAheadMillis how far this node's clock is ahead of the median of the members'; empty: too few are known
   * @param clockOff whether it is so far off that the node makes no blocks
   */
  public record Report(OptionalLong clockAheadMillis, boolean clockOff, Optional<Newer> newer) {}

  /** Newer software than this node's. */
  public record Newer(Release newest, long weight) {}

  Report report() {
    return new Report(clockAheadMillis(), isClockOff(), newer());
  }

  /** Why no block may be made now; null: one may. */
  @Nullable String refusal() {
    return isClockOff() ? "the clock differs from the members' by more than " + MAX_OFF_MILLIS + " ms" : null;
  }

  /** Once a second: says so when the clock goes wrong or right. Looks now and then, as all members are gone through. */
  void onTick() {
    if (ticks++ % LOOK_TICKS != 0) {
      return;
    }
    boolean off = isClockOff();
    if (off != wasOff) {
      wasOff = off;
      chain.note("clock.off", "now=" + off + " ahead_millis=" + clockAheadMillis().orElse(0));
    }
  }

  /** How far this node's clock is ahead of the median of the members'; empty while fewer than three are known. */
  OptionalLong clockAheadMillis() {
    var weights = new TreeMap<Long, Long>();
    long total = 0;
    int clocks = 0;
    for (var member : members().members()) {
      var ahead = chain.peers.get(member.key()).map(peer -> peer.clock.aheadMillis()).orElseGet(OptionalLong::empty);
      if (ahead.isPresent()) {
        weights.merge(-ahead.getAsLong(), member.weight(), Long::sum);
        total += member.weight();
        clocks++;
      }
    }
    return clocks < LEAST_CLOCKS ? OptionalLong.empty() : OptionalLong.of(median(weights, total));
  }

  /** Of the two in the middle the one nearer to 0: half of the weight convinces nobody. */
  private static long median(TreeMap<Long, Long> weights, long total) {
    long below = 0;
    boolean half = false;
    long lower = 0;
    for (var entry : weights.entrySet()) {
      if (half) {
        return Math.abs(lower) <= Math.abs(entry.getKey()) ? lower : entry.getKey();
      }
      below += entry.getValue();
      if (2 * below > total) {
        return entry.getKey();
      }
      half = 2 * below == total;
      lower = entry.getKey();
    }
    throw new IllegalStateException("no weight");
  }

  boolean isClockOff() {
    var ahead = clockAheadMillis();
    return ahead.isPresent() && Math.abs(ahead.getAsLong()) > MAX_OFF_MILLIS;
  }

  /** Members of so much weight that one of them is honest have rules this node may lack; empty: they have not. */
  Optional<Newer> newer() {
    var own = chain.rules.release();
    if (own.isEmpty()) {
      return Optional.empty();
    }
    long weight = 0;
    var newest = own.get();
    for (var member : members().members()) {
      var release = chain.peers.get(member.key()).flatMap(peer -> peer.release)
          .filter(theirs -> theirs.isNewerThan(own.get()));
      if (release.isPresent()) {
        weight += member.weight();
        newest = release.get().compareTo(newest) > 0 ? release.get() : newest;
      }
    }
    var members = members();
    return weight > members.totalWeight() - members.quorum() ? Optional.of(new Newer(newest, weight)) : Optional.empty();
  }

  private MemberSet members() {
    return chain.mesh.epoch().members();
  }
}
