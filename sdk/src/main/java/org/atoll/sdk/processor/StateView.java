package org.atoll.sdk.processor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/** State as of one moment, for reading. Used by one thread. */
public interface StateView {
  Optional<Bytes> get(Address address);

  /** Several at once: one round trip where single reads would cost many. Absent ones are left out. */
  Map<Address, Bytes> get(List<Address> addresses);
}
