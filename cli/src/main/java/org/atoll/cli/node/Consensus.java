package org.atoll.cli.node;

import java.util.List;
import java.util.Map;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.settings.ConsensusEntry.SealScope;

/** The consensus of new networks. */
public final class Consensus {
  private static final long EPOCH_BLOCKS = 840;
  private static final long MAX_RESERVE_MILLIS = 300;
  private static final int SAFE_MEMBERS = 4;

  private Consensus() {}

  /** Producers in turn, one a slot; a set that bears no fault is written down as such. */
  public static ConsensusEntry dpos(List<PublicKey> members, long slotMillis) {
    Map<String, Long> finality = members.size() < SAFE_MEMBERS ? Map.of("minMembers", (long) members.size()) : Map.of();
    return new ConsensusEntry("dpos", "1.0", MemberSet.of(members.stream().map(Member::of).toList()), EPOCH_BLOCKS,
        SealScope.TIMESTAMP, Map.of("slot_ms", slotMillis,
            "propagation_reserve_ms", Math.min(MAX_RESERVE_MILLIS, slotMillis / 5)), finality);
  }
}
