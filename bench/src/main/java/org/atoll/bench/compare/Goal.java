package org.atoll.bench.compare;

import java.util.Locale;

/** The goals that are measured by comparing; numbers are those of the project's performance goals. */
public enum Goal {
  /** Sawtooth 1.0.5 with its serial scheduler: 153 to 236 transactions per CPU-second. */
  G1("intkey sets, separate processor: transactions per CPU-second, times Sawtooth's 236", 10, 50, true),
  G2("transfers: CPU per transaction, Atoll / anvil", 1.5, 0.65, false),
  G3("ERC-20 transfers: CPU per transaction, Atoll / anvil", 1.5, 0.85, false),
  G4("transfers: CPU per transaction, separate processes / all in one", 1.4, 1.15, false),
  G6("send to receipt: p50, Atoll on demand / anvil automine", 2, 1, false),
  G8("kill -9 among 100 senders' transactions: share of the acknowledged that is mined", 1, 1, true),
  G10("eth_call in batches of 50: calls per CPU-second, Atoll / anvil", 0.75, 1.5, true),
  G11("transfers: share of signature checks in the validator's CPU", 0.20, 0.35, true);

  /** Of Sawtooth's published and measured figures the best. */
  static final double SAWTOOTH_PER_CPU_SECOND = 236;

  private final String title;
  private final double must;
  private final double aim;
  private final boolean moreIsBetter;

  Goal(String title, double must, double aim, boolean moreIsBetter) {
    this.title = title;
    this.must = must;
    this.aim = aim;
    this.moreIsBetter = moreIsBetter;
  }

  public String title() {
    return title;
  }

  public double must() {
    return must;
  }

  public double aim() {
    return aim;
  }

  /** "aim", "must" or "missed". */
  public String verdict(double value) {
    return reaches(value, aim) ? "aim" : reaches(value, must) ? "must" : "missed";
  }

  private boolean reaches(double value, double bound) {
    return moreIsBetter ? value >= bound : value <= bound;
  }

  /** How the goal is written: "≤ 1.5 (aim 0.65)". */
  public String bounds() {
    return String.format(Locale.ROOT, "%s %s (aim %s)", moreIsBetter ? "≥" : "≤", number(must), number(aim));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
