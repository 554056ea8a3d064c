package org.atoll.validator.testing;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.mempool.core.HeadView;

/** A chain a test makes up. */
public final class FakeHead implements HeadView {
  private final Map<EvmAddress, EvmAccount> accounts = new HashMap<>();
  private final Map<Hash32, Bytes> code = new HashMap<>();
  private final Map<Long, BlockId> blocks = new HashMap<>();
  private final Set<TransactionId> included = new HashSet<>();
  private Map<Address, Bytes> state = Map.of();

  public FakeHead fund(EvmAddress address, long nonce, BigInteger balance) {
    accounts.put(address, new EvmAccount(nonce, balance, Optional.empty()));
    return this;
  }

  public FakeHead deploy(EvmAddress address, Bytes newCode, BigInteger balance) {
    var hash = Keccak.hash(newCode);
    code.put(hash, newCode);
    accounts.put(address, new EvmAccount(1, balance, Optional.of(hash)));
    return this;
  }

  /** @param shared what addresses hold, now and later */
  public FakeHead withState(Map<Address, Bytes> shared) {
    state = shared;
    return this;
  }

  public FakeHead block(long height, BlockId id) {
    blocks.put(height, id);
    return this;
  }

  public FakeHead include(TransactionId id) {
    included.add(id);
    return this;
  }

  @Override
  public EvmAccount account(EvmAddress address) {
    return accounts.getOrDefault(address, EvmAccount.EMPTY);
  }

  @Override
  public Optional<Bytes> code(Hash32 hash) {
    return Optional.ofNullable(code.get(hash));
  }

  @Override
  public Optional<Bytes> state(Address address) {
    return Optional.ofNullable(state.get(address));
  }

  @Override
  public boolean contains(TransactionId id) {
    return included.contains(id);
  }

  @Override
  public boolean containsSince(TransactionId id, long height) {
    return contains(id);
  }

  @Override
  public Optional<BlockId> blockAt(long height) {
    return Optional.ofNullable(blocks.get(height));
  }
}
