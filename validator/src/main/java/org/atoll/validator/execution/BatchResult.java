package org.atoll.validator.execution;

import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;

/** What became of a batch offered to a draft. */
public sealed interface BatchResult {
  BatchView batch();

  /** In the draft. */
  record Included(BatchView batch) implements BatchResult {}

  /** Invalid on this state; its effects are undone. */
  record Refused(BatchView batch, Refusal refusal) implements BatchResult {}

  /** Does not fit any more: for a later block. */
  record NoRoom(BatchView batch) implements BatchResult {}

  /** Its processor is away or failed on it and others: nothing is known about the batch. */
  record Unavailable(BatchView batch, String why) implements BatchResult {}

  /** A processor failed on this batch alone: perhaps the batch is why. */
  record Failed(BatchView batch, String why) implements BatchResult {}
}
