package org.atoll.cli.network;

/** A network cannot do what it was told to; says what happened, why, and what to do. */
public final class NetworkException extends Exception {
  private static final long serialVersionUID = 1;

  /** What kind of trouble. */
  public enum Kind {
    /** What was asked for makes no sense. */
    USAGE,
    /** A folder or file is not what it should be. */
    INPUT,
    /** A port or folder is taken. */
    NOT_NOW,
    /** A node does not answer, or not in time. */
    UNREACHABLE
  }

  private final Kind kind;

  NetworkException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  NetworkException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
