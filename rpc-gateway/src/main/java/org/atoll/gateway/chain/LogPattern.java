package org.atoll.gateway.chain;

import java.util.List;
import java.util.Set;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * What a log must look like.
 *
 * @param addresses any of these; empty: every address
 * @param topics for each position any of these; empty: every topic. A log with fewer topics than positions
 *     does not match
 */
public record LogPattern(Set<EvmAddress> addresses, List<Set<Hash32>> topics) {
  public LogPattern {
    addresses = Set.copyOf(addresses);
    topics = topics.stream().map(Set::copyOf).toList();
  }

  public boolean matches(Log log) {
    if (topics.size() > log.topics().size() || !(addresses.isEmpty() || addresses.contains(log.address()))) {
      return false;
    }
    for (int i = 0; i < topics.size(); i++) {
      var choice = topics.get(i);
      if (!choice.isEmpty() && !choice.contains(log.topics().get(i))) {
        return false;
      }
    }
    return true;
  }
}
