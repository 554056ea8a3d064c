package org.atoll.validator.block;

import static java.util.Objects.requireNonNull;

import org.atoll.sdk.ethereum.EthereumHeader;

/** A block's header and the Ethereum header made from it, without its batches. */
public record BareBlock(SignedHeader signed, EthereumHeader ethereum) {
  public BareBlock {
    requireNonNull(signed, "signed");
    requireNonNull(ethereum, "ethereum");
  }

  /** RLP length of the Ethereum block, had it no transactions. */
  long emptySize() {
    long content = ethereum.encode().size() + 2 + (ethereum.withdrawalsRoot().isPresent() ? 1 : 0);
    return content + 1 + (content < 56 ? 0 : (64 - Long.numberOfLeadingZeros(content) + 7) / 8);
  }

  public long height() {
    return signed.height();
  }
}
