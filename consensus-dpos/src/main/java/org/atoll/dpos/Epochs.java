package org.atoll.dpos;

import java.util.Optional;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.ReadView;

/** Which epoch a height is in. Stateless. */
final class Epochs {
  /** Guesses improve by whole epochs; so many are never needed. */
  private static final int MAX_GUESSES = 128;

  private Epochs() {}

  static boolean contains(EpochView epoch, long height) {
    return epoch.firstHeight() <= height && height <= epoch.lastHeight();
  }

  /** Of the block after {@code parent}; empty when its chain does not tell. */
  static Optional<EpochView> after(Header parent, ReadView view) {
    long height = parent.height() + 1;
    long guess = WireSlot.decode(parent.consensus()).map(WireSlot::epoch).orElse(0L);
    boolean known = false;
    for (int guesses = 0; guesses < MAX_GUESSES && guess >= 0; guesses++) {
      var epoch = view.epoch(parent.id(), guess);
      if (epoch.isEmpty()) {
        if (known || guess > Long.MAX_VALUE / 2) {
          return Optional.empty(); // beyond what is settled
        }
        guess = Math.max(1, 2 * guess); // too long ago: forgotten
        continue;
      }
      known = true;
      var found = epoch.get();
      if (contains(found, height)) {
        return epoch;
      }
      long length = found.lastHeight() - found.firstHeight() + 1;
      guess += height < found.firstHeight() ? Math.min(-1, Math.floorDiv(height - found.firstHeight(), length))
          : Math.max(1, (height - found.firstHeight()) / length);
    }
    return Optional.empty();
  }
}
