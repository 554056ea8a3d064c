package org.atoll.validator.ethereum;

import org.atoll.sdk.value.EvmAddress;

/** Contracts the validator itself writes to at the start of a block. */
public final class SystemContracts {
  /** EIP-4788: the parents' block ids by time. */
  public static final EvmAddress BEACON_ROOTS = EvmAddress.fromHex("0x000f3df6d732807ef1319fb7b8bb8522d0beac02");

  /** EIP-2935: the last 8 191 block hashes. */
  public static final EvmAddress BLOCK_HASHES = EvmAddress.fromHex("0x0000f90827f1c53a10cb7a02335b175320002935");

  private SystemContracts() {}
}
