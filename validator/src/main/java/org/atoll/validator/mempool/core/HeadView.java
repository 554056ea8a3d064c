package org.atoll.validator.mempool.core;

import java.util.Optional;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;

/** The chain up to the head, as admission needs it. */
public interface HeadView {
  EvmAccount account(EvmAddress address);

  Optional<Bytes> code(Hash32 hash);

  /** What the address holds. */
  Optional<Bytes> state(Address address);

  /** Whether a transaction or batch with that id is in the chain. */
  boolean contains(TransactionId id);

  /** Whether it is in the chain at this height or above; blocks that are not final may be a little below. */
  boolean containsSince(TransactionId id, long height);

  /** Block on this chain at that height; empty above the head. */
  Optional<BlockId> blockAt(long height);
}
