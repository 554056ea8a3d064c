package org.atoll.sdk.proof;

import java.util.List;
import org.atoll.sdk.value.Bytes;

/**
 * Proof of one storage slot, as in eth_getProof.
 *
 * @param slot 32 bytes
 * @param value without leading zeros; empty when the slot is zero
 * @param nodes RLP nodes from the storage root down
 */
public record SlotProof(Bytes slot, Bytes value, List<Bytes> nodes) {
  public SlotProof {
    if (slot.size() != 32) {
      throw new IllegalArgumentException("a slot has 32 bytes, not " + slot.size());
    }
    nodes = List.copyOf(nodes);
  }
}
