package org.atoll.sdk.engine;

import java.util.Optional;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/** The chain as an engine may read it. */
public interface ReadView {
  Optional<Header> header(BlockId id);

  BlockId head();

  BlockId lastFinal();

  /** State of an executed block: the engine's own family and settings only. */
  Optional<Bytes> state(BlockId id, Address address);
}
