package org.atoll.cli.command;

/** Something the user can mend: what happened, why, and what to do. Ends the command with an exit code. */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1;

  public static final int USAGE = 64;
  public static final int BAD_INPUT = 65;
  public static final int NOT_NOW = 75;
  public static final int CONFIG = 78;
  public static final int UNREACHABLE = 2;

  private final int exitCode;

  public UserError(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public UserError(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
