package org.atoll.validator.execution;

import java.util.Optional;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.mempool.core.HeadView;

/** The chain up to one block, published or not, on whatever fork. */
public record LineageView(ChainBlock head, BlockStore blocks) implements HeadView {
  @Override
  public EvmAccount account(EvmAddress address) {
    return head.state().get(EvmState.account(address)).map(EvmAccount::decode).orElse(EvmAccount.EMPTY);
  }

  @Override
  public Optional<Bytes> code(Hash32 hash) {
    return head.state().get(EvmState.code(hash));
  }

  @Override
  public Optional<Bytes> state(Address address) {
    return head.state().get(address);
  }

  @Override
  public boolean contains(TransactionId id) {
    return head.lineage().contains(id) || blocks.heightOfBatch(id).isPresent();
  }

  @Override
  public boolean containsSince(TransactionId id, long height) {
    return head.lineage().contains(id) || blocks.heightOfBatch(id).filter(at -> at >= height).isPresent();
  }

  @Override
  public Optional<BlockId> blockAt(long height) {
    if (height < 0 || height > head.block().height()) {
      return Optional.empty();
    }
    return head.lineage().at(height).map(ExecutedBlock::id).or(() -> blocks.blockId(height));
  }
}
