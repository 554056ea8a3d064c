package org.atoll.sdk.processor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/** State as of one moment, for reading. Used by one thread. */
public interface StateView {
  Optional<Bytes> get(Address address);

  /** Several at once: one round trip where single reads would cost many. Absent ones are left out. */
  Map<Address, Bytes> get(List<Address> addresses);

  /**
   * What is here already, without a round trip: the value, {@link LocalState#ABSENT}, or {@link LocalState#UNKNOWN} when
   * {@link #get(Address)} would have to ask.
   */
  default Bytes peek(Address address) {
    return LocalState.UNKNOWN;
  }
}
