package org.atoll.gossip;

/** What a peer loses standing for; it starts at 100, regains 1 a minute and is banned at 0. */
public enum Offence {
  /** More than its budget; counted by the network itself. */
  OVER_BUDGET(10),
  /** A frame or payload that cannot be decoded. */
  UNDECODABLE(25),
  /** Promised data (a height, a part, an answer) that never came or did not fit: three are enough. */
  BROKEN_PROMISE(34),
  /** Signed by nobody who may: never an accident. */
  BAD_SIGNATURE(100);

  private final int cost;

  Offence(int cost) {
    this.cost = cost;
  }

  /** Standing lost, 1 to 100. */
  public int cost() {
    return cost;
  }
}
