package org.atoll.seth.core;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;
import org.atoll.seth.state.Code;

/**
 * Instructions that usually follow each other, as one. {@link #of} copies stored code and puts, where such a sequence
 * begins, a byte that Ethereum gives no meaning; everything else, operands included, stays where it is, so the program
 * counter means the same. A fused instruction charges what its parts charge together. Where that or its stack is too
 * much, {@link FastLoop} goes back to the code as it was, so that it fails at the same instruction with the same gas.
 *
 * <p>Only JUMPDESTs are jumped to, and none is inside a sequence; jumps that are fused are known to land well.
 */
final class Fusion {
  static final int PUSH1_ADD = 0x0c;
  static final int PUSH1_SHL = 0x0d;
  static final int PUSH1_SHR = 0x0e;
  /** 2^160 - 1 as Solidity writes it: PUSH1 1, PUSH1 1, PUSH1 160, SHL, SUB. */
  static final int ADDRESS_MASK = 0x0f;
  /** The same and AND. */
  static final int AND_ADDRESS_MASK = 0x1f;
  static final int PUSH1_MLOAD = 0x21;
  static final int PUSH1_MSTORE = 0x22;
  static final int PUSH0_MSTORE = 0x23;
  /** DUP1, PUSH4, EQ, PUSH2, JUMPI: a contract looks which function is called. */
  static final int SELECT = 0x24;
  static final int PUSH1_JUMP = 0x25;
  static final int PUSH2_JUMP = 0x26;
  static final int PUSH1_JUMPI = 0x27;
  static final int PUSH2_JUMPI = 0x28;
  static final int ISZERO_PUSH1_JUMPI = 0x29;
  static final int ISZERO_PUSH2_JUMPI = 0x2a;
  static final int POP_POP = 0x2b;
  static final int PUSH1_PUSH1 = 0x2c;
  static final int DUP1_ISZERO = 0x2d;
  static final int PUSH1_PUSH1_MSTORE = 0x2e;
  static final int PUSH1_NOT = 0x2f;
  /** SWAPn, POP for n from 1 to 4. */
  static final int SWAP1_POP = 0xa5;
  /** PUSHn, MUL for n from 1 to 8. */
  static final int PUSH1_MUL = 0xb0;

  /** Words that a sequence may put on top of what it found, while it runs. */
  static final int MAX_GROWTH = 3;

  private static final byte[] MASK = {0x60, 1, 0x60, 1, 0x60, (byte) 0xa0, 0x1b, 0x03};

  /** What each is made of, and how many words must be there before. */
  record Parts(int words, int... opcodes) {}

