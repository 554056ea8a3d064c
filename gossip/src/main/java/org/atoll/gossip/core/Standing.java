package org.atoll.gossip.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atoll.gossip.Offence;
import org.atoll.gossip.PeerId;

/** What this node thinks of others: 100 at first, less per offence, +1 a minute, banned at 0. Remembers 4 096 nodes. */
final class Standing {
  static final int FULL = 100;
  private static final int REMEMBERED = 4_096;
  private static final long MINUTE = 60_000;
  private static final long FIRST_BAN = 10 * MINUTE;
  private static final long LONGEST_BAN = 24 * 60 * MINUTE;
  private static final long FIRST_MEMBER_BAN = MINUTE;
  private static final long LONGEST_MEMBER_BAN = 10 * MINUTE;

  private static final class Mark {
    int points = FULL;
    long sinceMillis;
    int bans;
    long bannedUntilMillis = Long.MIN_VALUE;
  }

  private final Map<PeerId, Mark> entries = new LinkedHashMap<>(64, 0.75f, true) {
    @Override
    protected boolean removeEldestEntry(Map.Entry<PeerId, Mark> eldest) {
      return size() > REMEMBERED;
    }
  };

  /** True when this offence bans the node. */
  boolean offend(PeerId peer, Offence offence, boolean member, long nowMillis) {
    var entry = entries.computeIfAbsent(peer, _ -> fresh(nowMillis));
    recover(entry, nowMillis);
    if (nowMillis < entry.bannedUntilMillis) {
      return true;
    }
    entry.points -= offence.cost();
    if (entry.points > 0) {
      return false;
    }
    long first = member ? FIRST_MEMBER_BAN : FIRST_BAN;
    long longest = member ? LONGEST_MEMBER_BAN : LONGEST_BAN;
    entry.bannedUntilMillis = nowMillis + Math.min(longest, first << Math.min(entry.bans, 10));
    entry.bans++;
    entry.points = FULL; // for when it comes back; the number of bans stays
    entry.sinceMillis = nowMillis;
    return true;
  }

  boolean isBanned(PeerId peer, long nowMillis) {
    var entry = entries.get(peer);
    return entry != null && nowMillis < entry.bannedUntilMillis;
  }

  /** 1 to 100; 0 while banned. */
  int points(PeerId peer, long nowMillis) {
    var entry = entries.get(peer);
    if (entry == null) {
      return FULL;
    }
    recover(entry, nowMillis);
    return nowMillis < entry.bannedUntilMillis ? 0 : entry.points;
  }

  /** Nodes with less than half of their standing; 0 while banned. */
  Map<PeerId, Integer> low(long nowMillis) {
    var low = new LinkedHashMap<PeerId, Integer>();
    for (var peer : List.copyOf(entries.keySet())) {
      int points = points(peer, nowMillis);
      if (2 * points < FULL) {
        low.put(peer, points);
      }
    }
    return low;
  }

  void banForGood(PeerId peer, long nowMillis) {
    entries.computeIfAbsent(peer, _ -> fresh(nowMillis)).bannedUntilMillis = Long.MAX_VALUE;
  }

  void forgive(PeerId peer) {
    entries.remove(peer);
  }

  private static Mark fresh(long nowMillis) {
    var entry = new Mark();
    entry.sinceMillis = nowMillis;
    return entry;
  }

  private static void recover(Mark entry, long nowMillis) {
    long minutes = (nowMillis - entry.sinceMillis) / MINUTE;
    if (minutes > 0) {
      entry.points = (int) Math.min(FULL, entry.points + minutes);
      entry.sinceMillis += minutes * MINUTE;
    }
  }
}
