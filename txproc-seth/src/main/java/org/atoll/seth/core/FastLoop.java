package org.atoll.seth.core;

import java.util.function.Function;
import org.atoll.seth.state.Code;
import org.atoll.seth.word.Division;
import org.atoll.seth.word.Word;

/**
 * The interpreter: one loop, one switch. What is short and frequent is written out, everything else is a call, because
 * HotSpot never compiles a method above 8 000 bytecodes; a test holds {@link #run} below 7 500. Knows no fork and no
 * tracer: forks are tables, tracing is another {@link Loop}.
 */
final class FastLoop implements Loop {
  private static final Function<Code, byte[]> PREPARATION = Fusion::of;
  private static final int FUSED_LIMIT = Frame.STACK_LONGS - 4 * Fusion.MAX_GROWTH;

  private final Machine m;
  private final DataOps data;
  private final StateOps state;
  private final CallOps calls;
  private final CreateOps creates;

  FastLoop(Machine machine, DataOps data, StateOps state, CallOps calls, CreateOps creates) {
    m = machine;
    this.data = data;
    this.state = state;
    this.calls = calls;
    this.creates = creates;
  }

  @Override
  public long run(Frame f) {
    final Machine m = this.m;
    final long[] s = m.stack;
    final int base = f.base;
    final byte[] fused = f.code.prepared(PREPARATION);
    byte[] code = fused;
    int[] table = m.rules.fusedTable;
    int limit = base + FUSED_LIMIT;
    if (fused == f.code.padded()) {
      table = m.rules.table;
      limit = base + Frame.STACK_LONGS;
    }
    long[] jumps = null;
    int pc = f.pc;
    int sp = f.sp;
    long gas = f.gas;
    long floor = m.floor;
    while (true) {
      final int op = code[pc] & 0xff;
      final int entry = table[op];
      gas -= entry & 0xffff;
      if (gas < floor || sp - (entry >>> 16) < base || sp > limit) {
        if (table == m.rules.fusedTable) { // too much at once, perhaps: one by one
          gas += entry & 0xffff;
          code = f.code.padded();
          table = m.rules.table;
          limit = base + Frame.STACK_LONGS;
          continue;
        }
        long why = m.slow(f, entry, sp, gas);
        if (why != 0) {
          return stop(f, why, op, pc, sp, gas);
        }
        floor = m.floor;
        if (fused != code) {
          code = fused;
          table = m.rules.fusedTable;
          limit = base + FUSED_LIMIT;
        }
      }
      pc++;
      final long left;
      final int move;
      switch (op) {
        case Opcode.STOP:
          m.returnedSize = 0;
          f.gas = gas;
          return Halt.RETURNED;
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
        case Opcode.DIV:
          Division.div(s, sp, m.scratch);
          sp -= 4;
          continue;
        case Opcode.SDIV:
          Division.sdiv(s, sp, m.scratch);
          sp -= 4;
          continue;
        case Opcode.MOD:
          Division.mod(s, sp, m.scratch);
          sp -= 4;
          continue;
        case Opcode.SMOD:
          Division.smod(s, sp, m.scratch);
          sp -= 4;
          continue;
        case Opcode.ADDMOD:
          Division.addmod(s, sp, m.scratch);
          sp -= 8;
          continue;
        case Opcode.MULMOD:
          Division.mulmod(s, sp, m.scratch);
          sp -= 8;
          continue;
        case Opcode.EXP:
          left = data.exp(sp, gas);
          move = -4;
          break;
        case Opcode.SIGNEXTEND:
          Word.signExtend(s, sp);
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
        case Opcode.SLT: {
          boolean less = Word.lessSigned(s, sp - 4, sp - 8);
          sp -= 4;
          Word.set(s, sp - 4, less ? 1 : 0);
          continue;
        }
        case Opcode.SGT: {
          boolean less = Word.lessSigned(s, sp - 8, sp - 4);
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
        case Opcode.BYTE:
          Word.byteAt(s, sp);
          sp -= 4;
          continue;
        case Opcode.SHL:
          Word.shiftLeft(s, sp);
          sp -= 4;
          continue;
        case Opcode.SHR:
          Word.shiftRight(s, sp);
          sp -= 4;
          continue;
        case Opcode.SAR:
          Word.shiftRightSigned(s, sp);
          sp -= 4;
          continue;
        case Opcode.CLZ: {
          int w = sp - 4;
          Word.set(s, w, 256 - Word.bitLength(s[w], s[w + 1], s[w + 2], s[w + 3]));
          continue;
        }
        case Opcode.KECCAK256:
          left = data.keccak(f, sp, gas);
          move = -4;
          break;
        case Opcode.ADDRESS:
          Machine.pushAddress(s, sp, f.self);
          sp += 4;
          continue;
        case Opcode.BALANCE:
          left = state.balance(sp, gas);
          move = 0;
          break;
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
        case Opcode.CALLDATALOAD:
          data.callDataLoad(f, sp);
          continue;
        case Opcode.CALLDATASIZE:
          Word.set(s, sp, f.inputSize);
          sp += 4;
          continue;
        case Opcode.CALLDATACOPY:
          left = data.callDataCopy(f, sp, gas);
          move = -12;
          break;
        case Opcode.CODESIZE:
          Word.set(s, sp, f.code.size());
          sp += 4;
          continue;
        case Opcode.CODECOPY:
          left = data.codeCopy(f, sp, gas);
          move = -12;
          break;
        case Opcode.EXTCODESIZE:
          left = state.codeSize(sp, gas);
          move = 0;
          break;
        case Opcode.EXTCODECOPY:
          left = state.codeCopy(f, data, sp, gas);
          move = -16;
          break;
        case Opcode.RETURNDATASIZE:
          Word.set(s, sp, m.returnedSize);
          sp += 4;
          continue;
        case Opcode.RETURNDATACOPY:
          left = data.returnDataCopy(f, sp, gas);
          move = -12;
          break;
        case Opcode.EXTCODEHASH:
          left = state.codeHash(sp, gas);
          move = 0;
          break;
        case Opcode.BLOCKHASH:
          left = state.blockHash(sp, gas);
          move = 0;
          break;
        case Opcode.ORIGIN:
        case Opcode.GASPRICE:
        case Opcode.COINBASE:
        case Opcode.TIMESTAMP:
        case Opcode.NUMBER:
        case Opcode.PREVRANDAO:
        case Opcode.GASLIMIT:
        case Opcode.CHAINID:
        case Opcode.BASEFEE:
        case Opcode.BLOBBASEFEE:
          data.push(op, sp);
          sp += 4;
          continue;
        case Opcode.SELFBALANCE:
          Word.copy(f.self.balance, 0, s, sp);
          sp += 4;
          continue;
        case Opcode.BLOBHASH:
          data.blobHash(sp);
          continue;
        case Opcode.POP:
          sp -= 4;
          continue;
        case Opcode.MLOAD: {
          int w = sp - 4;
          long offset = s[w];
          if ((s[w + 1] | s[w + 2] | s[w + 3]) != 0 || offset < 0 || offset > f.memorySize - 32) {
            gas = data.touch(f, sp, 32, gas);
            if (gas < 0) {
              return stop(f, gas, op, pc, sp, 0);
            }
          }
          Word.load(s, w, m.memory, f.memoryBase + (int) offset);
          continue;
        }
        case Opcode.MSTORE: {
          int w = sp - 4;
          long offset = s[w];
          if ((s[w + 1] | s[w + 2] | s[w + 3]) != 0 || offset < 0 || offset > f.memorySize - 32) {
            gas = data.touch(f, sp, 32, gas);
            if (gas < 0) {
              return stop(f, gas, op, pc, sp, 0);
            }
          }
          Word.store(s, w - 4, m.memory, f.memoryBase + (int) offset);
          sp -= 8;
          continue;
        }
        case Opcode.MSTORE8:
          gas = data.touch(f, sp, 1, gas);
          if (gas < 0) {
            return stop(f, gas, op, pc, sp, 0);
          }
          m.memory[f.memoryBase + (int) s[sp - 4]] = (byte) s[sp - 8];
          sp -= 8;
          continue;
        case Opcode.SLOAD:
          left = state.sload(f, sp, gas);
          move = 0;
          break;
        case Opcode.SSTORE:
          left = state.sstore(f, sp, gas);
          move = -8;
          break;
        case Opcode.JUMP:
        case Opcode.JUMPI: {
          int w = sp - 4;
          if (op == Opcode.JUMPI) {
            sp -= 8;
            if ((s[sp] | s[sp + 1] | s[sp + 2] | s[sp + 3]) == 0) {
              continue;
            }
          } else {
            sp -= 4;
          }
          long to = s[w];
          if (jumps == null) {
            jumps = f.code.jumpDestinations();
          }
          if ((s[w + 1] | s[w + 2] | s[w + 3]) != 0 || to < 0 || to >= f.code.size() || (jumps[(int) to >>> 6] >>> to & 1) == 0) {
            return stop(f, Halt.INVALID_JUMP, op, pc, sp, 0);
          }
          pc = (int) to;
          continue;
        }
        case Opcode.PC:
          Word.set(s, sp, pc - 1);
          sp += 4;
          continue;
        case Opcode.MSIZE:
          Word.set(s, sp, f.memorySize);
          sp += 4;
          continue;
        case Opcode.GAS:
          Word.set(s, sp, gas);
          sp += 4;
          continue;
        case Opcode.JUMPDEST:
          continue;
        case Opcode.TLOAD:
          state.tload(f, sp);
          continue;
        case Opcode.TSTORE:
          left = state.tstore(f, sp, gas);
          move = -8;
          break;
        case Opcode.MCOPY:
          left = data.copyWithin(f, sp, gas);
          move = -12;
          break;
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
        case 0xa0: case 0xa1: case 0xa2: case 0xa3: case 0xa4: // LOG0 to LOG4
          left = data.log(f, op - Opcode.LOG0, sp, gas);
          move = -8 - ((op - Opcode.LOG0) << 2);
          break;
        case Opcode.CREATE:
        case Opcode.CREATE2:
          f.pc = pc;
          left = creates.create(f, op == Opcode.CREATE2, sp, gas);
          move = op == Opcode.CREATE2 ? -12 : -8;
          break;
        case Opcode.CALL:
        case Opcode.CALLCODE:
          f.pc = pc;
          left = calls.call(f, op, sp, gas);
          move = -24;
          break;
        case Opcode.DELEGATECALL:
        case Opcode.STATICCALL:
          f.pc = pc;
          left = calls.call(f, op, sp, gas);
          move = -20;
          break;
        case Opcode.RETURN:
        case Opcode.REVERT:
          left = data.output(f, sp, gas);
          if (left >= 0) {
            f.gas = left;
            return op == Opcode.RETURN ? Halt.RETURNED : Halt.REVERTED;
          }
          move = 0;
          break;
        case Opcode.SELFDESTRUCT:
          left = state.selfDestruct(f, sp, gas);
          if (left >= 0) {
            f.gas = left;
            return Halt.RETURNED;
          }
          move = 0;
          break;
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
          if (offset > f.memorySize - 32) {
            Word.set(s, sp, offset);
            gas = data.touch(f, sp + 4, 32, gas);
            if (gas < 0) {
              return stop(f, gas, Opcode.MLOAD, pc + 2, sp + 4, 0);
            }
          }
          Word.load(s, sp, m.memory, f.memoryBase + offset);
          sp += 4;
          pc += 2;
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
            gas = data.touch(f, sp + 4, 32, gas);
            if (gas < 0) {
              return stop(f, gas, Opcode.MSTORE, pc, sp + 4, 0);
            }
          }
          sp -= 4;
          Word.store(s, sp, m.memory, f.memoryBase + offset);
          continue;
        }
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
          return stop(f, Halt.INVALID_OPCODE, op, pc, sp, gas);
      }
      if (left < 0) {
        return stop(f, left, op, pc, sp, gas + (entry & 0xffff));
      }
      gas = left;
      sp += move;
    }
  }

  private long stop(Frame f, long why, int op, int pc, int sp, long gas) {
    if (why == Halt.SUSPENDED) {
      f.pc = pc - 1;
      f.sp = sp;
      f.gas = gas;
    } else if (why != Halt.ENTER) {
      m.haltOpcode = op;
      m.haltWords = (sp - f.base) >> 2;
    }
    return why;
  }
}
