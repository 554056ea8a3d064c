package org.atoll.validator.state;

/** State was read at a height that has left the history window since the reader was made. */
public final class StatePrunedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long height;
  private final long oldestHeight;

  public StatePrunedException(long height, long oldestHeight) {
    super("state of block " + height + " is gone, the oldest kept is " + oldestHeight);
    this.height = height;
    this.oldestHeight = oldestHeight;
  }

  /** Height that was read. */
  public long height() {
    return height;
  }

  /** Height that can still be read. */
  public long oldestHeight() {
    return oldestHeight;
  }
}
