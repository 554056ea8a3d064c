package org.atoll.bench.load;

/** The benchmark cannot go on; the message tells the user why and what to do. */
public final class BenchException extends Exception {
  private static final long serialVersionUID = 1;

  public BenchException(String message) {
    super(message);
  }

  public BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}
