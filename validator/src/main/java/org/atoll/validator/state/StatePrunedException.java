package org.atoll.validator.state;

/** State was read at a height that has left the history window since the reader was made. */
public final class StatePrunedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long oldestHeight;

  public StatePrunedException(long height, long oldestHeight) {
    super("state of block " + height + " is gone, the oldest kept is " + oldestHeight);
    this.oldestHeight = oldestHeight;
  }

  /** Height that can still be read. */
  public long oldestHeight() {
    return oldestHeight;
  }
}
