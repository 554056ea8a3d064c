package org.atoll.validator.state;

import static java.util.Objects.requireNonNull;

import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/** What one address holds. */
public record StateEntry(Address address, Bytes value) {
  public StateEntry {
    requireNonNull(address, "address");
    requireNonNull(value, "value");
  }

  /** Bytes of address and value. */
  public int size() {
    return address.bytes().size() + value.size();
  }
}
