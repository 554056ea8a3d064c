package org.atoll.seth.query;

import org.atoll.seth.core.Tracer;

/** A tracer that has something to tell at the end. Used for one run. */
interface Trace extends Tracer {
  /** Whether it saw more than it may keep; then there is no result. */
  boolean isFull();

  /** Writes one JSON value. */
  void write(JsonBytes out);
}
