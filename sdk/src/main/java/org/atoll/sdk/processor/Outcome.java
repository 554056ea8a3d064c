package org.atoll.sdk.processor;

import java.util.List;
import org.atoll.sdk.value.Bytes;

/** What became of a transaction. */
public sealed interface Outcome {
  /**
   * In the block.
   *
   * @param status 1, or 0 when the transaction failed but stays in the block (an EVM revert)
   * @param writes in order; for one address the last counts
   * @param familyData the family's own part of the receipt
   */
  record Applied(int status, long gasUsed, List<StateWrite> writes, List<Event> events, Bytes familyData)
      implements Outcome {
    public Applied {
      if (status != 0 && status != 1) {
        throw new IllegalArgumentException("status is 0 or 1, not " + status);
      }
      writes = List.copyOf(writes);
      events = List.copyOf(events);
    }
  }

  /** Never in a block; its writes and those of its batch do not count. */
  record Invalid(Refusal refusal) implements Outcome {}
}
