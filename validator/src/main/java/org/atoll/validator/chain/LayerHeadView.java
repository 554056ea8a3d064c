package org.atoll.validator.chain;

import java.util.Optional;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.mempool.core.HeadView;

/** The chain up to one head, published or not. */
record LayerHeadView(ChainBlock head, RecentBlocks recent, BlockStore blocks) implements HeadView {
  @Override
  public EvmAccount account(EvmAddress address) {
    return head.state().get(EvmState.account(address)).map(EvmAccount::decode).orElse(EvmAccount.EMPTY);
  }

  @Override
  public Optional<Bytes> code(Hash32 hash) {
    return head.state().get(EvmState.code(hash));
  }

  @Override
  public boolean contains(TransactionId id) {
    return recent.place(id).isPresent() || blocks.placeOf(id).isPresent();
  }

  @Override
  public Optional<BlockId> blockAt(long height) {
    if (height < 0 || height > head.block().height()) {
      return Optional.empty();
    }
    return recent.at(height).map(block -> block.id())
        .or(() -> blocks.header(height).map(header -> header.id()));
  }
}
