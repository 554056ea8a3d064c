package org.atoll.validator.ethereum;

import org.atoll.sdk.value.EvmAddress;

/** Addresses of the contracts every chain has from the start. */
public final class SystemContracts {
  /** EIP-4788: the parents' block ids by time. */
  public static final EvmAddress BEACON_ROOTS = EvmAddress.fromHex("0x000f3df6d732807ef1319fb7b8bb8522d0beac02");

  /** EIP-2935: the last 8 191 block hashes. */
  public static final EvmAddress BLOCK_HASHES = EvmAddress.fromHex("0x0000f90827f1c53a10cb7a02335b175320002935");

  /** The customary CREATE2 deployer. */
  public static final EvmAddress CREATE2_DEPLOYER = EvmAddress.fromHex("0x4e59b44847b379578588920ca78fbf26c0b4956c");

  private SystemContracts() {}
}
