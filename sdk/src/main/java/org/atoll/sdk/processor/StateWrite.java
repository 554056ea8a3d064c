package org.atoll.sdk.processor;

import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/** One change of state. */
public sealed interface StateWrite {
  /** The address written, or for {@link Clear} the prefix. */
  Address address();

  /** An empty value is present, not absent. */
  record Set(Address address, Bytes value) implements StateWrite {}

  record Delete(Address address) implements StateWrite {}

  /** Deletes every address that begins with this one. */
  record Clear(Address address) implements StateWrite {}
}