  static final Map<Integer, Parts> ALL = new TreeMap<>(Map.ofEntries(
      Map.entry(PUSH1_ADD, new Parts(1, Opcode.PUSH1, Opcode.ADD)),
      Map.entry(PUSH1_SHL, new Parts(1, Opcode.PUSH1, Opcode.SHL)),
      Map.entry(PUSH1_SHR, new Parts(1, Opcode.PUSH1, Opcode.SHR)),
      Map.entry(ADDRESS_MASK, new Parts(0, Opcode.PUSH1, Opcode.PUSH1, Opcode.PUSH1, Opcode.SHL, Opcode.SUB)),
      Map.entry(AND_ADDRESS_MASK,
          new Parts(1, Opcode.PUSH1, Opcode.PUSH1, Opcode.PUSH1, Opcode.SHL, Opcode.SUB, Opcode.AND)),
      Map.entry(PUSH1_MLOAD, new Parts(0, Opcode.PUSH1, Opcode.MLOAD)),
      Map.entry(PUSH1_MSTORE, new Parts(1, Opcode.PUSH1, Opcode.MSTORE)),
      Map.entry(PUSH0_MSTORE, new Parts(1, Opcode.PUSH0, Opcode.MSTORE)),
      Map.entry(SELECT, new Parts(1, Opcode.DUP1, Opcode.PUSH1 + 3, Opcode.EQ, Opcode.PUSH2, Opcode.JUMPI)),
      Map.entry(PUSH1_JUMP, new Parts(0, Opcode.PUSH1, Opcode.JUMP)),
      Map.entry(PUSH2_JUMP, new Parts(0, Opcode.PUSH2, Opcode.JUMP)),
      Map.entry(PUSH1_JUMPI, new Parts(1, Opcode.PUSH1, Opcode.JUMPI)),
      Map.entry(PUSH2_JUMPI, new Parts(1, Opcode.PUSH2, Opcode.JUMPI)),
      Map.entry(ISZERO_PUSH1_JUMPI, new Parts(1, Opcode.ISZERO, Opcode.PUSH1, Opcode.JUMPI)),
      Map.entry(ISZERO_PUSH2_JUMPI, new Parts(1, Opcode.ISZERO, Opcode.PUSH2, Opcode.JUMPI)),
      Map.entry(POP_POP, new Parts(2, Opcode.POP, Opcode.POP)),
      Map.entry(PUSH1_PUSH1, new Parts(0, Opcode.PUSH1, Opcode.PUSH1)),
      Map.entry(PUSH1_PUSH1_MSTORE, new Parts(0, Opcode.PUSH1, Opcode.PUSH1, Opcode.MSTORE)),
      Map.entry(PUSH1_NOT, new Parts(0, Opcode.PUSH1, Opcode.NOT)),
      Map.entry(DUP1_ISZERO, new Parts(1, Opcode.DUP1, Opcode.ISZERO))));

  static {
    for (int n = 1; n <= 4; n++) {
      ALL.put(SWAP1_POP + n - 1, new Parts(n + 1, Opcode.SWAP1 + n - 1, Opcode.POP));
    }
    for (int n = 1; n <= 8; n++) {
      ALL.put(PUSH1_MUL + n - 1, new Parts(1, Opcode.PUSH1 + n - 1, Opcode.MUL));
    }
  }

  private Fusion() {}

  /** Code that is not stored runs once and is not worth it: its bytes as they are. */
  static byte[] of(Code code) {
    byte[] raw = code.padded();
    if (code.hash() == null) {
      return raw;
    }
    var fused = raw.clone();
    int pc = 0;
    while (pc < code.size()) {
      int op = raw[pc] & 0xff;
      int with = sequence(code, raw, pc, op);
      if (with != 0) {
        fused[pc] = (byte) with;
      } else if (ALL.containsKey(op)) {
        fused[pc] = (byte) Opcode.INVALID; // it has no meaning, and must not get one
      }
      pc = with == 0 ? next(pc, op)
          : end(raw, pc, requireNonNull(ALL.get(with), "a fused instruction").opcodes().length);
    }
    return fused;
  }

  private static int next(int pc, int op) {
    return pc + 1 + (op >= Opcode.PUSH1 && op <= Opcode.PUSH32 ? op - Opcode.PUSH0 : 0);
  }

  private static int end(byte[] raw, int pc, int instructions) {
    int at = pc;
    for (int i = 0; i < instructions; i++) {
      at = next(at, raw[at] & 0xff);
    }
    return at;
  }

