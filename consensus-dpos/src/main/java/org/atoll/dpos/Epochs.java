package org.atoll.dpos;

import java.util.Optional;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.ReadView;

/** Which epoch a height is in. Stateless. */
final class Epochs {
  /** Records of elected members are kept for 256 epochs (consensus.md §0): no step of half as many leaps over them. */
  private static final int STRIDE = 128;
  private static final int MAX_LOOKS = 1 << 16;

  private Epochs() {}

  static boolean contains(EpochView epoch, long height) {
    return epoch.firstHeight() <= height && height <= epoch.lastHeight();
  }

  /** Of the block after {@code parent}; empty when its chain does not tell. A parent of this engine says where to look. */
  static Optional<EpochView> after(Header parent, ReadView view) {
    long height = parent.height() + 1;
    var start = WireSlot.decode(parent.consensus()).flatMap(wire -> view.epoch(parent.id(), wire.epoch()));
    for (long guess = 0, looks = 0; start.isEmpty() && guess <= height && looks < MAX_LOOKS; looks++) {
      start = view.epoch(parent.id(), guess);
      guess += STRIDE;
    }
    var found = start;
    for (int looks = 0; found.isPresent() && !contains(found.get(), height) && looks < MAX_LOOKS; looks++) {
      found = view.epoch(parent.id(), found.get().epoch() + towards(found.get(), height));
    }
    return found.filter(epoch -> contains(epoch, height));
  }

  /** How many epochs further, if all have the length of this one; never none. */
  private static long towards(EpochView epoch, long height) {
    long length = epoch.lastHeight() - epoch.firstHeight() + 1;
    return Math.floorDiv(height - epoch.firstHeight(), length);
  }
}
