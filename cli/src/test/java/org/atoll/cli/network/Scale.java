package org.atoll.cli.network;

import java.time.Duration;

/**
 * How much the tests of whole networks do: little, unless {@code -Datoll.network.KEY=NUMBER} says more (docs/operating.md).
 * What they measure they print; bounds that only an idle machine keeps hold with {@code -Datoll.network.strict=true}.
 */
final class Scale {
  private Scale() {}

  static int of(String key, int usual) {
    return Integer.getInteger("atoll.network." + key, usual);
  }

  /** What an idle machine needs at most, several times over on a busy one. */
  static Duration patience() {
    return Duration.ofSeconds(of("patience", 60));
  }

  static boolean isStrict() {
    return Boolean.getBoolean("atoll.network.strict");
  }

  /** The strict bound or, on a machine that also does other work, the lax one. */
  static long bound(long strict, long lax) {
    return isStrict() ? strict : Math.max(strict, lax);
  }
}
