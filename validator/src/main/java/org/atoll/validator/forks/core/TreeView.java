package org.atoll.validator.forks.core;

import java.util.Optional;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.settings.Epochs;

/**
 * The chain as of one event, for an engine on whatever thread: what came later is not in it.
 *
 * @param seen number of the event
 */
public record TreeView(ForkTree tree, FinalHeaders finals, Epochs epochs, BlockId head, BlockId lastFinal, long seen)
    implements ReadView {
  @Override
  public Optional<Header> header(BlockId id) {
    return inTree(id).map(ForkBlock::header).or(() -> finals.get(id).map(SignedHeader::engineHeader));
  }

  private Optional<ForkBlock> inTree(BlockId id) {
    return tree.get(id).filter(block -> block.seen() <= seen);
  }

  @Override
  public Optional<Header> ancestor(BlockId id, long height) {
    var at = inTree(id);
    while (at.isPresent() && at.get().height() > height && at.get().parent().isPresent()) {
      at = at.get().parent();
    }
    if (at.isPresent() && at.get().height() == height) {
      return Optional.of(at.get().header());
    }
    boolean above = at.isPresent() && at.get().height() < height;
    return above || (at.isEmpty() && finals.get(id).filter(header -> header.height() >= height).isEmpty())
        ? Optional.empty() : finals.at(height).map(SignedHeader::engineHeader);
  }

  @Override
  public Optional<EpochView> epoch(BlockId id, long epoch) {
    return Optional.of(epochs.view(epoch));
  }

  @Override
  public Optional<Bytes> state(BlockId id, Address address) {
    return tree.get(id).flatMap(ForkBlock::sealed).flatMap(sealed -> sealed.view().state(address));
  }
}
