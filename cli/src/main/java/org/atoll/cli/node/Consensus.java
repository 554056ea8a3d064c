package org.atoll.cli.node;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.settings.ConsensusEntry.SealScope;

/** The consensus of new networks. */
public final class Consensus {
  private static final long EPOCH_BLOCKS = 840;
  private static final long EPOCH_MILLIS = 630_000;
  private static final long SHORT_SLOT_MILLIS = 500;
  private static final long MAX_RESERVE_MILLIS = 300;
  private static final int SAFE_MEMBERS = 4;

  private Consensus() {}

  /** Producers in turn, one a slot; a set that bears no fault is written down as such. */
  public static ConsensusEntry dpos(List<PublicKey> members, long slotMillis) {
    var finality = new TreeMap<String, Long>();
    if (members.size() < SAFE_MEMBERS) {
      finality.put("minMembers", (long) members.size());
    }
    if (slotMillis <= SHORT_SLOT_MILLIS) { // waits that fit: ten slots after a fault all is final again
      finality.putAll(Map.of("proposeMs", 500L, "voteMs", 250L, "stepMs", 250L, "maxTimeoutMs", 2_500L, "rebroadcastMs",
          250L));
    }
    return new ConsensusEntry("dpos", "1.0", MemberSet.of(members.stream().map(Member::of).toList()),
        Math.max(EPOCH_BLOCKS, EPOCH_MILLIS / slotMillis), SealScope.TIMESTAMP, Map.of("slot_ms", slotMillis,
            "propagation_reserve_ms", Math.min(MAX_RESERVE_MILLIS, slotMillis / 5)), finality);
  }
}
