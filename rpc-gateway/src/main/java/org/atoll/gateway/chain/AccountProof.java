package org.atoll.gateway.chain;

import java.util.List;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * Merkle Patricia proof of an account and some of its slots (EIP-1186).
 *
 * @param account {@link EvmAccount#EMPTY} if there is none
 * @param nodes RLP of the trie's nodes, from the state root down
 */
public record AccountProof(EvmAccount account, Hash32 storageRoot, List<Bytes> nodes, List<Slot> slots) {
  public AccountProof {
    nodes = List.copyOf(nodes);
    slots = List.copyOf(slots);
  }

  /**
   * Proof of one slot.
   *
   * @param value without leading zeros; empty if the slot is zero
   */
  public record Slot(Bytes value, List<Bytes> nodes) {
    public Slot {
      nodes = List.copyOf(nodes);
    }
  }
}
