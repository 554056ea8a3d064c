package org.atoll.gateway.chain;

import java.util.List;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * Which logs to find.
 *
 * @param addresses any of these; empty: every address
 * @param topics for each position any of these; empty: every topic. A log with fewer topics than positions does not match
 */
public record LogQuery(Range range, List<EvmAddress> addresses, List<List<Hash32>> topics) {
  public LogQuery {
    addresses = List.copyOf(addresses);
    topics = topics.stream().map(List::copyOf).toList();
  }

  /** Where to look. */
  public sealed interface Range {
    /** Both ends inclusive. */
    record Heights(long from, long to) implements Range {}

    record Block(Hash32 hash) implements Range {}
  }

  /** Whether address and topics fit; the range is not looked at. */
  public boolean matches(Log log) {
    if (!addresses.isEmpty() && !addresses.contains(log.address())) {
      return false;
    }
    if (topics.size() > log.topics().size()) {
      return false;
    }
    for (int i = 0; i < topics.size(); i++) {
      if (!topics.get(i).isEmpty() && !topics.get(i).contains(log.topics().get(i))) {
        return false;
      }
    }
    return true;
  }
}
