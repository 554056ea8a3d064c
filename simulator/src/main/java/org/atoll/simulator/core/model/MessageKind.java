package org.atoll.simulator.core.model;

/** What the network, the metrics and the liars tell messages apart by. */
public enum MessageKind {
  TRANSACTION(false),
  BLOCK(false),
  /** Asks for something, or answers. */
  SYNC(false),
  PROPOSAL(true),
  VOTE(true),
  CERTIFICATE(true),
  OTHER(false),
  /** About the network itself. */
  PEERING(false);

  private final boolean urgent;

  MessageKind(boolean urgent) {
    this.urgent = urgent;
  }

  /** Passes messages that wait for the uplink. */
  public boolean urgent() {
    return urgent;
  }
}
