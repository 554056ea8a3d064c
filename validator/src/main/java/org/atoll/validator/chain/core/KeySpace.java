package org.atoll.validator.chain.core;

import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.value.Bytes;

/** Parts of the ordered space of addresses. */
final class KeySpace {
  private KeySpace() {}

  /**
   * Bytes from the first, up to and without the second.
   *
   * @param to empty: no end
   */
  record Part(Bytes from, Bytes to) {
    boolean contains(Bytes key) {
      return key.compareTo(from) >= 0 && isBefore(key, to);
    }
  }

  static final Part ALL = new Part(Bytes.EMPTY, Bytes.EMPTY);

  private static boolean isBefore(Bytes key, Bytes end) {
    return end.isEmpty() || key.compareTo(end) < 0;
  }

  /**
   * Cuts a part where its keys first differ.
   *
   * @param last the highest key in the part, a hint; of no use when it is not above the part's begin
   * @param pieces how many at most
   */
  static List<Part> split(Part part, Bytes last, int pieces) {
    var parts = new ArrayList<Part>();
    var from = part.from();
    if (part.contains(last) && pieces > 1) {
      int common = 0;
      while (common < Math.min(from.size(), last.size()) && from.get(common) == last.get(common)) {
        common++;
      }
      int low = digit(from, common);
      int span = digit(last, common) - low;
      var stem = last.slice(0, common);
      for (int i = 1; i < Math.min(pieces, span); i++) {
        int at = low + (int) ((long) span * i / pieces);
        var cut = stem.concat(Bytes.copyOf((byte) (at >>> 8), (byte) at));
        if (cut.compareTo(from) > 0 && isBefore(cut, part.to())) {
          parts.add(new Part(from, cut));
          from = cut;
        }
      }
    }
    parts.add(new Part(from, part.to()));
    return parts;
  }

  /** Two bytes of the key as a number; what it lacks is zero. */
  private static int digit(Bytes key, int at) {
    return (at < key.size() ? (key.get(at) & 0xff) << 8 : 0) | (at + 1 < key.size() ? key.get(at + 1) & 0xff : 0);
  }
}
