package org.atoll.dpos;

import java.util.SortedMap;
import java.util.TreeMap;

/** Canonical JSON of one object of integers: keys sorted, no spaces. */
final class FlatJson {
  private final String text;
  private int at;

  private FlatJson(String text) {
    this.text = text;
  }

  /** @throws IllegalArgumentException when the text is anything else */
  static SortedMap<String, Long> parse(String text) {
    return new FlatJson(text).object();
  }

  private SortedMap<String, Long> object() {
    var values = new TreeMap<String, Long>();
    expect('{');
    while (peek() != '}') {
      if (!values.isEmpty()) {
        expect(',');
      }
      var key = key();
      if (!values.isEmpty() && values.lastKey().compareTo(key) >= 0) {
        throw wrong("key " + key + " is not after " + values.lastKey());
      }
      expect(':');
      values.put(key, integer());
    }
    expect('}');
    if (at != text.length()) {
      throw wrong("something follows the object");
    }
    return values;
  }

  private String key() {
    expect('"');
    int from = at;
    while (isKeyCharacter(peek())) {
      at++;
    }
    var key = text.substring(from, at);
    expect('"');
    return key;
  }

  private static boolean isKeyCharacter(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_';
  }

  private long integer() {
    int from = at;
    if (peek() == '-') {
      at++;
    }
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    var digits = text.substring(from, at);
    try {
      long value = Long.parseLong(digits);
      if (Long.toString(value).equals(digits)) {
        return value;
      }
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException(wrong("not an integer: \"" + digits + "\"").getMessage(), notOne);
    }
    throw wrong("not the canonical form of an integer: " + digits);
  }

  /** Zero at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw wrong(at < text.length() ? "'" + wanted + "' expected, not '" + peek() + "'" : "it ends too early");
    }
    at++;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "dpos: parameters are not canonical JSON of integers: " + what + " (character " + at + ")");
  }
}
