package org.atoll.validator.state;

/** How a family's state is committed to; fixed per prefix in genesis. */
public enum TreeScheme {
  /** {@link org.atoll.sdk.proof.RadixTree}. */
  SHA256_RADIX(1),
  /** Ethereum's account and storage tries. */
  ETHEREUM_MPT(2);

  private final int code;

  TreeScheme(int code) {
    this.code = code;
  }

  /** Stands before the family's root in the tree of families. */
  public int code() {
    return code;
  }
}
