package org.atoll.validator.state;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/** State as of one block, for reading. */
public interface StateReader {
  /** Empty when the address holds nothing; an empty value is something. */
  Optional<Bytes> get(Address address);

  /** Values in the order of the addresses. */
  default List<Optional<Bytes>> getAll(List<Address> addresses) {
    return addresses.stream().map(this::get).toList();
  }
}
