package org.atoll.validator.finality.core;

import org.atoll.sdk.value.Bytes;

/** A guard's answer. */
public sealed interface Signed {
  /** The guard has it on disk: it may leave. */
  record Ok(Bytes signature) implements Signed {}

  /** Signing could contradict what was signed before. */
  record Refused(String reason) implements Signed {}
}
