package org.atoll.validator.processor;

/** No processor could execute the chunk. Says nothing about its transactions. */
public final class ProcessorUnavailable extends Exception {
  private static final long serialVersionUID = 1;

  public ProcessorUnavailable(String message) {
    super(message);
  }
}
