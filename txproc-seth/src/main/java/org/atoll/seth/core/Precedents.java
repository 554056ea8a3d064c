package org.atoll.seth.core;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.seth.state.Code;
import org.atoll.seth.state.Touched;

/**
 * What a function of a contract will want: the keys that its last two runs both touched. A run that begins asks for them
 * together, instead of stopping at each. Functions are told apart by code and selector, so contracts of the same code
 * learn from each other. Only runs that had to wait for state teach; whether one is right changes no result. Thread-safe.
 */
final class Precedents {
  /** Keys kept for a function. */
  static final int MAX_KEYS = 64;
  private static final int FUNCTIONS = 16_384;
  private static final int SELECTOR_SIZE = 4;

  private record Function(Hash32 code, Bytes selector) {}

  /** @param common what the last run and the one before it both touched */
  private record Known(Touched last, Touched common) {}

  private final Cache<Function, Known> functions =
      Caffeine.newBuilder().maximumSize(FUNCTIONS).executor(Runnable::run).build();

  /** State keys a call of the code at {@code self} will probably need, beside the account and the code itself. */
  List<Address> of(Code code, Bytes data, EvmAddress self) {
    var hash = code.hash();
    var known = hash == null ? null : functions.getIfPresent(function(hash, data));
    if (known == null) {
      return List.of();
    }
    var keys = new ArrayList<>(known.common.others());
    known.common.ownSlots().forEach(slot -> keys.add(EvmState.slot(self, slot)));
    return keys;
  }

  /** Takes note of a run that had to wait. */
  void add(Code code, Bytes data, Touched touched) {
    var hash = code.hash();
    if (hash != null) {
      functions.asMap().merge(function(hash, data), new Known(touched, Touched.NOTHING),
          (before, now) -> new Known(touched, common(before.last, touched)));
    }
  }

  private static Touched common(Touched before, Touched now) {
    var slots = new HashSet<>(before.ownSlots());
    var others = new HashSet<>(before.others());
    return new Touched(now.ownSlots().stream().filter(slots::contains).toList(),
        now.others().stream().filter(others::contains).toList());
  }

  private static Function function(Hash32 code, Bytes data) {
    return new Function(code, data.slice(0, Math.min(data.size(), SELECTOR_SIZE)));
  }
}
