package org.atoll.cli.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What this build calls itself. */
public final class Version {
  private Version() {}

  /** Such as {@code 0.1.0}. */
  public static String number() {
    try (var in = Version.class.getResourceAsStream("/org/atoll/cli/version.properties")) {
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Such as {@code atoll 0.1.0 (Java 25.0.1+8-LTS)}. */
  public static String line() {
    return "atoll " + number() + " (Java " + Runtime.version() + ")";
  }

  /** Such as {@code Atoll/v0.1.0/java25}. */
  public static String client() {
    return "Atoll/v" + number() + "/java" + Runtime.version().feature();
  }
}
