package org.atoll.validator.state;

import java.util.List;
import org.atoll.sdk.value.Bytes;

/**
 * A part of the state in ascending order of addresses.
 *
 * @param next first address left out; empty: none
 * @param last highest address before the end of what was asked for; empty: none
 */
public record StateRange(List<StateEntry> entries, Bytes next, Bytes last) {
  public StateRange {
    entries = List.copyOf(entries);
  }
}
