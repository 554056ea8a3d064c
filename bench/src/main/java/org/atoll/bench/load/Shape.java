package org.atoll.bench.load;

/**
 * What is sent.
 *
 * @param transactions measured (workload call: calls)
 * @param warmUp sent and mined before the clock starts
 * @param senders accounts that sign, in turns
 * @param recipients distinct accounts that receive, in turns
 * @param seed keys and recipients depend on it and on nothing else
 */
public record Shape(int transactions, int warmUp, int senders, int recipients, long seed) {
  private static final int MAX = 10_000_000;

  public Shape {
    Ranges.require("transactions", transactions, 1, MAX);
    Ranges.require("warm-up", warmUp, 0, MAX);
    Ranges.require("senders", senders, 1, 100_000);
    Ranges.require("recipients", recipients, 1, MAX);
  }

  public int all() {
    return warmUp + transactions;
  }
}
