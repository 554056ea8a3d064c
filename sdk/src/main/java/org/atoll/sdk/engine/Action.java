package org.atoll.sdk.engine;

import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/** What an engine asks for. */
public sealed interface Action {
  /** At most 64 alive; setting one again moves it. */
  record SetTimer(long id, long atMillis) implements Action {}

  record CancelTimer(long id) implements Action {}

  /** The publisher fills a draft until the deadline, a limit, or until nothing waits. */
  record BuildBlock(long draftId, BlockId parent, long timestampMillis, long deadlineMillis) implements Action {}

  record DropDraft(long draftId) implements Action {}

  record SealBlock(long draftId, Bytes consensus) implements Action {}

  record Metric(String name, long value) implements Action {}
}
