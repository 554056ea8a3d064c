package org.atoll.gateway.web;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which names a request may call this server by. A page that has rebound its own name to this address
 * cannot know them, which is what keeps it out. Immutable.
 */
public final class Hosts {
  private static final String ANY = "*";

  private final Set<String> names;

  /** Names or addresses without port; {@code *} allows all. */
  public Hosts(Collection<String> names) {
    this.names = names.stream().map(Hosts::normal).collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a Host header is allowed; its port does not matter. */
  boolean allow(String header) {
    return names.contains(ANY) || names.contains(normal(withoutPort(header)));
  }

  private static String normal(String name) {
    var lower = name.strip().toLowerCase(Locale.ROOT);
    return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
  }

  private static String withoutPort(String header) {
    int bracket = header.lastIndexOf(']');
    int colon = header.lastIndexOf(':');
    return colon > bracket && (bracket >= 0 || header.indexOf(':') == colon) ? header.substring(0, colon) : header;
  }
}
