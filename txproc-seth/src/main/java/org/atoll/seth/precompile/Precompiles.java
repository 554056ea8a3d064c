package org.atoll.seth.precompile;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.word.Word;
import org.jspecify.annotations.Nullable;

/** Which addresses are precompiled contracts. Immutable, thread-safe. */
public final class Precompiles {
  private static final int DENSE = 0x101;
  private static final Map<Fork, Precompiles> BY_FORK = new EnumMap<>(Fork.class);

  static {
    for (var fork : Fork.values()) {
      BY_FORK.put(fork, new Precompiles(standard(fork)));
    }
  }

  private final Map<EvmAddress, Precompile> byAddress;
  /** By number, for addresses up to 0x100: all there are unless a query moved one. */
  private final @Nullable Precompile[] dense = new Precompile[DENSE];
  private final boolean allDense;

  private Precompiles(Map<EvmAddress, Precompile> byAddress) {
    this.byAddress = new TreeMap<>(byAddress);
    boolean every = true;
    for (var entry : byAddress.entrySet()) {
      var address = entry.getKey();
      var bytes = address.bytes().unsafeArray();
      long number = Word.longAt(bytes, 12);
      if (Word.longAt(bytes, 0) == 0 && Word.longAt(bytes, 4) == 0 && number >= 0 && number < DENSE) {
        dense[(int) number] = entry.getValue();
      } else {
        every = false;
      }
    }
    allDense = every;
  }

  public static Precompiles of(Fork fork) {
    var found = BY_FORK.get(fork);
    if (found == null) {
      throw new IllegalArgumentException("no precompiles for " + fork);
    }
    return found;
  }

  private static Map<EvmAddress, Precompile> standard(Fork fork) {
    var set = new TreeMap<EvmAddress, Precompile>();
    set.put(address(1), new EcRecover());
    set.put(address(2), new Sha256Hash());
    set.put(address(3), new Ripemd160Hash());
    set.put(address(4), new Identity());
    if (fork.atLeast(Fork.BYZANTIUM)) {
      set.put(address(5), ModExp.of(fork));
      set.put(address(6), Bn254Add.of(fork));
      set.put(address(7), Bn254Multiply.of(fork));
      set.put(address(8), Bn254Pairing.of(fork));
    }
    if (fork.atLeast(Fork.ISTANBUL)) {
      set.put(address(9), new Blake2F());
    }
    if (fork.atLeast(Fork.CANCUN)) {
      set.put(address(0x0a), new PointEvaluation());
    }
    if (fork.atLeast(Fork.PRAGUE)) {
      set.put(address(0x0b), new BlsAdd(1));
      set.put(address(0x0c), new BlsSum(1));
      set.put(address(0x0d), new BlsAdd(2));
      set.put(address(0x0e), new BlsSum(2));
      set.put(address(0x0f), new BlsPairing());
      set.put(address(0x10), new BlsMap(1));
      set.put(address(0x11), new BlsMap(2));
    }
    if (fork.atLeast(Fork.OSAKA)) {
      set.put(address(0x100), new P256Verify());
    }
    return set;
  }

  private static EvmAddress address(int number) {
    var bytes = new byte[EvmAddress.SIZE];
    bytes[18] = (byte) (number >>> 8);
    bytes[19] = (byte) number;
    return EvmAddress.wrap(bytes);
  }

  /** The contract at an address given as limbs, least significant first; null when it is an ordinary one. */
  public @Nullable Precompile at(long a0, long a1, int a2) {
    if (a1 == 0 && a2 == 0 && a0 >= 0 && a0 < DENSE) {
      return dense[(int) a0];
    }
    return allDense ? null : sparse(a0, a1, a2);
  }

  private @Nullable Precompile sparse(long a0, long a1, int a2) {
    var bytes = new byte[EvmAddress.SIZE];
    Word.putInt(bytes, 0, a2);
    Word.putLong(bytes, 4, a1);
    Word.putLong(bytes, 12, a0);
    return byAddress.get(EvmAddress.wrap(bytes));
  }

  public List<EvmAddress> addresses() {
    return new ArrayList<>(byAddress.keySet());
  }

  /** The same set with one contract elsewhere; empty when there is none at {@code from}. */
  public Optional<Precompiles> moved(EvmAddress from, EvmAddress to) {
    var contract = byAddress.get(from);
    if (contract == null) {
      return Optional.empty();
    }
    var copy = new TreeMap<>(byAddress);
    copy.remove(from);
    copy.put(to, contract);
    return Optional.of(new Precompiles(copy));
  }
}
