package org.atoll.seth.state;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/** Code by its keccak hash, bounded by bytes. The hash binds the content, so entries never go stale. Thread-safe. */
public final class CodeCache {
  public static final long DEFAULT_MAX_BYTES = 64L << 20;

  private final Cache<Hash32, Code> codes;

  public CodeCache(long maxBytes) {
    codes = Caffeine.newBuilder()
        .maximumWeight(maxBytes)
        .weigher((Hash32 hash, Code code) -> code.weight())
        .executor(Runnable::run)
        .build();
  }

  public @Nullable Code get(Hash32 hash) {
    return codes.getIfPresent(hash);
  }

  /** @param code with its hash */
  public void put(Hash32 hash, Code code) {
    codes.put(hash, code);
  }
}
