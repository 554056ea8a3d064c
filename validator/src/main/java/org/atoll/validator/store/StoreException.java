package org.atoll.validator.store;

import org.jspecify.annotations.Nullable;

/** A store cannot be opened. */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1;

  /** What is to be done about it differs by reason. */
  public enum Reason {
    /** Another process has it open. */
    LOCKED,
    /** Too little space to open safely; wait until some is freed. */
    DISK_FULL,
    /** Not a store of ours, or of another format. */
    WRONG_FORMAT,
    /** Files are damaged or missing: rebuild from peers or a backup. */
    CORRUPT,
    /** The database opened, but final steps that were durable are gone: fetch them from peers before voting. */
    STEPS_LOST,
    /** The operating system refused. */
    IO
  }

  private final Reason reason;

  public StoreException(Reason reason, String message) {
    this(reason, message, null);
  }

  public StoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
