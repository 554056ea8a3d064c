package org.atoll.sdk.proof;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/**
 * Proof of what one address holds. {@link StateProofs#verify} says what the parts must be.
 *
 * @param value empty when the address holds nothing
 * @param nodes tree nodes from the family's root down; for the EVM's slots first those of the accounts' tree, then those of
 *     the storage's
 * @param familyRoot root of the family's tree; zero when the family has no state
 * @param rootNodes tree nodes from the state root down to the family's root
 */
public record StateProof(Optional<Bytes> value, List<Bytes> nodes, Hash32 familyRoot, List<Bytes> rootNodes) {
  public StateProof {
    requireNonNull(value, "value");
    nodes = List.copyOf(nodes);
    requireNonNull(familyRoot, "familyRoot");
    rootNodes = List.copyOf(rootNodes);
  }
}
