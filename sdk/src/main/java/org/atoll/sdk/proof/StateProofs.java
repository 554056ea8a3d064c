package org.atoll.sdk.proof;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.InvalidProofException;
import org.atoll.sdk.ethereum.MerklePatricia;
import org.atoll.sdk.ethereum.RlpException;
import org.atoll.sdk.ethereum.RlpReader;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * Verifies proofs with nothing but a trusted block header.
 *
 * <p>The state root is the root of a {@link RadixTree} over the families that have state: 3-byte prefix → scheme code (1:
 * {@link RadixTree} over the rest of the address, 2: Ethereum's tries) ‖ root of the family's tree. In Ethereum's account
 * trie the leaf at keccak(account) is RLP [nonce, balance, storage root, code hash], in its storage trie the leaf at
 * keccak(slot) is the RLP of the value. Stateless, thread-safe.
 */
public final class StateProofs {
  /** Scheme code of {@link RadixTree}. */
  public static final int SHA256_RADIX = 1;

  /** Scheme code of Ethereum's tries. */
  public static final int ETHEREUM_MPT = 2;

  private StateProofs() {}

  /** Whether, under this state root, the address holds just what the proof says. */
  public static boolean verify(Hash32 stateRoot, Address address, StateProof proof) {
    var prefix = address.prefix();
    if (proof.familyRoot().equals(Hash32.ZERO)) {
      return proof.value().isEmpty() && proof.nodes().isEmpty()
          && RadixTree.verify(stateRoot, prefix, Optional.empty(), proof.rootNodes());
    }
    if (proves(stateRoot, prefix, SHA256_RADIX, proof)) {
      return RadixTree.verify(proof.familyRoot(), address.bytes().slice(Address.PREFIX_SIZE, address.bytes().size()),
          proof.value(), proof.nodes());
    }
    return proves(stateRoot, prefix, ETHEREUM_MPT, proof) && verifyEvm(address.bytes(), proof);
  }

  private static boolean proves(Hash32 stateRoot, Bytes prefix, int scheme, StateProof proof) {
    var committed = Bytes.copyOf((byte) scheme).concat(proof.familyRoot().bytes());
    return RadixTree.verify(stateRoot, prefix, Optional.of(committed), proof.rootNodes());
  }

  private static boolean verifyEvm(Bytes address, StateProof proof) {
    int kind = address.get(Address.PREFIX_SIZE);
    if (kind == EvmState.KIND_ACCOUNT && address.size() == EvmState.ACCOUNT_SIZE) {
      return account(proof.familyRoot(), accountOf(address), proof.nodes()).filter(found -> found.holds(proof.value())).isPresent();
    }
    if (kind == EvmState.KIND_SLOT && address.size() == EvmState.SLOT_SIZE) {
      return verifySlot(address, proof);
    }
    return kind == EvmState.KIND_CODE && proof.nodes().isEmpty() // nothing proves that code is unknown
        && proof.value().isPresent() && Keccak.hash(proof.value().get()).bytes().equals(address.slice(4, address.size()));
  }

  /** Where the accounts' nodes end is not said, but only one place fits. */
  private static boolean verifySlot(Bytes address, StateProof proof) {
    var nodes = proof.nodes();
    for (int split = 0; split <= nodes.size(); split++) {
      var account = account(proof.familyRoot(), accountOf(address), nodes.subList(0, split));
      if (account.isPresent()) {
        var slot = address.slice(EvmState.ACCOUNT_SIZE, EvmState.SLOT_SIZE);
        return verifySlot(account.get().storageRoot(), slot, proof.value(), nodes.subList(split, nodes.size()));
      }
    }
    return false;
  }

  /** Whether, under the state root of an Ethereum header, account and slots are just what the proof says. */
  public static boolean verifyAccount(Hash32 ethereumRoot, EvmAddress account, AccountProof proof) {
    var found = account(ethereumRoot, account.bytes(), proof.nodes());
    if (found.isEmpty() || !found.get().account().equals(proof.account())
        || !found.get().storageRoot().equals(proof.storageRoot())) {
      return false;
    }
    for (var slot : proof.slots()) {
      var value = slot.value().isEmpty() ? Optional.<Bytes>empty() : Optional.of(slot.value());
      if (!verifySlot(proof.storageRoot(), slot.slot(), value, slot.nodes())) {
        return false;
      }
    }
    return true;
  }

  private static boolean verifySlot(Hash32 storageRoot, Bytes slot, Optional<Bytes> value, List<Bytes> nodes) {
    try {
      var leaf = MerklePatricia.verifyProof(storageRoot, Keccak.hash(slot).bytes(), nodes);
      if (leaf.isEmpty()) {
        return value.isEmpty();
      }
      var in = new RlpReader(leaf.get());
      var held = in.readBytes("slot");
      in.end();
      return value.isPresent() && value.get().equals(held);
    } catch (InvalidProofException | RlpException invalid) {
      return false;
    }
  }

  private static Bytes accountOf(Bytes address) {
    return address.slice(4, EvmState.ACCOUNT_SIZE);
  }

  /** An account leaf; without account there is none. */
  private record Found(Optional<EvmAccount> account, Hash32 storageRoot) {
    /** Whether the state record is this: an empty account has none, though its leaf may be there for its storage. */
    boolean holds(Optional<Bytes> value) {
      return value.equals(account.map(EvmAccount::encode))
          || (value.isEmpty() && account.equals(Optional.of(EvmAccount.EMPTY)));
    }
  }

  /** Empty when the proof is not valid. */
  private static Optional<Found> account(Hash32 root, Bytes account, List<Bytes> nodes) {
    try {
      var leaf = MerklePatricia.verifyProof(root, Keccak.hash(account).bytes(), nodes);
      if (leaf.isEmpty()) {
        return Optional.of(new Found(Optional.empty(), MerklePatricia.EMPTY_ROOT));
      }
      var outer = new RlpReader(leaf.get());
      var fields = outer.readList("account");
      outer.end();
      long nonce = fields.readLong("nonce");
      var balance = fields.readNumber(32, "balance");
      var storageRoot = new Hash32(fields.readBytes(32, "storage root"));
      var codeHash = new Hash32(fields.readBytes(32, "code hash"));
      fields.end();
      var code = codeHash.equals(Keccak.OF_EMPTY) ? Optional.<Hash32>empty() : Optional.of(codeHash);
      return Optional.of(new Found(Optional.of(new EvmAccount(nonce, balance, code)), storageRoot));
    } catch (InvalidProofException | RlpException invalid) {
      return Optional.empty();
    }
  }
}
