package org.atoll.validator.mempool.core;

import java.math.BigInteger;
import java.util.Optional;
import java.util.TreeMap;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.value.EvmAddress;
import org.jspecify.annotations.Nullable;

/** One sender's Ethereum transactions by nonce. */
final class Lane {
  final EvmAddress sender;
  final TreeMap<Long, PoolEntry> entries = new TreeMap<>();
  EvmAccount account;
  /** The entry of this lane that is in the ready order now. */
  @Nullable PoolEntry offered;
  BigInteger cost = BigInteger.ZERO;
  /** Replacements of free transactions since the head changed. */
  int replacements;

  Lane(EvmAddress sender, EvmAccount account) {
    this.sender = sender;
    this.account = account;
  }

  void put(PoolEntry entry) {
    var old = entries.put(entry.nonce(), entry);
    cost = cost.add(entry.cost).subtract(old == null ? BigInteger.ZERO : old.cost);
  }

  void remove(PoolEntry entry) {
    if (entries.get(entry.nonce()) == entry) {
      entries.remove(entry.nonce());
      cost = cost.subtract(entry.cost);
    }
  }

  /** First nonce from the account's on that no transaction here has. */
  long nextNonce() {
    long next = account.nonce();
    for (var nonce : entries.tailMap(next).keySet()) {
      if (nonce != next) {
        break;
      }
      next++;
    }
    return next;
  }

  /** The transaction the next block could take, skipping those a draft has taken already. */
  Optional<PoolEntry> next() {
    long nonce = account.nonce();
    while (true) {
      var entry = entries.get(nonce);
      if (entry == null || !entry.taken) {
        return Optional.ofNullable(entry);
      }
      nonce++;
    }
  }
}
