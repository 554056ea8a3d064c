package org.atoll.sdk.envelope;

/** Bounds of native batches: protocol constants, since they decide validity. Sizes in bytes. */
final class NativeLimits {
  static final int BATCH = 1 << 20;
  static final int TRANSACTIONS = 1_000;
  static final int DEPENDENCIES = 256;
  static final int ADDRESSES = 1_024;
  static final int ADDRESS = 64;
  static final int NONCE = 32;
  static final int FAMILY = 128;
  static final int VERSION = 32;
  static final int REFERENCE_ID = 8;

  /** How far expiry may lie beyond the reference, and the reference behind the block. */
  static final int REFERENCE_WINDOW = 65_536;

  private NativeLimits() {}
}
