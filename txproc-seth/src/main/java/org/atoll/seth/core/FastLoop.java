package org.atoll.seth.core;

import java.util.function.Function;
import org.atoll.seth.state.Code;
import org.atoll.seth.word.Division;
import org.atoll.seth.word.Word;
import org.jspecify.annotations.Nullable;

/**
 * The interpreter: one loop, one switch. Only what is short and frequent is in it; everything else is one call, to
 * {@link Operations}, because each place that calls costs the loop its registers, and because HotSpot never compiles a
 * method above 8 000 bytecodes; a test holds {@link #run} below 7 500. Knows no fork and no tracer: forks are tables,
 * tracing is another {@link Loop}.
 */
final class FastLoop implements Loop {
  private static final Function<Code, byte[]> PREPARATION = Fusion::of;
  private static final int CHECK = -1;
  private static final int FUSED_LIMIT = Frame.STACK_LONGS - 4 * Fusion.MAX_GROWTH;

  private final Machine m;
  private final DataOps data;
  private final StateOps state;
  private final Operations operations;

  FastLoop(Machine machine, DataOps data, StateOps state, Operations operations) {
    m = machine;
    this.data = data;
    this.state = state;
    this.operations = operations;
  }

  @Override
  public long run(Frame f) {
    final byte[] raw = f.code.padded();
    final byte[] fused = f.code.prepared(PREPARATION);
    byte[] code = fused;
    while (true) {
      int op = code == raw
          ? hot(f, raw, m.rules.table, f.base + Frame.STACK_LONGS, m.floor)
          : hot(f, fused, m.rules.fusedTable, f.base + FUSED_LIMIT, m.floor);
      long charged;
      if (op == CHECK) {
        if (code != raw) { // too much at once, perhaps: one by one
          code = raw;
          continue;
        }
        op = raw[f.pc] & 0xff;
        int entry = m.rules.table[op];
        charged = OpcodeTable.gas(entry);
        long why = m.slow(f, entry, f.sp, f.gas - charged);
        if (why != 0) {
          return stop(f, why, op);
        }
        f.gas -= charged;
        f.pc++;
        code = fused;
      } else {
        charged = OpcodeTable.gas(m.rules.table[op]);
      }
      if (arithmetic(f, op)) {
        continue;
      }
      int pc = f.pc;
      int sp = f.sp;
      long left = frequent(f, op, sp, f.gas);
      if (left < 0) {
        if (left == Halt.SUSPENDED) { // it will run again
          f.pc = pc - 1;
          f.sp = sp;
          f.gas += charged;
          return left;
        }
        return left == Halt.ENTER ? left : stop(f, left, op);
      }
      f.gas = left;
    }
  }

  /** Instructions that neither fail nor wait, without the way through a table; false for any other. */
  private boolean arithmetic(Frame f, int op) {
    switch (op) {
      case Opcode.DIV -> Division.div(m.stack, f.sp, m.scratch);
      case Opcode.SDIV -> Division.sdiv(m.stack, f.sp, m.scratch);
      case Opcode.MOD -> Division.mod(m.stack, f.sp, m.scratch);
      case Opcode.SMOD -> Division.smod(m.stack, f.sp, m.scratch);
      case Opcode.ADDMOD, Opcode.MULMOD -> {
        if (op == Opcode.ADDMOD) {
          Division.addmod(m.stack, f.sp, m.scratch);
        } else {
          Division.mulmod(m.stack, f.sp, m.scratch);
        }
        f.sp -= 4;
      }
      default -> {
        return false;
      }
    }
    f.sp -= 4;
    return true;
  }

  /** What programs spend their time in goes straight to its method, everything else through {@link Operations}. */
  private long frequent(Frame f, int op, int sp, long gas) {
    long left = switch (op) {
      case Opcode.SLOAD -> state.sload(f, sp, gas);
      case Opcode.SSTORE -> state.sstore(f, sp, gas);
      case Opcode.KECCAK256 -> data.keccak(f, sp, gas);
      case Opcode.MCOPY -> data.copyWithin(f, sp, gas);
      case Opcode.EXP -> data.exp(sp, gas);
      default -> operations.run(f, op, gas);
    };
    if (left >= 0) {
      f.sp -= switch (op) {
        case Opcode.SSTORE -> 8;
        case Opcode.KECCAK256, Opcode.EXP -> 4;
        case Opcode.MCOPY -> 12;
        default -> 0;
      };
    }
    return left;
  }

