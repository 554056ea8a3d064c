package org.atoll.seth.core;

import org.atoll.sdk.ethereum.Fork;
import org.atoll.seth.word.Word;

/** What SSTORE costs and gives back. Stateless. */
abstract class StorageRule {
  /** With this much gas or less SSTORE runs out of it (EIP-2200); -1 for no such rule. */
  final long sentry;
  /** On top when the slot is cold (EIP-2929). */
  final long coldGas;

  private StorageRule(long sentry, long coldGas) {
    this.sentry = sentry;
    this.coldGas = coldGas;
  }

  /** Gas of storing the word at {@code s[v]} over {@code current[w]}, {@code original[w]} before the transaction. */
  abstract long gas(long[] original, long[] current, int w, long[] s, int v);

  /** What is added to the refund counter; may be negative. */
  abstract long refund(long[] original, long[] current, int w, long[] s, int v);

  static StorageRule of(Fork fork) {
    if (fork.atLeast(Fork.LONDON)) {
      return new NetMetered(2_300, 2_100, 100, 2_900, 4_800); // EIP-3529
    }
    if (fork.atLeast(Fork.BERLIN)) {
      return new NetMetered(2_300, 2_100, 100, 2_900, 15_000); // EIP-2929
    }
    if (fork.atLeast(Fork.ISTANBUL)) {
      return new NetMetered(2_300, 0, 800, 5_000, 15_000); // EIP-2200
    }
    if (fork == Fork.CONSTANTINOPLE) {
      return new NetMetered(-1, 0, 200, 5_000, 15_000); // EIP-1283
    }
    return new Plain();
  }

  private static final class Plain extends StorageRule {
    Plain() {
      super(-1, 0);
    }

    @Override
    long gas(long[] original, long[] current, int w, long[] s, int v) {
      return Word.isZero(current, w) && !Word.isZero(s, v) ? 20_000 : 5_000;
    }

    @Override
    long refund(long[] original, long[] current, int w, long[] s, int v) {
      return !Word.isZero(current, w) && Word.isZero(s, v) ? 15_000 : 0;
    }
  }

  private static final class NetMetered extends StorageRule {
    private final long noop;
    private final long reset;
    private final long clearRefund;

    NetMetered(long sentry, long coldGas, long noop, long reset, long clearRefund) {
      super(sentry, coldGas);
      this.noop = noop;
      this.reset = reset;
      this.clearRefund = clearRefund;
    }

    @Override
    long gas(long[] original, long[] current, int w, long[] s, int v) {
      if (Word.equal(current, w, s, v) || !Word.equal(original, w, current, w)) {
        return noop;
      }
      return Word.isZero(original, w) ? 20_000 : reset;
    }

    @Override
    long refund(long[] original, long[] current, int w, long[] s, int v) {
      if (Word.equal(current, w, s, v)) {
        return 0;
      }
      boolean toZero = Word.isZero(s, v);
      if (Word.equal(original, w, current, w)) {
        return toZero && !Word.isZero(original, w) ? clearRefund : 0;
      }
      long refund = 0;
      if (!Word.isZero(original, w)) {
        if (Word.isZero(current, w)) {
          refund -= clearRefund;
        } else if (toZero) {
          refund += clearRefund;
        }
      }
      if (Word.equal(original, w, s, v)) {
        refund += (Word.isZero(original, w) ? 20_000 : reset) - noop;
      }
      return refund;
    }
  }
}
