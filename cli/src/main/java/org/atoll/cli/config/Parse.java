package org.atoll.cli.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.atoll.gossip.Endpoint;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.finality.core.BlockRef;

/** Texts of settings to values. */
final class Parse {
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");

  private Parse() {}

  static <T> List<T> list(String text, Function<String, T> item) {
    var items = new ArrayList<T>();
    for (var part : text.split(",")) {
      if (!part.isBlank()) {
        items.add(item.apply(part.strip()));
      }
    }
    return List.copyOf(items);
  }

  static Function<String, List<String>> listOf(String... allowed) {
    return text -> list(text, item -> {
      if (!List.of(allowed).contains(item)) {
        throw new IllegalArgumentException("one or more of " + String.join(", ", allowed) + " expected");
      }
      return item;
    });
  }

  static Function<String, String> oneOf(String... allowed) {
    return text -> {
      if (!List.of(allowed).contains(text)) {
        throw new IllegalArgumentException(String.join(" or ", allowed) + " expected");
      }
      return text;
    };
  }

  static Function<String, Long> number(long least, long most) {
    return text -> {
      try {
        long value = Long.parseLong(text);
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException notOne) {
        throw new IllegalArgumentException("a number from " + least + " to " + most + " expected", notOne);
      }
      throw new IllegalArgumentException("a number from " + least + " to " + most + " expected");
    };
  }

  /** Empty text: nothing. */
  static Optional<Endpoint> endpoint(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Endpoint.parse(text));
  }

  static Optional<BlockRef> checkpoint(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    int colon = text.indexOf(':');
    try {
      long height = Long.parseLong(text.substring(0, Math.max(colon, 0)));
      if (height > 0) {
        return Optional.of(new BlockRef(height, new BlockId(Hash32.fromHex(text.substring(colon + 1)).bytes())));
      }
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("height:blockId expected, such as 1200:0x… with 64 hex digits", wrong);
    }
    throw new IllegalArgumentException("a checkpoint is above genesis");
  }

  static long bytes(String text) {
    return amount(text, "a size such as 64MiB expected", Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20,
        "GiB", 1L << 30));
  }

  static Duration duration(String text) {
    return Duration.ofMillis(amount(text, "a time such as 10s expected", Map.of("ms", 1L, "s", 1_000L, "m", 60_000L,
        "h", 3_600_000L, "d", 86_400_000L)));
  }

  private static long amount(String text, String expected, Map<String, Long> units) {
    var match = AMOUNT.matcher(text);
    var unit = match.matches() ? units.get(match.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(expected);
    }
    return Math.multiplyExact(Long.parseLong(match.group(1)), unit);
  }

  /** Entries such as {@code 127.0.0.1:7700=127.0.0.1:9000}. */
  static Map<Endpoint, Endpoint> endpointMap(String text) {
    var map = new LinkedHashMap<Endpoint, Endpoint>();
    list(text, item -> {
      int equals = item.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("host:port=host:port expected");
      }
      return map.put(Endpoint.parse(item.substring(0, equals)), Endpoint.parse(item.substring(equals + 1))) == null;
    });
    return Map.copyOf(map);
  }
}
