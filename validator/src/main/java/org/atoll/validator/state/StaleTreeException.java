package org.atoll.validator.state;

/**
 * A tree node in the store is not the one referred to: the tree is older than the last final block, or of a dropped fork.
 * Carries no stack trace, since readers of old trees meet it in passing.
 */
final class StaleTreeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StaleTreeException(String message) {
    super(message, null, false, false);
  }
}
