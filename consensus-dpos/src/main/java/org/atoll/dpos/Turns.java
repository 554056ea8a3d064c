package org.atoll.dpos;

import java.util.OptionalLong;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Shuffle;

/** Whose turn it is in an epoch: the members in an order drawn from the epoch's seed, over and over. Immutable. */
final class Turns {
  /** When finality lags, one cycle in so many is used. */
  static final int SPARSE = 8;

  private final EpochView epoch;
  private final Slots slots;
  private final int[] order;

  Turns(EpochView epoch, Slots slots) {
    this.epoch = epoch;
    this.slots = slots;
    this.order = Shuffle.of(epoch.seed(), "slots", epoch.members().size());
  }

  EpochView epoch() {
    return epoch;
  }

  /** order[(slot / repetitions) mod n]. */
  PublicKey producer(long slot) {
    return epoch.members().get(order[Math.floorMod(slots.turn(slot), order.length)]).key();
  }

  /** The first slot of that producer from {@code from} on; empty when it is no member. */
  OptionalLong next(PublicKey producer, long from) {
    var member = epoch.members().indexOf(producer);
    if (member.isEmpty()) {
      return OptionalLong.empty();
    }
    int place = 0;
    while (order[place] != member.getAsInt()) {
      place++;
    }
    long turn = slots.turn(from);
    long own = turn + Math.floorMod(place - turn, order.length);
    return OptionalLong.of(own == turn ? from : slots.slotOfTurn(own));
  }

  /** As {@link #next}, but only in every eighth cycle of n turns. */
  OptionalLong nextSparse(PublicKey producer, long from) {
    long cycle = Math.floorDiv(slots.turn(from), order.length);
    long sparse = Math.ceilDiv(cycle, SPARSE) * SPARSE;
    var next = next(producer, Math.max(from, slots.slotOfTurn(sparse * order.length)));
    if (next.isPresent() && Math.floorMod(Math.floorDiv(slots.turn(next.getAsLong()), order.length), SPARSE) != 0) {
      return next(producer, slots.slotOfTurn((sparse + SPARSE) * order.length)); // its turn in that cycle is over
    }
    return next;
  }
}
