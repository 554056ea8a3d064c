package org.atoll.cli.config;

import java.util.Locale;
import java.util.function.Function;

/**
 * One thing that can be set.
 *
 * @param name as TOML has it, {@code group.key}
 * @param defaultText what is taken when nobody says anything
 * @param meaning one line for people
 * @param parse of the text; throws {@link IllegalArgumentException} saying what is expected
 * @param hidden for tests only: left out where settings are listed
 * @param <T> what it is parsed to
 */
public record Setting<T>(String name, String defaultText, String meaning, Function<String, T> parse, boolean hidden) {
  static <T> Setting<T> of(String name, String defaultText, String meaning, Function<String, T> parse) {
    return new Setting<>(name, defaultText, meaning, parse, false);
  }

  /** Such as {@code ATOLL_P2P_MIN_PEERS}. */
  public String variable() {
    return "ATOLL_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
