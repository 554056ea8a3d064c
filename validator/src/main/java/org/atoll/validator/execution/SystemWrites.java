package org.atoll.validator.execution;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.ethereum.EthereumView;
import org.atoll.validator.ethereum.SystemContracts;
import org.atoll.validator.state.StateReader;

/** What the validator itself writes before a block's first transaction: EIP-4788 and EIP-2935. Pure. */
final class SystemWrites {
  private static final long RING = 8191;

  private SystemWrites() {}

  static List<StateWrite> atBlockStart(EthereumView.Context context, StateReader state) {
    var writes = new ArrayList<StateWrite>(3);
    if (context.fork().atLeast(Fork.CANCUN) && hasCode(SystemContracts.BEACON_ROOTS, state)) {
      long seconds = context.timestampMillis() / 1000;
      long index = seconds % RING;
      writes.add(slot(SystemContracts.BEACON_ROOTS, index, Bytes.wrap(BigInteger.valueOf(seconds).toByteArray())));
      writes.add(slot(SystemContracts.BEACON_ROOTS, index + RING, context.parentId().bytes()));
    }
    if (context.fork().atLeast(Fork.PRAGUE) && hasCode(SystemContracts.BLOCK_HASHES, state)) {
      writes.add(slot(SystemContracts.BLOCK_HASHES, (context.number() - 1) % RING, context.parentHash().bytes()));
    }
    return writes;
  }

  private static boolean hasCode(EvmAddress contract, StateReader state) {
    return state.get(EvmState.account(contract)).map(EvmAccount::decode)
        .flatMap(EvmAccount::codeHash).isPresent();
  }

  private static StateWrite slot(EvmAddress contract, long index, Bytes value) {
    var key = new byte[32];
    for (int i = 0; i < 8; i++) {
      key[31 - i] = (byte) (index >>> (8 * i));
    }
    var address = EvmState.slot(contract, Bytes.wrap(key));
    int zeros = 0;
    while (zeros < value.size() && value.get(zeros) == 0) {
      zeros++;
    }
    return zeros == value.size() ? new StateWrite.Delete(address)
        : new StateWrite.Set(address, value.slice(zeros, value.size()));
  }
}
