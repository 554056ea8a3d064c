package org.atoll.validator.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.ethereum.MerklePatricia;
import org.atoll.sdk.proof.AccountProof;
import org.atoll.sdk.proof.RadixTree;
import org.atoll.sdk.proof.SlotProof;
import org.atoll.sdk.proof.StateProof;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.state.Node.Leaf;
import org.atoll.validator.state.Node.Ref;
import org.jspecify.annotations.Nullable;

/** Walks down trees and writes out the nodes it meets. All methods may throw {@link StaleTreeException}. */
final class TreeProver {
  private final StateTree tree;
  private final StateTree.Tools tools;
  private final Function<Address, Optional<Bytes>> values;

  /** @param values what addresses hold in the state of this tree */
  TreeProver(StateTree tree, StateTree.Tools tools, Function<Address, Optional<Bytes>> values) {
    this.tree = tree;
    this.tools = tools;
    this.values = values;
  }

  StateProof prove(Address address) {
    var prefix = address.prefix();
    var rootNodes = new ArrayList<Bytes>();
    walkRadix(StateTree.TOP_KEY, tree.top(), prefix, rootNodes,
        key -> Optional.ofNullable(tree.families().get(key)).map(StateTree.Family::committed));
    var value = values.apply(address);
    var nodes = new ArrayList<Bytes>();
    var family = tree.families().get(prefix);
    if (family == null) {
      return new StateProof(value, nodes, Hash32.ZERO, rootNodes);
    }
    var key = TrieKey.family(prefix);
    switch (family.scheme()) {
      case SHA256_RADIX -> walkRadix(key, family.root(), address.bytes().slice(Address.PREFIX_SIZE, address.bytes().size()),
          nodes, other -> values.apply(new Address(prefix.concat(other))));
      case ETHEREUM_MPT -> walkEvm(key, family.root(), address.bytes(), nodes);
    }
    return new StateProof(value, nodes, family.rootHash(), rootNodes);
  }

  AccountProof proveAccount(EvmAddress account, List<Bytes> slots) {
    var prefix = EvmState.PREFIX;
    if (tools.scheme(prefix) != TreeScheme.ETHEREUM_MPT) {
      throw new IllegalStateException("accounts are not kept in an Ethereum trie here");
    }
    var family = tree.families().get(prefix);
    var key = TrieKey.family(prefix);
    var nodes = new ArrayList<Bytes>();
    var leaf = family == null ? null : walkMpt(MptKind.Accounts.INSTANCE, key, family.root(), account.bytes(), nodes);
    var storage = leaf == null ? null : leaf.storage();
    var proofs = new ArrayList<SlotProof>();
    for (var slot : slots) {
      var slotNodes = new ArrayList<Bytes>();
      var found = storage == null ? null
          : walkMpt(MptKind.Slots.INSTANCE, key.storage(account.bytes()), storage, slot, slotNodes);
      var value = found == null ? null : found.value();
      proofs.add(new SlotProof(slot, value == null ? Bytes.EMPTY : value, slotNodes));
    }
    return new AccountProof(
        leaf == null ? Optional.empty()
            : Optional.of(leaf.value() == null ? EvmAccount.EMPTY : EvmAccount.decode(leaf.value())),
        storage == null ? MerklePatricia.EMPTY_ROOT : Hash32.wrap(MptKind.rootOf(storage)), nodes, proofs);
  }

  private void walkEvm(TrieKey key, Node root, Bytes address, List<Bytes> nodes) {
    var account = address.slice(4, Math.min(address.size(), EvmState.ACCOUNT_SIZE));
    switch (address.get(Address.PREFIX_SIZE)) {
      case EvmState.KIND_ACCOUNT -> walkMpt(MptKind.Accounts.INSTANCE, key, root, account, nodes);
      case EvmState.KIND_SLOT -> {
        var leaf = walkMpt(MptKind.Accounts.INSTANCE, key, root, account, nodes);
        var storage = leaf == null ? null : leaf.storage();
        if (storage != null) {
          var slotNodes = new ArrayList<Bytes>();
          walkMpt(MptKind.Slots.INSTANCE, key.storage(account), storage, address.slice(EvmState.ACCOUNT_SIZE, address.size()),
              slotNodes);
          nodes.addAll(slotNodes);
        }
      }
      default -> {} // code proves itself
    }
  }

  private void walkRadix(TrieKey treeKey, @Nullable Node root, Bytes key, List<Bytes> nodes,
      Function<Bytes, Optional<Bytes>> leafValues) {
    var path = key.unsafeArray();
    var node = root;
    int depth = 0;
    while (node != null) {
      switch (node) {
        case Ref ref -> node = tools.nodes().load(RadixKind.INSTANCE, treeKey.at(path, depth), ref);
        case Leaf leaf -> {
          var preimage = leafValues.apply(leaf.key()).map(value -> RadixTree.leaf(leaf.key(), value));
          if (preimage.isEmpty() || !Arrays.equals(Sha256.hash(preimage.get()).bytes().unsafeArray(), leaf.ref())) {
            throw new StaleTreeException("tree and values differ at " + leaf.key());
          }
          nodes.add(preimage.get());
          node = null;
        }
        case Branch branch -> {
          nodes.add(RadixKind.preimage(branch.row()));
          int matched = Nibbles.matched(branch.prefix(), path, depth);
          depth += matched;
          if (matched < branch.prefix().length) {
            node = null;
          } else if (depth == Nibbles.count(path)) {
            node = branch.terminal();
          } else {
            node = child(RadixKind.INSTANCE, treeKey, branch, path, depth++);
          }
        }
      }
    }
  }

  /** The entry with this key. */
  private @Nullable Leaf walkMpt(MptKind kind, TrieKey treeKey, Node root, Bytes key, List<Bytes> nodes) {
    var path = kind.path(key);
    Node node = root;
    int depth = 0;
    while (true) {
      switch (node) {
        case Ref ref -> node = tools.nodes().load(kind, treeKey.at(path, depth), ref);
        case Leaf leaf -> {
          add(kind.leaf(new TrieKind.Content(leaf.key(), kind.path(leaf.key()), leaf.value(), leaf.storage()), depth), nodes);
          return leaf.key().equals(key) ? leaf : null;
        }
        case Branch branch -> {
          if (branch.prefix().length > 0) {
            add(MptEncoder.extension(branch.prefix(), branch.inner()), nodes);
          }
          int matched = Nibbles.matched(branch.prefix(), path, depth);
          if (matched < branch.prefix().length) {
            return null;
          }
          add(MptEncoder.branch(branch.row()), nodes);
          depth += matched;
          var child = child(kind, treeKey, branch, path, depth++);
          if (child == null) {
            return null;
          }
          node = child;
        }
      }
    }
  }

  /** Short nodes are in their parent already; only the root has none. */
  private static void add(byte[] encoded, List<Bytes> nodes) {
    if (encoded.length >= 32 || nodes.isEmpty()) {
      nodes.add(Bytes.wrap(encoded));
    }
  }

  private @Nullable Node child(TrieKind kind, TrieKey treeKey, Branch branch, byte[] path, int depth) {
    tools.nodes().use(branch);
    int nibble = Nibbles.at(path, depth);
    var child = branch.child(nibble);
    if (!(child instanceof Ref ref)) {
      return child;
    }
    var loaded = tools.nodes().load(kind, treeKey.at(path, depth + 1), ref);
    branch.load(nibble, loaded);
    return loaded;
  }
}
