package org.atoll.sdk.proof;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * Proof of an account and some of its slots against an Ethereum state root, as in eth_getProof.
 *
 * @param account empty when the account does not exist
 * @param storageRoot root of the account's storage tree, that of the empty tree when it has none
 * @param nodes RLP nodes from the state root of the Ethereum header down
 * @param slots in the order asked
 */
public record AccountProof(
    Optional<EvmAccount> account, Hash32 storageRoot, List<Bytes> nodes, List<SlotProof> slots) {
  public AccountProof {
    requireNonNull(account, "account");
    requireNonNull(storageRoot, "storageRoot");
    nodes = List.copyOf(nodes);
    slots = List.copyOf(slots);
  }
}
