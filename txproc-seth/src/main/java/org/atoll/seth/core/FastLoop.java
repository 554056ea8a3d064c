package org.atoll.seth.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.Function;
import org.atoll.seth.state.Code;
import org.atoll.seth.word.Division;
import org.atoll.seth.word.Word;

/**
 * The interpreter: one loop, one switch. Only what is short and frequent is in it; everything else is one call, to
 * {@link Operations}, because each place that calls costs the loop its registers, and because HotSpot never compiles a
 * method above 8 000 bytecodes; a test holds {@link #hot} below 7 500. Knows no fork and no tracer: forks are tables,
 * tracing is another {@link Loop}.
 */
final class FastLoop implements Loop {
  private static final Function<Code, byte[]> PREPARATION = Fusion::of;
  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long[] NO_JUMPS = {};
  /** An index into the stack arena, which is at most 1 025 frames of 4 104 longs, has at most so many bits. */
  private static final int INDEX_BITS = 23;
  private static final int INDEX = (1 << INDEX_BITS) - 1;
  private static final int CHECK = -1;
  /** Of the stack, in longs, up to which every instruction has room, fused ones included. */
  private static final int LIMIT = Frame.STACK_LONGS - 4 * Fusion.MAX_GROWTH;

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
    final byte[] code = f.code.prepared(PREPARATION);
    final int[] table = code == raw ? m.rules.table : m.rules.fusedTable;
    while (true) {
      long[] jumps = f.code.knownJumpDestinations();
      int op = hot(f, code, table, m.stack, jumps == null ? NO_JUMPS : jumps, f.base, f.base + LIMIT);
      if (op == CHECK) { // too much at once, perhaps: the first part alone
        op = raw[f.pc] & 0xff;
        int entry = m.rules.table[op];
        long rest = f.gas - OpcodeTable.gas(entry);
        long why = m.slow(f, entry, f.sp, rest);
        if (why != 0) {
          return stop(f, why, op);
        }
        f.gas = rest;
        f.pc++;
      }
      int sp = f.sp;
      long left = one(f, op, sp, f.gas);
      if (left >= 0) {
        f.gas = left;
      } else if (left == Halt.SUSPENDED) { // it will run again
        f.pc--;
        f.sp = sp;
        f.gas += OpcodeTable.gas(m.rules.table[op]);
        return left;
      } else {
        return left == Halt.ENTER ? left : stop(f, left, op);
      }
    }
  }

  /** What programs spend their time in goes straight to its method, everything else through {@link Operations}. */
  private long one(Frame f, int op, int sp, long gas) {
    long left = gas;
    switch (op) {
      case Opcode.DIV -> Division.div(m.stack, sp, m.scratch);
      case Opcode.SDIV -> Division.sdiv(m.stack, sp, m.scratch);
      case Opcode.MOD -> Division.mod(m.stack, sp, m.scratch);
      case Opcode.SMOD -> Division.smod(m.stack, sp, m.scratch);
      case Opcode.EXP -> left = data.exp(sp, gas);
      case Opcode.KECCAK256 -> left = data.keccak(f, sp, gas);
      case Opcode.ADDMOD -> {
        Division.addmod(m.stack, sp, m.scratch);
        f.sp = sp - 8;
        return gas;
      }
      case Opcode.MULMOD -> {
        Division.mulmod(m.stack, sp, m.scratch);
        f.sp = sp - 8;
        return gas;
      }
      case Opcode.SLOAD -> {
        return state.sload(f, sp, gas);
      }
      case Opcode.SSTORE -> {
        left = state.sstore(f, sp, gas);
        f.sp = left < 0 ? sp : sp - 8;
        return left;
      }
      case Opcode.MCOPY -> {
        left = data.copyWithin(f, sp, gas);
        f.sp = left < 0 ? sp : sp - 12;
        return left;
      }
      default -> {
        return operations.run(f, op, gas);
      }
    }
    f.sp = left < 0 ? sp : sp - 4;
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
   *
   * <p>Its speed depends on what C2 makes of it. It calls nothing but what is always replaced by instructions, because
   * a call costs the loop its registers; {@code MethodSizeTest} holds it to that. No condition jumps back to the head,
   * because there a safepoint would keep the comparison's outcome. And what cases have in common, each of
   * {@code sp - 8} to {@code sp + 7} for example, C2 computes before the switch, for every instruction: so each case
   * masks {@code sp} with bits of its own, above those an index can have, and nothing is in common.
   *
   * <p>A jump leaves the switch, pays for the JUMPDEST it lands on, and skips it.
   */
  private int hot(Frame f, byte[] code, int[] table, long[] s, long[] jumps, int base, int limit) {
    int pc = f.pc;
    int sp = f.sp;
    long gas = f.gas - m.floor;
    int op;
    running:
    while (true) {
      op = code[pc] & 0xff;
      final int entry = table[op];
      gas -= entry & 0xffff;
      if (gas < 0 || sp - (entry >>> 16) < base || sp > limit) {
        gas += entry & 0xffff;
        op = CHECK;
        break;
      }
      pc++;
      switch (op) {
        case Opcode.ADD: {
          int w = (sp & (INDEX | Opcode.ADD << INDEX_BITS)) - 8;
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
          sp = w + 4;
          continue;
        }
        case Opcode.SUB: {
          int w = (sp & (INDEX | Opcode.SUB << INDEX_BITS)) - 8;
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
          sp = w + 4;
          continue;
        }
        case Opcode.MUL: {
          int w = (sp & (INDEX | Opcode.MUL << INDEX_BITS)) - 8;
          long a0 = s[w + 4];
          long b0 = s[w];
          long a1 = s[w + 5];
          long b1 = s[w + 1];
          long a2 = s[w + 6];
          long b2 = s[w + 2];
          s[w + 3] = a0 * s[w + 3] + a1 * b2 + a2 * b1 + s[w + 7] * b0;
          long r1 = Math.unsignedMultiplyHigh(a0, b0);
          s[w] = a0 * b0;
          long part = a0 * b1;
          long sum = r1 + part;
          long high = Math.unsignedMultiplyHigh(a0, b1) + (((r1 & part) | ((r1 | part) & ~sum)) >>> 63);
          part = a1 * b0;
          r1 = sum + part;
          long r2 = Math.unsignedMultiplyHigh(a1, b0) + (((sum & part) | ((sum | part) & ~r1)) >>> 63);
          s[w + 1] = r1;
          sum = r2 + high;
          long r3 = ((r2 & high) | ((r2 | high) & ~sum)) >>> 63;
          part = a0 * b2;
          r2 = sum + part;
          r3 += Math.unsignedMultiplyHigh(a0, b2) + (((sum & part) | ((sum | part) & ~r2)) >>> 63);
          part = a1 * b1;
          sum = r2 + part;
          r3 += Math.unsignedMultiplyHigh(a1, b1) + (((r2 & part) | ((r2 | part) & ~sum)) >>> 63);
          part = a2 * b0;
          r2 = sum + part;
          s[w + 2] = r2;
          s[w + 3] += r3 + Math.unsignedMultiplyHigh(a2, b0) + (((sum & part) | ((sum | part) & ~r2)) >>> 63);
          sp = w + 4;
          continue;
        }
        case Opcode.LT: {
          int w = (sp & (INDEX | Opcode.LT << INDEX_BITS)) - 8;
          long x = s[w + 7];
          long y = s[w + 3];
          if (x == y) {
            x = s[w + 6];
            y = s[w + 2];
            if (x == y) {
              x = s[w + 5];
              y = s[w + 1];
              if (x == y) {
                x = s[w + 4];
                y = s[w];
              }
            }
          }
          s[w] = x + Long.MIN_VALUE < y + Long.MIN_VALUE ? 1 : 0;
          s[w + 1] = 0;
          s[w + 2] = 0;
          s[w + 3] = 0;
          sp = w + 4;
          continue;
        }
        case Opcode.GT: {
          int w = (sp & (INDEX | Opcode.GT << INDEX_BITS)) - 8;
          long x = s[w + 3];
          long y = s[w + 7];
          if (x == y) {
            x = s[w + 2];
            y = s[w + 6];
            if (x == y) {
              x = s[w + 1];
              y = s[w + 5];
              if (x == y) {
                x = s[w];
                y = s[w + 4];
              }
            }
          }
          s[w] = x + Long.MIN_VALUE < y + Long.MIN_VALUE ? 1 : 0;
          s[w + 1] = 0;
          s[w + 2] = 0;
          s[w + 3] = 0;
          sp = w + 4;
          continue;
        }
        case Opcode.EQ: {
          int w = (sp & (INDEX | Opcode.EQ << INDEX_BITS)) - 8;
          boolean equal =
              ((s[w] ^ s[w + 4]) | (s[w + 1] ^ s[w + 5]) | (s[w + 2] ^ s[w + 6]) | (s[w + 3] ^ s[w + 7])) == 0;
          s[w] = equal ? 1 : 0;
          s[w + 1] = 0;
          s[w + 2] = 0;
          s[w + 3] = 0;
          sp = w + 4;
          continue;
        }
        case Opcode.ISZERO: {
          int w = (sp & (INDEX | Opcode.ISZERO << INDEX_BITS)) - 4;
          s[w] = (s[w] | s[w + 1] | s[w + 2] | s[w + 3]) == 0 ? 1 : 0;
          s[w + 1] = 0;
          s[w + 2] = 0;
          s[w + 3] = 0;
          continue;
        }
        case Opcode.AND: {
          int w = (sp & (INDEX | Opcode.AND << INDEX_BITS)) - 8;
          s[w] &= s[w + 4];
          s[w + 1] &= s[w + 5];
          s[w + 2] &= s[w + 6];
          s[w + 3] &= s[w + 7];
          sp = w + 4;
          continue;
        }
        case Opcode.OR: {
          int w = (sp & (INDEX | Opcode.OR << INDEX_BITS)) - 8;
          s[w] |= s[w + 4];
          s[w + 1] |= s[w + 5];
          s[w + 2] |= s[w + 6];
          s[w + 3] |= s[w + 7];
          sp = w + 4;
          continue;
        }
        case Opcode.XOR: {
          int w = (sp & (INDEX | Opcode.XOR << INDEX_BITS)) - 8;
          s[w] ^= s[w + 4];
          s[w + 1] ^= s[w + 5];
          s[w + 2] ^= s[w + 6];
          s[w + 3] ^= s[w + 7];
          sp = w + 4;
          continue;
        }
        case Opcode.NOT: {
          int w = (sp & (INDEX | Opcode.NOT << INDEX_BITS)) - 4;
          s[w] = ~s[w];
          s[w + 1] = ~s[w + 1];
          s[w + 2] = ~s[w + 2];
          s[w + 3] = ~s[w + 3];
          continue;
        }
        case Opcode.SHL: {
          int w = (sp & (INDEX | Opcode.SHL << INDEX_BITS)) - 8;
          int distance = (int) s[w + 4];
          if ((s[w + 5] | s[w + 6] | s[w + 7] | (s[w + 4] & ~0xff)) != 0) {
            s[w] = 0;
            s[w + 1] = 0;
            s[w + 2] = 0;
            s[w + 3] = 0;
            sp = w + 4;
            continue;
          }
          long x0 = s[w];
          long x1 = s[w + 1];
          long x2 = s[w + 2];
          long x3 = s[w + 3];
          if (distance >= 128) {
            x3 = x1;
            x2 = x0;
            x1 = 0;
            x0 = 0;
          }
          if ((distance & 64) != 0) {
            x3 = x2;
            x2 = x1;
            x1 = x0;
            x0 = 0;
          }
          int rest = ~distance & 63; // after a shift by 1: together 64 less the distance, also when that is 0
          s[w] = x0 << distance;
          s[w + 1] = x1 << distance | x0 >>> 1 >>> rest;
          s[w + 2] = x2 << distance | x1 >>> 1 >>> rest;
          s[w + 3] = x3 << distance | x2 >>> 1 >>> rest;
          sp = w + 4;
          continue;
        }
        case Opcode.SHR: {
          int w = (sp & (INDEX | Opcode.SHR << INDEX_BITS)) - 8;
          int distance = (int) s[w + 4];
          if ((s[w + 5] | s[w + 6] | s[w + 7] | (s[w + 4] & ~0xff)) != 0) {
            s[w] = 0;
            s[w + 1] = 0;
            s[w + 2] = 0;
            s[w + 3] = 0;
            sp = w + 4;
            continue;
          }
          long x0 = s[w];
          long x1 = s[w + 1];
          long x2 = s[w + 2];
          long x3 = s[w + 3];
          if (distance >= 128) {
            x0 = x2;
            x1 = x3;
            x2 = 0;
            x3 = 0;
          }
          if ((distance & 64) != 0) {
            x0 = x1;
            x1 = x2;
            x2 = x3;
            x3 = 0;
          }
          int rest = ~distance & 63;
          s[w] = x0 >>> distance | x1 << 1 << rest;
          s[w + 1] = x1 >>> distance | x2 << 1 << rest;
          s[w + 2] = x2 >>> distance | x3 << 1 << rest;
          s[w + 3] = x3 >>> distance;
          sp = w + 4;
          continue;
        }
        case Opcode.ADDRESS: {
          int p = sp & (INDEX | Opcode.ADDRESS << INDEX_BITS);
          s[p] = f.self.a0;
          s[p + 1] = f.self.a1;
          s[p + 2] = f.self.a2 & 0xffff_ffffL;
          s[p + 3] = 0;
          sp = p + 4;
          continue;
        }
        case Opcode.CALLER: {
          int p = sp & (INDEX | Opcode.CALLER << INDEX_BITS);
          s[p] = f.caller0;
          s[p + 1] = f.caller1;
          s[p + 2] = f.caller2 & 0xffff_ffffL;
          s[p + 3] = 0;
          sp = p + 4;
          continue;
        }
        case Opcode.CALLVALUE: {
          int p = sp & (INDEX | Opcode.CALLVALUE << INDEX_BITS);
          s[p] = f.value[0];
          s[p + 1] = f.value[1];
          s[p + 2] = f.value[2];
          s[p + 3] = f.value[3];
          sp = p + 4;
          continue;
        }
        case Opcode.CALLDATALOAD: {
          int w = (sp & (INDEX | Opcode.CALLDATALOAD << INDEX_BITS)) - 4;
          long asked = s[w];
          if ((s[w + 1] | s[w + 2] | s[w + 3]) != 0 || asked < 0 || asked > f.inputSize - 32) {
            break running;
          }
          byte[] from = f.input;
          int offset = f.inputAt + (int) asked;
          s[w + 3] = (long) LONG.get(from, offset);
          s[w + 2] = (long) LONG.get(from, offset + 8);
          s[w + 1] = (long) LONG.get(from, offset + 16);
          s[w] = (long) LONG.get(from, offset + 24);
          continue;
        }
        case Opcode.CALLDATASIZE: {
          int p = sp & (INDEX | Opcode.CALLDATASIZE << INDEX_BITS);
          s[p] = f.inputSize;
          s[p + 1] = 0;
          s[p + 2] = 0;
          s[p + 3] = 0;
          sp = p + 4;
          continue;
        }
        case Opcode.RETURNDATASIZE: {
          int p = sp & (INDEX | Opcode.RETURNDATASIZE << INDEX_BITS);
          s[p] = m.returnedSize;
          s[p + 1] = 0;
          s[p + 2] = 0;
          s[p + 3] = 0;
          sp = p + 4;
          continue;
        }
        case Opcode.POP: {
          int p = sp & (INDEX | Opcode.POP << INDEX_BITS);
          sp = p - 4;
          continue;
        }
        case Opcode.JUMPDEST:
          continue;
        case Fusion.POP_POP: {
          int p = sp & (INDEX | Fusion.POP_POP << INDEX_BITS);
          sp = p - 8;
          pc++;
          continue;
        }
        case Opcode.MLOAD: {
          int w = (sp & (INDEX | Opcode.MLOAD << INDEX_BITS)) - 4;
          long asked = s[w];
          if ((s[w + 1] | s[w + 2] | s[w + 3]) != 0 || asked < 0 || asked > f.memorySize - 32) {
            break running;
          }
          byte[] from = m.memory;
          int offset = f.memoryBase + (int) asked;
          s[w + 3] = (long) LONG.get(from, offset);
          s[w + 2] = (long) LONG.get(from, offset + 8);
          s[w + 1] = (long) LONG.get(from, offset + 16);
          s[w] = (long) LONG.get(from, offset + 24);
          continue;
        }
        case Opcode.MSTORE: {
          int w = (sp & (INDEX | Opcode.MSTORE << INDEX_BITS)) - 8;
          long asked = s[w + 4];
          if ((s[w + 5] | s[w + 6] | s[w + 7]) != 0 || asked < 0 || asked > f.memorySize - 32) {
            break running;
          }
          byte[] to = m.memory;
          int offset = f.memoryBase + (int) asked;
          LONG.set(to, offset, s[w + 3]);
          LONG.set(to, offset + 8, s[w + 2]);
          LONG.set(to, offset + 16, s[w + 1]);
          LONG.set(to, offset + 24, s[w]);
          sp = w;
          continue;
        }
        case Opcode.JUMP: {
          int w = (sp & (INDEX | Opcode.JUMP << INDEX_BITS)) - 4;
          long to = s[w];
          if ((s[w + 1] | s[w + 2] | s[w + 3]) != 0 || to >>> 6 >= jumps.length
              || (jumps[(int) (to >>> 6)] >>> to & 1) == 0) {
            break running;
          }
          sp = w;
          pc = (int) to;
          break;
        }
        case Opcode.JUMPI: {
          int w = (sp & (INDEX | Opcode.JUMPI << INDEX_BITS)) - 8;
          if ((s[w] | s[w + 1] | s[w + 2] | s[w + 3]) == 0) {
            sp = w;
            continue;
          }
          long to = s[w + 4];
          if ((s[w + 5] | s[w + 6] | s[w + 7]) != 0 || to >>> 6 >= jumps.length
              || (jumps[(int) (to >>> 6)] >>> to & 1) == 0) {
            break running;
          }
          sp = w;
          pc = (int) to;
          break;
        }
        case Opcode.GAS: {
          int p = sp & (INDEX | Opcode.GAS << INDEX_BITS);
          s[p] = gas + m.floor;
          s[p + 1] = 0;
          s[p + 2] = 0;
          s[p + 3] = 0;
          sp = p + 4;
          continue;
        }
        case Opcode.PUSH0: {
          int p = sp & (INDEX | Opcode.PUSH0 << INDEX_BITS);
          s[p] = 0;
          s[p + 1] = 0;
          s[p + 2] = 0;
          s[p + 3] = 0;
          sp = p + 4;
          continue;
        }
        case Opcode.PUSH1: {
          int p = sp & (INDEX | Opcode.PUSH1 << INDEX_BITS);
          s[p] = code[pc] & 0xff;
          s[p + 1] = 0;
          s[p + 2] = 0;
          s[p + 3] = 0;
          sp = p + 4;
          pc++;
          continue;
        }
        case Opcode.PUSH2: {
          int p = sp & (INDEX | Opcode.PUSH2 << INDEX_BITS);
          s[p] = (code[pc] & 0xff) << 8 | (code[pc + 1] & 0xff);
          s[p + 1] = 0;
          s[p + 2] = 0;
          s[p + 3] = 0;
          sp = p + 4;
          pc += 2;
          continue;
        }
        case 0x62: case 0x63: case 0x64: case 0x65: case 0x66: case 0x67: { // PUSH3 to PUSH8
          int p = sp & (INDEX | 0x62 << INDEX_BITS);
          s[p] = (long) LONG.get(code, pc) >>> ((Opcode.PUSH0 - op) << 3); // shifts are modulo 64
          s[p + 1] = 0;
          s[p + 2] = 0;
          s[p + 3] = 0;
          sp = p + 4;
          pc += op - Opcode.PUSH0;
          continue;
        }
        case 0x68: case 0x69: case 0x6a: case 0x6b: case 0x6c: case 0x6d: case 0x6e: case 0x6f:
        case 0x70: case 0x71: case 0x72: case 0x73: case 0x74: case 0x75: case 0x76: case 0x77:
        case 0x78: case 0x79: case 0x7a: case 0x7b: case 0x7c: case 0x7d: case 0x7e: case 0x7f: { // PUSH9 to PUSH32
          int p = sp & (INDEX | 0x68 << INDEX_BITS);
          long x3 = (long) LONG.get(code, pc);
          long x2 = (long) LONG.get(code, pc + 8);
          long x1 = (long) LONG.get(code, pc + 16);
          long x0 = (long) LONG.get(code, pc + 24);
          if (op <= 0x6f) { // at most 16 bytes
            x0 = x2;
            x1 = x3;
            x2 = 0;
            x3 = 0;
          }
          if ((op & 8) == 0) { // 17 to 24 bytes
            x0 = x1;
            x1 = x2;
            x2 = x3;
            x3 = 0;
          }
          int right = (Opcode.PUSH0 - op) << 3;
          int left = ~right & 63;
          s[p] = x0 >>> right | x1 << 1 << left;
          s[p + 1] = x1 >>> right | x2 << 1 << left;
          s[p + 2] = x2 >>> right | x3 << 1 << left;
          s[p + 3] = x3 >>> right;
          sp = p + 4;
          pc += op - Opcode.PUSH0;
          continue;
        }
        case 0x80: case 0x81: case 0x82: case 0x83: case 0x84: case 0x85: case 0x86: case 0x87:
        case 0x88: case 0x89: case 0x8a: case 0x8b: case 0x8c: case 0x8d: case 0x8e: case 0x8f: { // DUP1 to DUP16
          int p = sp & (INDEX | 0x80 << INDEX_BITS);
          int from = p - (entry >>> 16);
          s[p] = s[from];
          s[p + 1] = s[from + 1];
          s[p + 2] = s[from + 2];
          s[p + 3] = s[from + 3];
          sp = p + 4;
          continue;
        }
        case 0x90: case 0x91: case 0x92: case 0x93: case 0x94: case 0x95: case 0x96: case 0x97:
        case 0x98: case 0x99: case 0x9a: case 0x9b: case 0x9c: case 0x9d: case 0x9e: case 0x9f: { // SWAP1 to SWAP16
          int p = sp & (INDEX | 0x90 << INDEX_BITS);
          int with = p - (entry >>> 16);
          int top = p - 4;
          long x0 = s[top];
          long x1 = s[top + 1];
          long x2 = s[top + 2];
          long x3 = s[top + 3];
          s[top] = s[with];
          s[top + 1] = s[with + 1];
          s[top + 2] = s[with + 2];
          s[top + 3] = s[with + 3];
          s[with] = x0;
          s[with + 1] = x1;
          s[with + 2] = x2;
          s[with + 3] = x3;
          continue;
        }
        case Fusion.PUSH1_ADD: {
          int w = (sp & (INDEX | Fusion.PUSH1_ADD << INDEX_BITS)) - 4;
          int by = code[pc] & 0xff;
          long sum = s[w] + by;
          s[w] = sum;
          if (sum >= 0 && sum < by && ++s[w + 1] == 0 && ++s[w + 2] == 0) {
            s[w + 3]++;
          }
          pc += 2;
          continue;
        }
        case Fusion.PUSH1_SHL: {
          int w = (sp & (INDEX | Fusion.PUSH1_SHL << INDEX_BITS)) - 4;
          int distance = code[pc] & 0xff;
          long x0 = s[w];
          long x1 = s[w + 1];
          long x2 = s[w + 2];
          long x3 = s[w + 3];
          if (distance >= 128) {
            x3 = x1;
            x2 = x0;
            x1 = 0;
            x0 = 0;
          }
          if ((distance & 64) != 0) {
            x3 = x2;
            x2 = x1;
            x1 = x0;
            x0 = 0;
          }
          int rest = ~distance & 63;
          s[w] = x0 << distance;
          s[w + 1] = x1 << distance | x0 >>> 1 >>> rest;
          s[w + 2] = x2 << distance | x1 >>> 1 >>> rest;
          s[w + 3] = x3 << distance | x2 >>> 1 >>> rest;
          pc += 2;
          continue;
        }
        case Fusion.PUSH1_SHR: {
          int w = (sp & (INDEX | Fusion.PUSH1_SHR << INDEX_BITS)) - 4;
          int distance = code[pc] & 0xff;
          long x0 = s[w];
          long x1 = s[w + 1];
          long x2 = s[w + 2];
          long x3 = s[w + 3];
          if (distance >= 128) {
            x0 = x2;
            x1 = x3;
            x2 = 0;
            x3 = 0;
          }
          if ((distance & 64) != 0) {
            x0 = x1;
            x1 = x2;
            x2 = x3;
            x3 = 0;
          }
          int rest = ~distance & 63;
          s[w] = x0 >>> distance | x1 << 1 << rest;
          s[w + 1] = x1 >>> distance | x2 << 1 << rest;
          s[w + 2] = x2 >>> distance | x3 << 1 << rest;
          s[w + 3] = x3 >>> distance;
          pc += 2;
          continue;
        }
        case Fusion.ADDRESS_MASK: {
          int p = sp & (INDEX | Fusion.ADDRESS_MASK << INDEX_BITS);
          s[p] = -1;
          s[p + 1] = -1;
          s[p + 2] = 0xffff_ffffL;
          s[p + 3] = 0;
          sp = p + 4;
          pc += 7;
          continue;
        }
        case Fusion.AND_ADDRESS_MASK: {
          int w = (sp & (INDEX | Fusion.AND_ADDRESS_MASK << INDEX_BITS)) - 4;
          s[w + 2] &= 0xffff_ffffL;
          s[w + 3] = 0;
          pc += 8;
          continue;
        }
        case Fusion.PUSH1_MLOAD: {
          int p = sp & (INDEX | Fusion.PUSH1_MLOAD << INDEX_BITS);
          int asked = code[pc] & 0xff;
          if (asked > f.memorySize - 32) {
            s[p] = asked;
            s[p + 1] = 0;
            s[p + 2] = 0;
            s[p + 3] = 0;
            sp = p + 4;
            pc += 2;
            op = Opcode.MLOAD;
            break running;
          }
          byte[] from = m.memory;
          int offset = f.memoryBase + asked;
          s[p + 3] = (long) LONG.get(from, offset);
          s[p + 2] = (long) LONG.get(from, offset + 8);
          s[p + 1] = (long) LONG.get(from, offset + 16);
          s[p] = (long) LONG.get(from, offset + 24);
          sp = p + 4;
          pc += 2;
          continue;
        }
        case Fusion.PUSH1_MSTORE: {
          int w = (sp & (INDEX | Fusion.PUSH1_MSTORE << INDEX_BITS)) - 4;
          int asked = code[pc] & 0xff;
          if (asked > f.memorySize - 32) {
            s[w + 4] = asked;
            s[w + 5] = 0;
            s[w + 6] = 0;
            s[w + 7] = 0;
            sp = w + 8;
            pc += 2;
            op = Opcode.MSTORE;
            break running;
          }
          byte[] to = m.memory;
          int offset = f.memoryBase + asked;
          LONG.set(to, offset, s[w + 3]);
          LONG.set(to, offset + 8, s[w + 2]);
          LONG.set(to, offset + 16, s[w + 1]);
          LONG.set(to, offset + 24, s[w]);
          sp = w;
          pc += 2;
          continue;
        }
        case Fusion.PUSH0_MSTORE: {
          int w = (sp & (INDEX | Fusion.PUSH0_MSTORE << INDEX_BITS)) - 4;
          int asked = 0;
          if (asked > f.memorySize - 32) {
            s[w + 4] = asked;
            s[w + 5] = 0;
            s[w + 6] = 0;
            s[w + 7] = 0;
            sp = w + 8;
            pc++;
            op = Opcode.MSTORE;
            break running;
          }
          byte[] to = m.memory;
          int offset = f.memoryBase + asked;
          LONG.set(to, offset, s[w + 3]);
          LONG.set(to, offset + 8, s[w + 2]);
          LONG.set(to, offset + 16, s[w + 1]);
          LONG.set(to, offset + 24, s[w]);
          sp = w;
          pc++;
          continue;
        }
        case Fusion.PUSH1_PUSH1_MSTORE: {
          int p = sp & (INDEX | Fusion.PUSH1_PUSH1_MSTORE << INDEX_BITS);
          int asked = code[pc + 2] & 0xff;
          if (asked > f.memorySize - 32) {
            s[p] = code[pc] & 0xff;
            s[p + 1] = 0;
            s[p + 2] = 0;
            s[p + 3] = 0;
            s[p + 4] = asked;
            s[p + 5] = 0;
            s[p + 6] = 0;
            s[p + 7] = 0;
            sp = p + 8;
            pc += 4;
            op = Opcode.MSTORE;
            break running;
          }
          byte[] to = m.memory;
          int offset = f.memoryBase + asked;
          LONG.set(to, offset, 0L);
          LONG.set(to, offset + 8, 0L);
          LONG.set(to, offset + 16, 0L);
          LONG.set(to, offset + 24, (long) (code[pc] & 0xff));
          pc += 4;
          continue;
        }
        case Fusion.PUSH1_NOT: {
          int p = sp & (INDEX | Fusion.PUSH1_NOT << INDEX_BITS);
          s[p] = ~(code[pc] & 0xffL);
          s[p + 1] = -1;
          s[p + 2] = -1;
          s[p + 3] = -1;
          sp = p + 4;
          pc += 2;
          continue;
        }
        case Fusion.SELECT: {
          int w = (sp & (INDEX | Fusion.SELECT << INDEX_BITS)) - 4;
          if (s[w] != (long) LONG.get(code, pc + 1) >>> 32 || (s[w + 1] | s[w + 2] | s[w + 3]) != 0) {
            pc += 10;
            continue;
          }
          pc = (code[pc + 7] & 0xff) << 8 | (code[pc + 8] & 0xff);
          break;
        }
        case Fusion.PUSH1_JUMP: {
          pc = code[pc] & 0xff;
          break;
        }
        case Fusion.PUSH2_JUMP: {
          pc = (code[pc] & 0xff) << 8 | (code[pc + 1] & 0xff);
          break;
        }
        case Fusion.PUSH1_JUMPI: {
          int p = sp & (INDEX | Fusion.PUSH1_JUMPI << INDEX_BITS);
          sp = p - 4;
          if ((s[p - 4] | s[p - 3] | s[p - 2] | s[p - 1]) == 0) {
            pc += 2;
            continue;
          }
          pc = code[pc] & 0xff;
          break;
        }
        case Fusion.PUSH2_JUMPI: {
          int p = sp & (INDEX | Fusion.PUSH2_JUMPI << INDEX_BITS);
          sp = p - 4;
          if ((s[p - 4] | s[p - 3] | s[p - 2] | s[p - 1]) == 0) {
            pc += 3;
            continue;
          }
          pc = (code[pc] & 0xff) << 8 | (code[pc + 1] & 0xff);
          break;
        }
        case Fusion.ISZERO_PUSH1_JUMPI: {
          int p = sp & (INDEX | Fusion.ISZERO_PUSH1_JUMPI << INDEX_BITS);
          sp = p - 4;
          if ((s[p - 4] | s[p - 3] | s[p - 2] | s[p - 1]) != 0) {
            pc += 3;
            continue;
          }
          pc = code[pc + 1] & 0xff;
          break;
        }
        case Fusion.ISZERO_PUSH2_JUMPI: {
          int p = sp & (INDEX | Fusion.ISZERO_PUSH2_JUMPI << INDEX_BITS);
          sp = p - 4;
          if ((s[p - 4] | s[p - 3] | s[p - 2] | s[p - 1]) != 0) {
            pc += 4;
            continue;
          }
          pc = (code[pc + 1] & 0xff) << 8 | (code[pc + 2] & 0xff);
          break;
        }
        case Fusion.PUSH1_PUSH1: {
          int p = sp & (INDEX | Fusion.PUSH1_PUSH1 << INDEX_BITS);
          s[p] = code[pc] & 0xff;
          s[p + 1] = 0;
          s[p + 2] = 0;
          s[p + 3] = 0;
          s[p + 4] = code[pc + 2] & 0xff;
          s[p + 5] = 0;
          s[p + 6] = 0;
          s[p + 7] = 0;
          sp = p + 8;
          pc += 3;
          continue;
        }
        case Fusion.DUP1_ISZERO: {
          int w = (sp & (INDEX | Fusion.DUP1_ISZERO << INDEX_BITS)) - 4;
          s[w + 4] = (s[w] | s[w + 1] | s[w + 2] | s[w + 3]) == 0 ? 1 : 0;
          s[w + 5] = 0;
          s[w + 6] = 0;
          s[w + 7] = 0;
          sp = w + 8;
          pc++;
          continue;
        }
        case 0xa5: case 0xa6: case 0xa7: case 0xa8: { // Fusion.SWAP1_POP and on
          int p = sp & (INDEX | 0xa5 << INDEX_BITS);
          int to = p - (entry >>> 16);
          sp = p - 4;
          s[to] = s[p - 4];
          s[to + 1] = s[p - 3];
          s[to + 2] = s[p - 2];
          s[to + 3] = s[p - 1];
          pc++;
          continue;
        }
        case 0xb0: case 0xb1: case 0xb2: case 0xb3: case 0xb4: case 0xb5: case 0xb6: case 0xb7: { // Fusion.PUSH1_MUL
          int w = (sp & (INDEX | 0xb0 << INDEX_BITS)) - 4;
          long by = (long) LONG.get(code, pc) >>> ((Fusion.PUSH1_MUL - 1 - op) << 3);
          long x1 = s[w + 1];
          long x2 = s[w + 2];
          long part = x1 * by;
          long carry = Math.unsignedMultiplyHigh(s[w], by);
          s[w] *= by;
          long sum = part + carry;
          s[w + 1] = sum;
          carry = Math.unsignedMultiplyHigh(x1, by) + (((part & carry) | ((part | carry) & ~sum)) >>> 63);
          part = x2 * by;
          sum = part + carry;
          s[w + 2] = sum;
          carry = ((part & carry) | ((part | carry) & ~sum)) >>> 63;
          s[w + 3] = s[w + 3] * by + Math.unsignedMultiplyHigh(x2, by) + carry;
          pc += op - Fusion.PUSH1_MUL + 2;
          continue;
        }
        default:
          break running; // not one of these
      }
      long due = -gas >>> 63; // 0 when there is no gas for the JUMPDEST: it is going to fail by itself
      gas -= due;
      pc += (int) due;
    }
    f.pc = pc;
    f.sp = sp;
    f.gas = gas + m.floor;
    return op;
  }
}
