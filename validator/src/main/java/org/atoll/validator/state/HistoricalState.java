package org.atoll.validator.state;

import java.util.Optional;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/** State as of a final block below the last one. */
record HistoricalState(StateDatabase database, long height) implements StateReader {
  @Override
  public Optional<Bytes> get(Address address) {
    return Optional.ofNullable(database.readAt(height, address));
  }
}
