package org.atoll.validator;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.atoll.validator.chain.core.Trust;
import org.atoll.validator.engine.core.EngineState;
import org.atoll.validator.store.DiskSpace;

/**
 * How a node fares at one moment.
 *
 * @param headTimestampMillis of the head's header
 * @param inStep whether it knows where the others are and is there
 * @param pending batches that wait in the pool
 * @param families of the processors that are connected, each as {@code name version}
 * @param doubt why what members prove does not convince the node now; empty: it does
 */
public record NodeStatus(long headHeight, long headTimestampMillis, long finalHeight, boolean inStep,
    EngineState engine, int pending, Links links, Finality finality, List<String> families, Disk disk, Guard guard,
    Members members, Optional<Trust.Doubt> doubt) {
  public NodeStatus {
    families = List.copyOf(families);
  }

  /**
   * Whom the node is linked with.
   *
   * @param peers nodes of any kind
   * @param weight of the members among them, with this node's own
   * @param quorum weight that decides; 0 where one validator decides alone
   * @param absent members this node has no link to, as hexadecimal keys
   */
  public record Links(int peers, long weight, long quorum, long totalWeight, boolean member, List<String> absent) {
    public Links {
      absent = List.copyOf(absent);
    }
  }

  /**
   * @param lastMillis when a block became final here, or when the node started
   * @param count blocks that became final since the start
   * @param sumMillis time from showing a block to its finality, summed
   */
  public record Finality(long lastMillis, long count, long sumMillis) {}

  /**
   * What keeps the node from contradicting itself.
   *
   * @param sequence grows with each vote that is signed
   */
  public record Guard(Standing standing, long sequence) {}

  /** Whether the guard lets the node vote. */
  public enum Standing {
    /** It need not: the node is no member. */
    NONE,
    OPEN,
    /** It does not know what was signed. */
    QUARANTINE,
    /** Somebody else signs with this node's key. */
    STOPPED
  }

  /**
   * Of the disk the store lies on.
   *
   * @param repairs of the store when it was opened
   * @param lostUpTo height that was final here before the disk lost it, while it has not come back; 0: nothing is lost
   */
  public record Disk(DiskSpace.Level level, long freeBytes, int repairs, long lostUpTo) {}

  /**
   * What members make known of themselves.
   *
   * @param clockAheadMillis how far this node's clock is ahead of the median of theirs; empty: too few are known
   * @param clockOff whether it is so far off that the node makes no blocks
   * @param newer software that this node may not be able to follow; empty: none
   * @param lowStanding those that are close to being banned here or are, with their points of 100, as hexadecimal keys
   * @param banning those that have banned this node
   */
  public record Members(OptionalLong clockAheadMillis, boolean clockOff, Optional<Newer> newer, List<Low> lowStanding,
      List<String> banning) {
    public static final Members QUIET = new Members(OptionalLong.empty(), false, Optional.empty(), List.of(), List.of());

    public Members {
      lowStanding = List.copyOf(lowStanding);
      banning = List.copyOf(banning);
    }

    public record Low(String key, int points) {}

    /** Members of this weight run software up to {@code newest}. */
    public record Newer(String own, String newest, long weight) {}
  }
}
