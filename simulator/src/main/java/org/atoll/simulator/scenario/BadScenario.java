package org.atoll.simulator.scenario;

/** A scenario that cannot be run; the message says where and why. */
public final class BadScenario extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BadScenario(String message) {
    super(message);
  }

  BadScenario(String message, Throwable cause) {
    super(message, cause);
  }
}
