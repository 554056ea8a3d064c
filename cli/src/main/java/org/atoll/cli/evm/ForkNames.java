package org.atoll.cli.evm;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.testing.Conformance;

/** What forks are called in Ethereum's test files and here. */
public final class ForkNames {
  private ForkNames() {}

  /** The fork meant by a name such as {@code Cancun}, {@code EIP158}, {@code Merge} or {@code spurious_dragon}. */
  public static Optional<Fork> of(String name) {
    var known = Conformance.fork(name);
    if (known.isPresent()) {
      return known;
    }
    var plain = plain(name);
    return Arrays.stream(Fork.values()).filter(fork -> plain(fork.id()).equals(plain)).findFirst();
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** The names of genesis files, oldest first. */
  public static List<String> all() {
    return Arrays.stream(Fork.values()).map(Fork::id).toList();
  }
}
