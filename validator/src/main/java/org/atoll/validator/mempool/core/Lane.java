package org.atoll.validator.mempool.core;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.value.EvmAddress;
import org.jspecify.annotations.Nullable;

/** One sender's Ethereum transactions by nonce. */
final class Lane {
  final EvmAddress sender;
  final TreeMap<Long, PoolEntry> entries = new TreeMap<>();
  private EvmAccount account;
  /** First nonce from the account's on that no transaction here has. */
  private long end;
  /** Between the account's nonce and this one all are taken by a draft. */
  private long untaken;
  /** The entry of this lane that is in the ready order now. */
  @Nullable PoolEntry offered;
  BigInteger cost = BigInteger.ZERO;
  /** Replacements of free transactions since the head changed. */
  int replacements;

  Lane(EvmAddress sender, EvmAccount account) {
    this.sender = sender;
    this.account = account;
    this.end = account.nonce();
    this.untaken = account.nonce();
  }

  EvmAccount account() {
    return account;
  }

  /** The head changed; returns the entries whose nonce is spent, for the caller to remove. */
  List<PoolEntry> account(EvmAccount newest) {
    account = newest;
    end = newest.nonce();
    untaken = newest.nonce();
    advance();
    return List.copyOf(entries.headMap(newest.nonce()).values());
  }

  void put(PoolEntry entry) {
    var old = entries.put(entry.nonce(), entry);
    cost = cost.add(entry.cost).subtract(old == null ? BigInteger.ZERO : old.cost);
    untaken = Math.min(untaken, entry.nonce());
    advance();
  }

  void remove(PoolEntry entry) {
    if (entries.get(entry.nonce()) == entry) {
      entries.remove(entry.nonce());
      cost = cost.subtract(entry.cost);
      if (entry.nonce() >= account.nonce()) {
        end = Math.min(end, entry.nonce());
        untaken = Math.min(untaken, entry.nonce());
      }
    }
  }

  void take(PoolEntry entry) {
    entry.taken = true;
    advance();
  }

  void release(PoolEntry entry) {
    entry.taken = false;
    untaken = Math.max(account.nonce(), Math.min(untaken, entry.nonce()));
  }

  private void advance() {
    while (entries.containsKey(end)) {
      end++;
    }
    for (var entry = entries.get(untaken); entry != null && entry.taken; entry = entries.get(untaken)) {
      untaken++;
    }
  }

  /** First nonce from the account's on that no transaction here has. */
  long nextNonce() {
    return end;
  }

  /** The transaction the next block could take, skipping those a draft has taken already. */
  Optional<PoolEntry> next() {
    var entry = entries.get(untaken);
    return entry == null || entry.taken || entry.isAside() ? Optional.empty() : Optional.of(entry);
  }
}
