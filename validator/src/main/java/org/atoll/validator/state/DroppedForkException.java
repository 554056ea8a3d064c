package org.atoll.validator.state;

/** What was asked of a layer cannot be done any more: its fork was dropped when another became final. */
public final class DroppedForkException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  DroppedForkException(long height, Throwable cause) {
    super("block " + height + " is on a fork that was dropped", cause);
  }
}
