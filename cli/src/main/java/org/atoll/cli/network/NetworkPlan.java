package org.atoll.cli.network;

/**
 * What a new network on this machine should be.
 *
 * @param separate whether processors and gateways are processes of their own
 */
public record NetworkPlan(int validators, String engine, long slotMillis, long chainId, boolean separate, Ports ports) {
  static final int MAX_NODES = 100;

  /**
   * First ports of each kind; node i adds i.
   *
   * @param proxies of the fault proxies; 0: none
   */
  public record Ports(int rpc, int ops, int peer, int proxies) {
    private static final Ports USUAL = new Ports(8_545, 9_545, 7_700, 0);
    private static final int HIGHEST = 32_768 - 3 * MAX_NODES - ProxyPorts.COUNT;

    /** @param base 0: the usual ones; else RPC there, health 100, peers 200 and proxies, if any, 300 above */
    public static Ports of(int base) throws NetworkException {
      if (base == 0) {
        return USUAL;
      }
      if (base < 1_024 || base > HIGHEST) {
        throw new NetworkException(NetworkException.Kind.USAGE, "--port-base is 1024 to " + HIGHEST + ", not " + base
            + ": the ports above are the operating system's own");
      }
      return new Ports(base, base + MAX_NODES, base + 2 * MAX_NODES, 0);
    }

    public Ports withProxies() {
      return new Ports(rpc, ops, peer, ProxyPorts.firstFor(rpc));
    }
  }

  /** @throws NetworkException saying what is wrong */
  public NetworkPlan checked(boolean allowSmallSet) throws NetworkException {
    if (validators < 1 || validators > MAX_NODES) {
      throw new NetworkException(NetworkException.Kind.USAGE, "--validators is 1 to " + MAX_NODES + ", not "
          + validators);
    }
    if (validators < 4 && !allowSmallSet) {
      throw new NetworkException(NetworkException.Kind.USAGE, validators + " validators survive no fault: with 4 one may "
          + "fail. Take --validators 4, or add --allow-small-set if that is what you want");
    }
    if (!engine.equals("dpos")) {
      throw new NetworkException(NetworkException.Kind.USAGE, "--consensus is dpos in this version, not " + engine
          + "; for one validator with blocks on demand there is: atoll dev");
    }
    if (ports.proxies() != 0 && validators > ProxyPorts.MOST_NODES) {
      throw new NetworkException(NetworkException.Kind.USAGE, "--faults is for " + ProxyPorts.MOST_NODES
          + " nodes at most, not " + validators);
    }
    if (slotMillis < 200 || slotMillis > 600_000) {
      throw new NetworkException(NetworkException.Kind.USAGE, "--slot-ms is 200 to 600000, not " + slotMillis);
    }
    return this;
  }
}
