package org.atoll.validator.chain.core;

import java.util.LinkedHashMap;
import java.util.Map;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.Vote;
import org.atoll.validator.finality.core.VoteStep;
import org.jspecify.annotations.Nullable;

/** Which votes came by already: up to two of each member at one place, of the newest places. One thread. */
final class VoteLedger {
  private static final int MAX_PLACES = 64;

  /** What a vote adds. */
  enum Added {
    /** Nothing: it was here, or two others of its member at its place were. */
    KNOWN,
    NEW,
    /** With it a quorum has voted for its block. */
    QUORUM
  }

  private record Place(long epoch, long instance, int round, VoteStep step) {}

  private static final class Tally {
    final @Nullable BlockRef[] first;
    final @Nullable BlockRef[] second;
    final Map<BlockRef, Long> weights = new LinkedHashMap<>(2);

    Tally(int members) {
      first = new BlockRef[members];
      second = new BlockRef[members];
    }
  }

  private final Map<Place, Tally> places = new LinkedHashMap<>();

  /** @param members of the vote's epoch; it is signed by one of them */
  Added add(Vote vote, MemberSet members) {
    var ballot = vote.ballot();
    var tally = places.computeIfAbsent(new Place(ballot.epoch(), ballot.instance(), ballot.round(), ballot.step()),
        place -> new Tally(members.size()));
    if (places.size() > MAX_PLACES) {
      places.remove(places.keySet().iterator().next());
    }
    int member = vote.member();
    if (vote.block().equals(tally.first[member]) || tally.second[member] != null) {
      return Added.KNOWN;
    }
    if (tally.first[member] == null) {
      tally.first[member] = vote.block();
    } else {
      tally.second[member] = vote.block();
    }
    long weight = members.get(member).weight();
    long before = tally.weights.getOrDefault(vote.block(), 0L);
    tally.weights.put(vote.block(), before + weight);
    return before < members.quorum() && before + weight >= members.quorum() ? Added.QUORUM : Added.NEW;
  }
}
