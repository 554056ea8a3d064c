package org.atoll.validator.mempool.core;

import java.util.Collection;
import java.util.Set;

/**
 * Who may and who may not.
 *
 * @param allow empty: all that are not denied
 * @param deny beats {@code allow}
 */
public record Access<T>(Set<T> allow, Set<T> deny) {
  public Access {
    allow = Set.copyOf(allow);
    deny = Set.copyOf(deny);
  }

  public static <T> Access<T> of(Collection<T> allow, Collection<T> deny) {
    return new Access<>(Set.copyOf(allow), Set.copyOf(deny));
  }

  public static <T> Access<T> all() {
    return new Access<>(Set.of(), Set.of());
  }

  public boolean permits(T who) {
    return !deny.contains(who) && (allow.isEmpty() || allow.contains(who));
  }
}
