package org.atoll.validator.execution;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.ethereum.EthereumView;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.state.StateReader;

/** The state a block's first transaction found: its parent's, and what the validator wrote before. Immutable. */
public final class BlockStart implements StateReader {
  private final StateReader parent;
  private final Map<Address, Optional<Bytes>> written;

  private BlockStart(StateReader parent, Map<Address, Optional<Bytes>> written) {
    this.parent = parent;
    this.written = Map.copyOf(written);
  }

  /**
   * @param block any but genesis
   * @param before its parent
   * @param state after the parent
   */
  public static BlockStart of(ExecutedBlock block, ExecutedBlock before, StateReader state, ChainSettings settings) {
    var header = block.ethereum();
    var context = new EthereumView.Context(before.ethereumHash(), before.id(), header.miner(), block.height(),
        block.timestampMillis(), header.gasLimit(), header.baseFeePerGas().orElse(BigInteger.ZERO), header.mixHash(),
        settings.forkAt(block.height()));
    var written = new HashMap<Address, Optional<Bytes>>();
    for (var write : SystemWrites.atBlockStart(context, state)) {
      switch (write) {
        case StateWrite.Set(var address, var value) -> written.put(address, Optional.of(value));
        case StateWrite.Delete(var address) -> written.put(address, Optional.empty());
        case StateWrite.Clear(var prefix) -> throw new IllegalStateException("a block does not begin with a clear");
      }
    }
    return new BlockStart(state, written);
  }

  @Override
  public Optional<Bytes> get(Address address) {
    var own = written.get(address);
    return own == null ? parent.get(address) : own;
  }
}
