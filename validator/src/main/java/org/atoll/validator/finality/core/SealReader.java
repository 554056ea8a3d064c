package org.atoll.validator.finality.core;

import java.util.Optional;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/** Reads sealed headers for evidence: the block codec's side of it. Pure. */
@FunctionalInterface
public interface SealReader {
  /**
   * A header whose seal is good.
   *
   * @param scope at which the producer may seal once
   * @param epoch of its height
   */
  record SealedHeader(BlockId id, PublicKey producer, SealGuard.Scope scope, long epoch) {}

  /** Empty for anything but a header with a good seal; never throws on foreign bytes. */
  Optional<SealedHeader> read(Bytes header);
}
