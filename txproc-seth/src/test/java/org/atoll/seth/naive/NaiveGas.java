package org.atoll.seth.naive;

import java.math.BigInteger;
import org.atoll.sdk.ethereum.Fork;

/** Prices by fork, from the Yellow Paper and the EIPs named. */
record NaiveGas(Fork fork) {
  private boolean since(Fork other) {
    return fork.atLeast(other);
  }

  /** Whether the opcode has a meaning yet. */
  boolean isDefined(int op) {
    if (op >= 0x60 && op <= 0xa4) {
      return true;
    }
    return switch (op) {
      case 0x1b, 0x1c, 0x1d, 0x3f, 0xf5 -> since(Fork.CONSTANTINOPLE); // EIP-145, 1052, 1014
      case 0x1e -> since(Fork.OSAKA); // EIP-7939
      case 0x3d, 0x3e, 0xfa, 0xfd -> since(Fork.BYZANTIUM); // EIP-211, 214, 140
      case 0x46, 0x47 -> since(Fork.ISTANBUL); // EIP-1344, 1884
      case 0x48 -> since(Fork.LONDON); // EIP-3198
      case 0x49, 0x4a, 0x5c, 0x5d, 0x5e -> since(Fork.CANCUN); // EIP-4844, 7516, 1153, 5656
      case 0x5f -> since(Fork.SHANGHAI); // EIP-3855
      case 0xf4 -> since(Fork.HOMESTEAD); // EIP-7
      case 0xf0, 0xf1, 0xf2, 0xf3, 0xff -> true;
      default -> op <= 0x0b || (op >= 0x10 && op <= 0x1a) || op == 0x20 || (op >= 0x30 && op <= 0x3c)
          || (op >= 0x40 && op <= 0x45) || (op >= 0x50 && op <= 0x5b);
    };
  }

  /** The part that depends on nothing; what reaches for accounts and slots is priced below. */
  int constant(int op) {
    if (op >= 0x5f && op <= 0x9f) {
      return op == 0x5f ? 2 : 3;
    }
    if (op >= 0xa0 && op <= 0xa4) {
      return 375 * (op - 0xa0 + 1);
    }
    return switch (op) {
      case 0x00, 0x31, 0x3b, 0x3c, 0x3f, 0x54, 0x55, 0xf1, 0xf2, 0xf3, 0xf4, 0xfa, 0xfd, 0xff -> 0;
      case 0x02, 0x04, 0x05, 0x06, 0x07, 0x0b, 0x1e, 0x47 -> 5;
      case 0x08, 0x09, 0x56 -> 8;
      case 0x0a, 0x57 -> 10;
      case 0x20 -> 30;
      case 0x40 -> 20;
      case 0x5b -> 1;
      case 0x5c, 0x5d -> 100;
      case 0xf0, 0xf5 -> 32_000;
      case 0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x48, 0x4a, 0x50, 0x58,
          0x59, 0x5a -> 2;
      default -> 3;
    };
  }

  int expByte() {
    return since(Fork.SPURIOUS_DRAGON) ? 50 : 10; // EIP-160
  }

  /** Reaching for an account: EIP-2929, before it EIP-1884 and EIP-150. */
  int account(int op, boolean warm) {
    if (since(Fork.BERLIN)) {
      return warm ? 100 : 2_600;
    }
    return switch (op) {
      case 0x31 -> since(Fork.ISTANBUL) ? 700 : since(Fork.TANGERINE_WHISTLE) ? 400 : 20;
      case 0x3f -> since(Fork.ISTANBUL) ? 700 : 400;
      case 0x3b, 0x3c -> since(Fork.TANGERINE_WHISTLE) ? 700 : 20;
      default -> since(Fork.TANGERINE_WHISTLE) ? 700 : 40; // calls
    };
  }

  int load(boolean warm) {
    if (since(Fork.BERLIN)) {
      return warm ? 100 : 2_100;
    }
    return since(Fork.ISTANBUL) ? 800 : since(Fork.TANGERINE_WHISTLE) ? 200 : 50;
  }

  record Store(long gas, long refund) {}

  /** EIP-2200 with the figures of EIP-1283, 2929 and 3529; else the Yellow Paper's simple rule. */
  Store store(BigInteger original, BigInteger current, BigInteger value, boolean warm) {
    boolean netMetered = fork == Fork.CONSTANTINOPLE || since(Fork.ISTANBUL);
    if (!netMetered) {
      boolean sets = current.signum() == 0 && value.signum() != 0;
      boolean clears = current.signum() != 0 && value.signum() == 0;
      return new Store(sets ? 20_000 : 5_000, clears ? 15_000 : 0);
    }
    long read = since(Fork.BERLIN) ? 100 : since(Fork.ISTANBUL) ? 800 : 200;
    long reset = since(Fork.BERLIN) ? 5_000 - 2_100 : 5_000;
    long clearRefund = since(Fork.LONDON) ? reset + 1_900 : 15_000;
    long cold = since(Fork.BERLIN) && !warm ? 2_100 : 0;
    if (current.equals(value)) {
      return new Store(cold + read, 0);
    }
    if (original.equals(current)) {
      return original.signum() == 0
          ? new Store(cold + 20_000, 0)
          : new Store(cold + reset, value.signum() == 0 ? clearRefund : 0);
    }
    long refund = 0;
    if (original.signum() != 0) {
      refund -= current.signum() == 0 ? clearRefund : 0;
      refund += value.signum() == 0 ? clearRefund : 0;
    }
    if (original.equals(value)) {
      refund += original.signum() == 0 ? 20_000 - read : reset - read;
    }
    return new Store(cold + read, refund);
  }

  /** EIP-150, EIP-2929. */
  int selfDestruct(boolean warm) {
    return (since(Fork.TANGERINE_WHISTLE) ? 5_000 : 0) + (since(Fork.BERLIN) && !warm ? 2_600 : 0);
  }

  /** All but one 64th (EIP-150). */
  BigInteger mostForChild(BigInteger gas) {
    return since(Fork.TANGERINE_WHISTLE) ? gas.subtract(gas.shiftRight(6)) : gas;
  }
}
