package org.atoll.sdk.processor;

import org.atoll.sdk.value.Bytes;

/** Answer to a query. */
public sealed interface QueryOutcome {
  record Answered(Bytes result) implements QueryOutcome {}

  record Refused(Refusal refusal) implements QueryOutcome {}
}
