package org.atoll.validator.processor;

/** No processor could execute the chunk. Says nothing about its transactions. */
public final class ProcessorUnavailable extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean failed;

  private ProcessorUnavailable(String message, boolean failed) {
    super(message);
    this.failed = failed;
  }

  /** None of them had the chunk. */
  public static ProcessorUnavailable absent(String message) {
    return new ProcessorUnavailable(message, false);
  }

  /** One had the chunk and failed: perhaps the chunk is why. */
  public static ProcessorUnavailable failed(String message) {
    return new ProcessorUnavailable(message, true);
  }

  public boolean isFailure() {
    return failed;
  }
}
