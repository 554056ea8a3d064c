package org.atoll.validator.execution;

import java.util.Optional;
import org.atoll.sdk.value.Hash32;

/** Ethereum hashes of a block's ancestors, by height. Thread-safe. */
@FunctionalInterface
public interface AncestorHashes {
  Optional<Hash32> at(long height);
}
