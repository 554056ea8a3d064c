package org.atoll.gossip.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Which hosts are probably one operator's: IPv4 by /24, IPv6 by /48, names by themselves. */
final class AddressGroup {
  private AddressGroup() {}

  /** Never fails: what is no literal is its own group. Hosts of this machine are in group {@code "local"}. */
  static String of(String host) {
    var bare = host.indexOf('%') < 0 ? host : host.substring(0, host.indexOf('%'));
    var v4 = ipv4(bare);
    if (!v4.isEmpty()) {
      return ofIpv4(v4);
    }
    if (bare.indexOf(':') < 0) {
      return bare.equalsIgnoreCase("localhost") ? "local" : bare.toLowerCase(Locale.ROOT);
    }
    var words = ipv6(bare);
    if (words.size() != 8) {
      return bare;
    }
    if (words.subList(0, 5).stream().allMatch(w -> w == 0)) {
      if (words.get(5) == 0xffff) { // an IPv4 address in IPv6 clothes
        return ofIpv4(List.of(words.get(6) >> 8, words.get(6) & 0xff, words.get(7) >> 8, words.get(7) & 0xff));
      }
      if (words.get(5) == 0 && words.get(6) == 0 && words.get(7) == 1) {
        return "local";
      }
    }
    return Integer.toHexString(words.get(0)) + ":" + Integer.toHexString(words.get(1)) + ":"
        + Integer.toHexString(words.get(2)) + "::/48";
  }

  private static String ofIpv4(List<Integer> v4) {
    return v4.get(0) == 127 ? "local" : v4.get(0) + "." + v4.get(1) + "." + v4.get(2) + ".0/24";
  }

  private static List<Integer> ipv4(String text) {
    var parts = text.split("\\.", -1);
    var bytes = new ArrayList<Integer>();
    for (var part : parts) {
      var value = number(part, 10, 3);
      if (value.isEmpty() || value.getAsInt() > 255) {
        return List.of();
      }
      bytes.add(value.getAsInt());
    }
    return bytes.size() == 4 ? bytes : List.of();
  }

  private static List<Integer> ipv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return words(text);
    }
    var head = words(text.substring(0, gap));
    var tail = words(text.substring(gap + 2));
    var all = new ArrayList<>(head);
    while (all.size() + tail.size() < 8) {
      all.add(0);
    }
    all.addAll(tail);
    return all;
  }

  private static List<Integer> words(String text) {
    var words = new ArrayList<Integer>();
    if (text.isEmpty()) {
      return words;
    }
    for (var part : text.split(":", -1)) {
      var v4 = ipv4(part);
      if (!v4.isEmpty()) {
        words.add(v4.get(0) << 8 | v4.get(1));
        words.add(v4.get(2) << 8 | v4.get(3));
        continue;
      }
      number(part, 16, 4).ifPresent(words::add);
    }
    return words;
  }

  private static OptionalInt number(String digits, int radix, int maxDigits) {
    if (digits.isEmpty() || digits.length() > maxDigits
        || !digits.chars().allMatch(c -> Character.digit(c, radix) >= 0)) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(digits, radix));
  }
}
