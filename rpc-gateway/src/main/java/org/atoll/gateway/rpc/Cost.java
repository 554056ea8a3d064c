package org.atoll.gateway.rpc;

/** What a request costs a client's {@link Budget}. */
public enum Cost {
  READ(1),
  CALL(10),
  SEARCH(50);

  private final int units;

  Cost(int units) {
    this.units = units;
  }

  public int units() {
    return units;
  }
}
