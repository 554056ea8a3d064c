package org.atoll.validator.finality.core;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * All ways in which three honest members and a Byzantine one can vote: four members, two blocks, three rounds. A state is the
 * histories of the honest three; whatever was voted may have arrived or not, as no message is ever lost for good or bound
 * to come.
 *
 * <p>What a rule needs are votes at earlier places than its own, and a member's votes rise in place. So every run can be put
 * in the order of places without changing any vote, and it suffices to explore those: for each place, each member votes what
 * a rule gives or leaves it out. Histories are sorted and blocks swapped to the smaller form: members and blocks are alike.
 */
final class ModelCheck {
  private static final int LAST = 2 * ModelRules.ROUNDS - 1;

  private final ModelRules rules;
  long states;
  long transitions;

  ModelCheck(ModelRules rules) {
    this.rules = rules;
  }

  /** A state in which both blocks have certificates, or −1 when there is none. */
  long findConflict() {
    return find(ModelCheck::isConflict);
  }

  /** The first such state, or −1 when there is none. */
  long find(LongPredicate wanted) {
    var layer = new StateSet();
    layer.add(0);
    for (int place = 0; place <= LAST; place++) {
      var next = new StateSet();
      for (long state : layer.toArray()) {
        long found = expand(state, place, next, wanted);
        if (found >= 0) {
          return found;
        }
      }
      states += next.size();
      layer = next;
    }
    return -1;
  }

  private long expand(long state, int place, StateSet next, LongPredicate wanted) {
    int a = history(state, 0);
    int b = history(state, 1);
    int c = history(state, 2);
    int ofA = options(a, b, c, place);
    int ofB = options(b, a, c, place);
    int ofC = options(c, a, b, place);
    for (int x = 0; x < 4; x++) {
      for (int y = 0; y < 4; y++) {
        for (int z = 0; z < 4; z++) {
          if ((ofA >> x & ofB >> y & ofC >> z & 1) != 0) {
            transitions++;
            long successor = canonical(a | x << 2 * place, b | y << 2 * place, c | z << 2 * place);
            boolean isNew = place == LAST || next.add(successor); // nothing follows the last: not kept
            if (isNew && wanted.test(successor)) {
              return successor;
            }
          }
        }
      }
    }
    return -1;
  }

  /** Bit v: may vote v at this place; bit 0, to vote nothing, is always set. */
  private int options(int own, int one, int other, int place) {
    int options = 1;
    for (var rule : rules.of(own)) {
      if (rule.place() == place && rule.isEnabled(one, other)) {
        options |= 1 << rule.value();
      }
    }
    return options;
  }

  /** Whether each block has, in some round, precommits of two honest members: the third of a quorum is Byzantine. */
  static boolean isConflict(long state) {
    return isCertified(state, 2) && isCertified(state, 3);
  }

  static boolean isCertified(long state, int value) {
    for (int round = 0; round < ModelRules.ROUNDS; round++) {
      if (isCertifiedIn(state, round, value)) {
        return true;
      }
    }
    return false;
  }

  static boolean isCertifiedIn(long state, int round, int value) {
    int count = 0;
    for (int member = 0; member < 3; member++) {
      count += ModelRules.value(history(state, member), 2 * round + 1) == value ? 1 : 0;
    }
    return count >= 2;
  }

  static int history(long state, int member) {
    return (int) (state >> 12 * member & 0xfff);
  }

  private static long canonical(int a, int b, int c) {
    return Math.min(sorted(a, b, c), sorted(swap(a), swap(b), swap(c)));
  }

  private static long sorted(int a, int b, int c) {
    int low = Math.min(a, Math.min(b, c));
    int high = Math.max(a, Math.max(b, c));
    int middle = a + b + c - low - high;
    return (long) high << 24 | (long) middle << 12 | low;
  }

  /** A for B and B for A: of each pair with the high bit, flips the low one. */
  private static int swap(int history) {
    return history ^ (history & 0xaaa) >> 1;
  }

  /** Open addressing; a state is kept plus one, as 0 is a free slot. */
  private static final class StateSet {
    private long[] table = new long[1 << 12];
    private int size;

    boolean add(long state) {
      int slot = slot(table, state + 1);
      if (table[slot] != 0) {
        return false;
      }
      table[slot] = state + 1;
      if (2 * ++size > table.length) {
        var larger = new long[2 * table.length];
        for (long key : table) {
          if (key != 0) {
            larger[slot(larger, key)] = key;
          }
        }
        table = larger;
      }
      return true;
    }

    int size() {
      return size;
    }

    long[] toArray() {
      return Arrays.stream(table).filter(key -> key != 0).map(key -> key - 1).toArray();
    }

    private static int slot(long[] table, long key) {
      int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 20) & table.length - 1;
      while (table[slot] != 0 && table[slot] != key) {
        slot = slot + 1 & table.length - 1;
      }
      return slot;
    }
  }
}
