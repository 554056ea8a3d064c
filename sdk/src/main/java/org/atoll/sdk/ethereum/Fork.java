package org.atoll.sdk.ethereum;

import java.util.Locale;
import java.util.Optional;

/** Ethereum's rule sets, oldest first. */
public enum Fork {
  FRONTIER,
  HOMESTEAD,
  TANGERINE_WHISTLE,
  SPURIOUS_DRAGON,
  BYZANTIUM,
  CONSTANTINOPLE,
  PETERSBURG,
  ISTANBUL,
  BERLIN,
  LONDON,
  PARIS,
  SHANGHAI,
  CANCUN,
  PRAGUE,
  OSAKA;

  private static final Fork[] ALL = values();
  private final String id = name().toLowerCase(Locale.ROOT);

  public boolean atLeast(Fork other) {
    return compareTo(other) >= 0;
  }

  /** Name in genesis and settings: lower case, such as {@code cancun} or {@code spurious_dragon}. */
  public String id() {
    return id;
  }

  /** Inverse of {@link #id()}. */
  public static Optional<Fork> ofId(String id) {
    for (var fork : ALL) {
      if (fork.id.equals(id)) {
        return Optional.of(fork);
      }
    }
    return Optional.empty();
  }
}
