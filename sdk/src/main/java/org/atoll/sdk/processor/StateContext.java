package org.atoll.sdk.processor;

import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/** State as one transaction sees and changes it: reads see its own writes. Used by one thread. */
public interface StateContext extends StateView {
  void set(Address address, Bytes value);

  void delete(Address address);
}
