package org.atoll.sdk.ethereum;

import java.util.List;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** An account and storage slots a transaction announces (EIP-2930). Order and repetitions are kept as signed. */
public record AccessListEntry(EvmAddress address, List<Hash32> slots) {
  public AccessListEntry {
    slots = List.copyOf(slots);
  }
}
