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
 * @param kind how it is treated apart from that
 * @param <T> what it is parsed to
 */
public record Setting<T>(String name, String defaultText, String meaning, Function<String, T> parse, Kind kind) {
  /** What is special about a setting. */
  public enum Kind {
    PLAIN,
    /** SIGHUP reads it anew. */
    RELOADABLE,
    /** For tests only: left out where settings are listed. */
    HIDDEN
  }

  static <T> Setting<T> of(String name, String defaultText, String meaning, Function<String, T> parse) {
    return new Setting<>(name, defaultText, meaning, parse, Kind.PLAIN);
  }

  static <T> Setting<T> reloadable(String name, String defaultText, String meaning, Function<String, T> parse) {
    return new Setting<>(name, defaultText, meaning, parse, Kind.RELOADABLE);
  }

  public boolean isHidden() {
    return kind == Kind.HIDDEN;
  }

  public boolean isReloadable() {
    return kind == Kind.RELOADABLE;
  }

  /** Such as {@code ATOLL_P2P_MIN_PEERS}. */
  public String variable() {
    return "ATOLL_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
