package org.atoll.seth.core;

import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.value.EvmAddress;

/**
 * The authorizations of an EIP-7702 transaction that are valid as far as state does not matter, in order.
 *
 * @param valid chain id and nonce in range, signature recovered
 */
record Authorities(List<Valid> valid) {
  static final Authorities NONE = new Authorities(List.of());

  /** {@code authority} wants to run the code of {@code delegate}, the zero address for none. */
  record Valid(EvmAddress authority, EvmAddress delegate, long nonce) {}

  static Authorities of(EthereumTransaction tx, long chainId) {
    if (tx.authorizations().isEmpty()) {
      return NONE;
    }
    var valid = new ArrayList<Valid>();
    for (var one : tx.authorizations()) {
      boolean anyChain = one.chainId().signum() == 0;
      boolean ours = one.chainId().bitLength() <= 64 && one.chainId().longValue() == chainId;
      if ((anyChain || ours) && one.nonce() != -1) {
        one.authority().ifPresent(authority -> valid.add(new Valid(authority, one.address(), one.nonce())));
      }
    }
    return new Authorities(List.copyOf(valid));
  }
}
