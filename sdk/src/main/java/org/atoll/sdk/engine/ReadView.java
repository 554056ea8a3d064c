package org.atoll.sdk.engine;

import java.util.Optional;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/** The chain as an engine may read it. */
public interface ReadView {
  Optional<Header> header(BlockId id);

  /** The block's ancestor at the height, itself included; empty when it is not known, final ones far back too. */
  Optional<Header> ancestor(BlockId id, long height);

  /** What the block's chain says of the epoch; empty when that is not settled there. */
  Optional<EpochView> epoch(BlockId id, long epoch);

  BlockId head();

  BlockId lastFinal();

  /** State of an executed block: the engine's own family and settings only. */
  Optional<Bytes> state(BlockId id, Address address);
}
