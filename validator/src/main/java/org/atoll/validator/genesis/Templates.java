package org.atoll.validator.genesis;

import java.math.BigInteger;
import java.util.Map;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.ethereum.SystemContracts;

/** Contracts every chain has from the start. */
public final class Templates {
  static final Map<EvmAddress, Genesis.Account> ACCOUNTS = Map.of(
      SystemContracts.BEACON_ROOTS, contract("3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560"
          + "495762001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff"
          + "015500"),
      SystemContracts.BLOCK_HASHES, contract("3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257"
          + "611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500"),
      SystemContracts.CREATE2_DEPLOYER, contract("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0360160008160208237"
          + "8035828234f58015156039578182fd5b8082525050506014600cf3"));

  private Templates() {}

  private static Genesis.Account contract(String code) {
    return new Genesis.Account(1, BigInteger.ZERO, Bytes.fromHex(code), Map.of());
  }
}