  /** The fused instruction that begins here; 0 if none does. Beyond the code the padding is STOPs. */
  private static int sequence(Code code, byte[] raw, int pc, int op) {
    int second = raw[Math.min(next(pc, op), raw.length - 1)] & 0xff;
    return switch (op) {
      case Opcode.PUSH1 -> afterPush1(code, raw, pc, second);
      case Opcode.PUSH2 -> switch (second) {
        case Opcode.JUMP -> lands(code, two(raw, pc + 1)) ? PUSH2_JUMP : 0;
        case Opcode.JUMPI -> lands(code, two(raw, pc + 1)) ? PUSH2_JUMPI : 0;
        case Opcode.MUL -> PUSH1_MUL + 1;
        default -> 0;
      };
      case Opcode.PUSH0 -> second == Opcode.MSTORE ? PUSH0_MSTORE : 0;
      case Opcode.POP -> second == Opcode.POP ? POP_POP : 0;
      case Opcode.ISZERO -> afterIsZero(code, raw, pc, second);
      case Opcode.DUP1 -> second == Opcode.ISZERO ? DUP1_ISZERO : isSelection(code, raw, pc) ? SELECT : 0;
      default -> {
        if (op > Opcode.PUSH2 && op <= Opcode.PUSH8) {
          yield second == Opcode.MUL ? PUSH1_MUL + op - Opcode.PUSH1 : 0;
        }
        boolean swap = op >= Opcode.SWAP1 && op < Opcode.SWAP1 + 4;
        yield swap && second == Opcode.POP ? SWAP1_POP + op - Opcode.SWAP1 : 0;
      }
    };
  }

  private static int afterPush1(Code code, byte[] raw, int pc, int second) {
    return switch (second) {
      case Opcode.ADD -> PUSH1_ADD;
      case Opcode.MUL -> PUSH1_MUL;
      case Opcode.SHL -> PUSH1_SHL;
      case Opcode.SHR -> PUSH1_SHR;
      case Opcode.MLOAD -> PUSH1_MLOAD;
      case Opcode.MSTORE -> PUSH1_MSTORE;
      case Opcode.NOT -> PUSH1_NOT;
      case Opcode.JUMP -> lands(code, raw[pc + 1] & 0xff) ? PUSH1_JUMP : 0;
      case Opcode.JUMPI -> lands(code, raw[pc + 1] & 0xff) ? PUSH1_JUMPI : 0;
      case Opcode.PUSH1 -> isMask(raw, pc)
          ? (raw[pc + MASK.length] & 0xff) == Opcode.AND ? AND_ADDRESS_MASK : ADDRESS_MASK
          : (raw[pc + 4] & 0xff) == Opcode.MSTORE ? PUSH1_PUSH1_MSTORE
          : pairs(raw, pc) ? PUSH1_PUSH1 : 0;
      default -> 0;
    };
  }

  /** Whether two PUSH1 are better one than the second with what follows it. */
  private static boolean pairs(byte[] raw, int pc) {
    return switch (raw[pc + 4] & 0xff) {
      case Opcode.ADD, Opcode.MUL, Opcode.SHL, Opcode.SHR, Opcode.NOT, Opcode.MLOAD, Opcode.JUMP, Opcode.JUMPI,
          Opcode.PUSH1 -> false;
      default -> true;
    };
  }

  private static boolean isMask(byte[] raw, int pc) {
    return java.util.Arrays.equals(raw, pc, pc + MASK.length, MASK, 0, MASK.length);
  }

  private static int afterIsZero(Code code, byte[] raw, int pc, int second) {
    if (second == Opcode.PUSH1 && (raw[pc + 3] & 0xff) == Opcode.JUMPI) {
      return lands(code, raw[pc + 2] & 0xff) ? ISZERO_PUSH1_JUMPI : 0;
    }
    return second == Opcode.PUSH2 && (raw[pc + 4] & 0xff) == Opcode.JUMPI && lands(code, two(raw, pc + 2))
        ? ISZERO_PUSH2_JUMPI : 0;
  }

  private static boolean isSelection(Code code, byte[] raw, int pc) {
    return (raw[pc + 1] & 0xff) == Opcode.PUSH1 + 3 && (raw[pc + 6] & 0xff) == Opcode.EQ
        && (raw[pc + 7] & 0xff) == Opcode.PUSH2 && (raw[pc + 10] & 0xff) == Opcode.JUMPI
        && lands(code, two(raw, pc + 8));
  }

  private static int two(byte[] raw, int at) {
    return (raw[at] & 0xff) << 8 | (raw[at + 1] & 0xff);
  }

  private static boolean lands(Code code, int to) {
    return to < code.size() && (code.jumpDestinations()[to >>> 6] >>> to & 1) != 0;
  }
}
