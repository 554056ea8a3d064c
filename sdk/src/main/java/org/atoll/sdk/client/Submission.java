package org.atoll.sdk.client;

import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.TransactionId;

/** A validator's answer to a submitted batch. */
public sealed interface Submission {
  record Accepted(TransactionId id) implements Submission {}

  record Refused(Refusal refusal) implements Submission {}
}