  private long stop(Frame f, long why, int op) {
    m.haltOpcode = op;
    m.haltWords = (f.sp - f.base) >> 2;
    return why;
  }

  /**
   * Runs until an instruction is not among its own, and answers that one, its static gas paid and the program counter
   * behind it; or until one cannot run for want of gas, stack or room, and answers {@link #CHECK}, nothing done.
   */
  private int hot(Frame f, byte[] code, int[] table, int limit, long floor) {
    final Machine m = this.m;
    final long[] s = m.stack;
    final int base = f.base;
    final long[] jumps = f.code.knownJumpDestinations();
    int pc = f.pc;
    int sp = f.sp;
    long gas = f.gas;
    int op;
    while (true) {
      op = code[pc] & 0xff;
      final int entry = table[op];
      gas -= entry & 0xffff;
      if (gas < floor || sp - (entry >>> 16) < base || sp > limit) {
        gas += entry & 0xffff;
        op = CHECK;
        break;
      }
      pc++;
      switch (op) {
        case Opcode.ADD: {
          int w = sp - 8;
          long x = s[w + 4];
          long y = s[w];
          long sum = x + y;
          long carry = ((x & y) | ((x | y) & ~sum)) >>> 63;
          s[w] = sum;
          x = s[w + 5];
          y = s[w + 1];
          sum = x + y + carry;
          carry = ((x & y) | ((x | y) & ~sum)) >>> 63;
          s[w + 1] = sum;
          x = s[w + 6];
          y = s[w + 2];
          sum = x + y + carry;
          carry = ((x & y) | ((x | y) & ~sum)) >>> 63;
          s[w + 2] = sum;
          s[w + 3] = s[w + 7] + s[w + 3] + carry;
          sp -= 4;
          continue;
        }
        case Opcode.SUB: {
          int w = sp - 8;
          long x = s[w + 4];
          long y = s[w];
          long difference = x - y;
          long borrow = ((~x & y) | ((~x | y) & difference)) >>> 63;
          s[w] = difference;
          x = s[w + 5];
          y = s[w + 1];
          difference = x - y - borrow;
          borrow = ((~x & y) | ((~x | y) & difference)) >>> 63;
          s[w + 1] = difference;
          x = s[w + 6];
          y = s[w + 2];
          difference = x - y - borrow;
          borrow = ((~x & y) | ((~x | y) & difference)) >>> 63;
          s[w + 2] = difference;
          s[w + 3] = s[w + 7] - s[w + 3] - borrow;
          sp -= 4;
          continue;
        }
        case Opcode.MUL:
          Word.mul(s, sp);
          sp -= 4;
          continue;
        case Opcode.LT: {
          boolean less = Word.less(s, sp - 4, s, sp - 8);
          sp -= 4;
          Word.set(s, sp - 4, less ? 1 : 0);
          continue;
        }
        case Opcode.GT: {
          boolean less = Word.less(s, sp - 8, s, sp - 4);
          sp -= 4;
          Word.set(s, sp - 4, less ? 1 : 0);
          continue;
        }
        case Opcode.EQ: {
          int w = sp - 8;
          boolean equal = ((s[w] ^ s[w + 4]) | (s[w + 1] ^ s[w + 5]) | (s[w + 2] ^ s[w + 6]) | (s[w + 3] ^ s[w + 7])) == 0;
          Word.set(s, w, equal ? 1 : 0);
          sp -= 4;
          continue;
        }
        case Opcode.ISZERO: {
          int w = sp - 4;
          Word.set(s, w, (s[w] | s[w + 1] | s[w + 2] | s[w + 3]) == 0 ? 1 : 0);
          continue;
        }
        case Opcode.AND: {
          int w = sp - 8;
          s[w] &= s[w + 4];
          s[w + 1] &= s[w + 5];
          s[w + 2] &= s[w + 6];
          s[w + 3] &= s[w + 7];
          sp -= 4;
          continue;
        }
        case Opcode.OR: {
          int w = sp - 8;
          s[w] |= s[w + 4];
          s[w + 1] |= s[w + 5];
          s[w + 2] |= s[w + 6];
          s[w + 3] |= s[w + 7];
          sp -= 4;
          continue;
        }
        case Opcode.XOR: {
          int w = sp - 8;
          s[w] ^= s[w + 4];
          s[w + 1] ^= s[w + 5];
          s[w + 2] ^= s[w + 6];
          s[w + 3] ^= s[w + 7];
          sp -= 4;
          continue;
        }
        case Opcode.NOT: {
          int w = sp - 4;
          s[w] = ~s[w];
          s[w + 1] = ~s[w + 1];
          s[w + 2] = ~s[w + 2];
          s[w + 3] = ~s[w + 3];
          continue;
        }
        case Opcode.SHL:
          Word.shiftLeft(s, sp);
          sp -= 4;
          continue;
        case Opcode.SHR:
          Word.shiftRight(s, sp);
          sp -= 4;
          continue;
        case Opcode.CALLER:
          s[sp] = f.caller0;
          s[sp + 1] = f.caller1;
          s[sp + 2] = f.caller2 & 0xffff_ffffL;
          s[sp + 3] = 0;
          sp += 4;
          continue;
        case Opcode.CALLVALUE:
          Word.copy(f.value, 0, s, sp);
          sp += 4;
          continue;
        case Opcode.CALLDATASIZE:
          Word.set(s, sp, f.inputSize);
          sp += 4;
          continue;
        case Opcode.POP:
          sp -= 4;
          continue;
        case Opcode.MLOAD: {
          int w = sp - 4;
          long offset = s[w];
          if ((s[w + 1] | s[w + 2] | s[w + 3]) != 0 || offset < 0 || offset > f.memorySize - 32) {
            break;
          }
          Word.load(s, w, m.memory, f.memoryBase + (int) offset);
          continue;
        }
        case Opcode.MSTORE: {
          int w = sp - 4;
          long offset = s[w];
          if ((s[w + 1] | s[w + 2] | s[w + 3]) != 0 || offset < 0 || offset > f.memorySize - 32) {
            break;
          }
          sp -= 8;
          Word.store(s, sp, m.memory, f.memoryBase + (int) offset);
          continue;
        }
        case Opcode.JUMP: {
          int w = sp - 4;
          long to = s[w];
          if ((s[w + 1] | s[w + 2] | s[w + 3]) != 0 || !lands(jumps, to)) {
            break;
          }
          pc = (int) to;
          sp -= 4;
          continue;
        }
        case Opcode.JUMPI: {
          int w = sp - 4;
          if ((s[w - 4] | s[w - 3] | s[w - 2] | s[w - 1]) == 0) {
            sp -= 8;
            continue;
          }
          long to = s[w];
          if ((s[w + 1] | s[w + 2] | s[w + 3]) != 0 || !lands(jumps, to)) {
            break;
          }
          pc = (int) to;
          sp -= 8;
          continue;
        }
        case Opcode.GAS:
          Word.set(s, sp, gas);
          sp += 4;
          continue;
        case Opcode.JUMPDEST:
          continue;
        case Opcode.PUSH0:
          Word.set(s, sp, 0);
          sp += 4;
          continue;
        case Opcode.PUSH1:
          Word.set(s, sp, code[pc] & 0xff);
          pc++;
          sp += 4;
          continue;
        case Opcode.PUSH2:
          Word.set(s, sp, (code[pc] & 0xff) << 8 | (code[pc + 1] & 0xff));
          pc += 2;
          sp += 4;
          continue;
        case 0x62: case 0x63: case 0x64: case 0x65: case 0x66: case 0x67: { // PUSH3 to PUSH8
          int size = op - Opcode.PUSH0;
          Word.set(s, sp, Word.longAt(code, pc) >>> (64 - (size << 3)));
          pc += size;
          sp += 4;
          continue;
        }
        case 0x68: case 0x69: case 0x6a: case 0x6b: case 0x6c: case 0x6d: case 0x6e: case 0x6f:
        case 0x70: case 0x71: case 0x72: case 0x73: case 0x74: case 0x75: case 0x76: case 0x77:
        case 0x78: case 0x79: case 0x7a: case 0x7b: case 0x7c: case 0x7d: case 0x7e: case 0x7f: { // PUSH9 to PUSH32
          int size = op - Opcode.PUSH0;
          Word.loadTop(s, sp, code, pc, size);
          pc += size;
          sp += 4;
          continue;
        }
        case 0x80: case 0x81: case 0x82: case 0x83: case 0x84: case 0x85: case 0x86: case 0x87:
        case 0x88: case 0x89: case 0x8a: case 0x8b: case 0x8c: case 0x8d: case 0x8e: case 0x8f: { // DUP1 to DUP16
          int from = sp - ((op - Opcode.DUP1 + 1) << 2);
          s[sp] = s[from];
          s[sp + 1] = s[from + 1];
          s[sp + 2] = s[from + 2];
          s[sp + 3] = s[from + 3];
          sp += 4;
          continue;
        }
        case 0x90: case 0x91: case 0x92: case 0x93: case 0x94: case 0x95: case 0x96: case 0x97:
        case 0x98: case 0x99: case 0x9a: case 0x9b: case 0x9c: case 0x9d: case 0x9e: case 0x9f: { // SWAP1 to SWAP16
          int top = sp - 4;
          int with = top - ((op - Opcode.SWAP1 + 1) << 2);
          long t0 = s[top];
          long t1 = s[top + 1];
          long t2 = s[top + 2];
          long t3 = s[top + 3];
          s[top] = s[with];
          s[top + 1] = s[with + 1];
          s[top + 2] = s[with + 2];
          s[top + 3] = s[with + 3];
          s[with] = t0;
          s[with + 1] = t1;
          s[with + 2] = t2;
          s[with + 3] = t3;
          continue;
        }
        case Fusion.PUSH1_ADD: {
          int w = sp - 4;
          long sum = s[w] + (code[pc] & 0xff);
          s[w] = sum;
          if (Long.compareUnsigned(sum, code[pc] & 0xff) < 0 && ++s[w + 1] == 0 && ++s[w + 2] == 0) {
            s[w + 3]++;
          }
          pc += 2;
          continue;
        }
        case Fusion.PUSH1_SHL:
          Word.shiftLeft(s, sp - 4, code[pc] & 0xff);
          pc += 2;
          continue;
        case Fusion.PUSH1_SHR:
          Word.shiftRight(s, sp - 4, code[pc] & 0xff);
          pc += 2;
          continue;
        case Fusion.ADDRESS_MASK:
          s[sp] = -1;
          s[sp + 1] = -1;
          s[sp + 2] = 0xffff_ffffL;
          s[sp + 3] = 0;
          sp += 4;
          pc += 7;
          continue;
        case Fusion.AND_ADDRESS_MASK:
          s[sp - 2] &= 0xffff_ffffL;
          s[sp - 1] = 0;
          pc += 8;
          continue;
        case Fusion.PUSH1_MLOAD: {
          int offset = code[pc] & 0xff;
          pc += 2;
          if (offset > f.memorySize - 32) {
            Word.set(s, sp, offset);
            sp += 4;
            op = Opcode.MLOAD;
            break;
          }
          Word.load(s, sp, m.memory, f.memoryBase + offset);
          sp += 4;
          continue;
        }
        case Fusion.PUSH1_MSTORE:
        case Fusion.PUSH0_MSTORE: {
          int offset = 0;
          if (op == Fusion.PUSH1_MSTORE) {
            offset = code[pc] & 0xff;
            pc++;
          }
          pc++;
          if (offset > f.memorySize - 32) {
            Word.set(s, sp, offset);
            sp += 4;
            op = Opcode.MSTORE;
            break;
          }
          sp -= 4;
          Word.store(s, sp, m.memory, f.memoryBase + offset);
          continue;
        }
        case Fusion.PUSH1_PUSH1_MSTORE: {
          int offset = code[pc + 2] & 0xff;
          if (offset > f.memorySize - 32) {
            Word.set(s, sp, code[pc] & 0xff);
            Word.set(s, sp + 4, offset);
            sp += 8;
            pc += 4;
            op = Opcode.MSTORE;
            break;
          }
          Word.putSmall(m.memory, f.memoryBase + offset, code[pc] & 0xff);
          pc += 4;
          continue;
        }
        case Fusion.PUSH1_NOT:
          s[sp] = ~(code[pc] & 0xffL);
          s[sp + 1] = -1;
          s[sp + 2] = -1;
          s[sp + 3] = -1;
          sp += 4;
          pc += 2;
          continue;
        case Fusion.SELECT: {
          int w = sp - 4;
          boolean here = s[w] == (Word.intAt(code, pc + 1) & 0xffff_ffffL) && (s[w + 1] | s[w + 2] | s[w + 3]) == 0;
          pc = here ? (code[pc + 7] & 0xff) << 8 | (code[pc + 8] & 0xff) : pc + 10;
          continue;
        }
        case Fusion.PUSH1_JUMP:
          pc = code[pc] & 0xff;
          continue;
        case Fusion.PUSH2_JUMP:
          pc = (code[pc] & 0xff) << 8 | (code[pc + 1] & 0xff);
          continue;
        case Fusion.PUSH1_JUMPI:
          sp -= 4;
          pc = (s[sp] | s[sp + 1] | s[sp + 2] | s[sp + 3]) == 0 ? pc + 2 : code[pc] & 0xff;
          continue;
        case Fusion.PUSH2_JUMPI:
          sp -= 4;
          pc = (s[sp] | s[sp + 1] | s[sp + 2] | s[sp + 3]) == 0
              ? pc + 3 : (code[pc] & 0xff) << 8 | (code[pc + 1] & 0xff);
          continue;
        case Fusion.ISZERO_PUSH1_JUMPI:
          sp -= 4;
          pc = (s[sp] | s[sp + 1] | s[sp + 2] | s[sp + 3]) != 0 ? pc + 3 : code[pc + 1] & 0xff;
          continue;
        case Fusion.ISZERO_PUSH2_JUMPI:
          sp -= 4;
          pc = (s[sp] | s[sp + 1] | s[sp + 2] | s[sp + 3]) != 0
              ? pc + 4 : (code[pc + 1] & 0xff) << 8 | (code[pc + 2] & 0xff);
          continue;
        case Fusion.POP_POP:
          sp -= 8;
          pc++;
          continue;
        case Fusion.PUSH1_PUSH1:
          Word.set(s, sp, code[pc] & 0xff);
          Word.set(s, sp + 4, code[pc + 2] & 0xff);
          sp += 8;
          pc += 3;
          continue;
        case Fusion.DUP1_ISZERO:
          Word.set(s, sp, (s[sp - 4] | s[sp - 3] | s[sp - 2] | s[sp - 1]) == 0 ? 1 : 0);
          sp += 4;
          pc++;
          continue;
        case 0xa5: case 0xa6: case 0xa7: case 0xa8: { // Fusion.SWAP1_POP and on
          sp -= 4;
          int to = sp - ((op - Fusion.SWAP1_POP + 1) << 2);
          s[to] = s[sp];
          s[to + 1] = s[sp + 1];
          s[to + 2] = s[sp + 2];
          s[to + 3] = s[sp + 3];
          pc++;
          continue;
        }
        case 0xb0: case 0xb1: case 0xb2: case 0xb3: case 0xb4: case 0xb5: case 0xb6: case 0xb7: { // Fusion.PUSH1_MUL
          int size = op - Fusion.PUSH1_MUL + 1;
          Word.multiply(s, sp - 4, Word.longAt(code, pc) >>> (64 - (size << 3)));
          pc += size + 1;
          continue;
        }
        default:
          break;
      }
      break; // not one of these
    }
    f.pc = pc;
    f.sp = sp;
    f.gas = gas;
    return op;
  }

  /** False for {@code jumps} that are not known yet. */
  private static boolean lands(long @Nullable [] jumps, long to) {
    return jumps != null && to >= 0 && to >>> 6 < jumps.length && (jumps[(int) (to >>> 6)] >>> to & 1) != 0;
  }
}
