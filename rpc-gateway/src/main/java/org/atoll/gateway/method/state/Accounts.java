package org.atoll.gateway.method.state;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainView;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** Reads accounts and slots. */
final class Accounts {
  private Accounts() {}

  static CompletableFuture<EvmAccount> read(ChainView view, BlockRef ref, EvmAddress address) {
    return view.state(ref, List.of(EvmState.account(address)))
        .thenApply(values -> values.getFirst().map(EvmAccount::decode).orElse(EvmAccount.EMPTY));
  }

  /** A slot's value as it is stored, without leading zeros, padded to 32 bytes. */
  static Bytes padded(Bytes stored) {
    var word = new byte[Hash32.SIZE];
    System.arraycopy(stored.unsafeArray(), 0, word, Hash32.SIZE - stored.size(), stored.size());
    return Bytes.wrap(word);
  }
}
