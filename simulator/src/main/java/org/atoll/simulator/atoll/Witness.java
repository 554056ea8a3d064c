package org.atoll.simulator.atoll;

import org.atoll.sdk.value.Bytes;
import org.atoll.simulator.core.metrics.NodeRecorder;

/** Remembers over crashes what a node has told its clients, and tells the metrics. */
final class Witness {
  private final KnownBlock genesis;
  private final SlotTurns turns;
  private final NodeRecorder record;
  private KnownBlock reported;

  Witness(KnownBlock genesis, SlotTurns turns, NodeRecorder record) {
    this.turns = turns;
    this.genesis = genesis;
    this.record = record;
    this.reported = genesis;
  }

  /** The node says that this block is final. */
  void reported(KnownBlock block) {
    if (!reported.isBelow(block)) {
      record.broken("said that " + block.height() + " is final, which is not above what it said before");
    } else {
      turns.missed(reported, block, record);
    }
    reported = block;
    record.finalized(block.key(), block.height(), FakeKeys.word(stateRoot(block), 0));
  }

  private static Bytes stateRoot(KnownBlock block) {
    return Bytes.of(block.block().header().getStateRoot());
  }

  /** A node starts with this as its last final block. */
  void restarted(KnownBlock lastFinal) {
    if (!reported.isBelow(lastFinal)) {
      record.broken("had said that " + reported.height() + " is final and starts at " + lastFinal.height());
    }
  }

  /** Its disk is gone, and its promises with it. */
  void forget() {
    reported = genesis;
  }
}
