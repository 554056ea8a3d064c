package org.atoll.validator.store;

import org.jspecify.annotations.Nullable;

/**
 * The disk failed or holds what was never written. Nothing read or written since can be trusted: the node stops signing
 * and rebuilds its store.
 */
public class BrokenStoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BrokenStoreException(String message) {
    super(message);
  }

  public BrokenStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
