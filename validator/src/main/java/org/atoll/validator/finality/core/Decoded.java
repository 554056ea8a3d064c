package org.atoll.validator.finality.core;

/** Outcome of reading foreign bytes. */
public sealed interface Decoded<T> {
  record Ok<T>(T value) implements Decoded<T> {}

  /** @param reason for logs */
  record Refused<T>(String reason) implements Decoded<T> {}
}
