package org.atoll.seth.core;

import java.util.Arrays;
import org.atoll.seth.word.Division;
import org.atoll.seth.word.Word;

/**
 * One method for each kind of instruction. Static gas is paid and the program counter points behind the opcode when one
 * is called; it moves the frame's stack pointer and answers the gas left or a {@link Halt}.
 */
final class Operations {
  private interface Operation {
    long run(Frame f, int op, long gas);
  }

  /** Replaces the upper two or three words by one; {@code sp} is one past the top. */
  private interface Arithmetic {
    void run(long[] s, int sp);
  }

  private interface Comparison {
    boolean holds(long[] s, int top, int below);
  }

  private interface Bits {
    long of(long x, long y);
  }

  private interface Copy {
    long run(Frame f, int sp, long gas);
  }

  private interface Question {
    long run(int sp, long gas);
  }

  private final Machine m;
  private final DataOps data;
  private final StateOps state;
  private final CallOps calls;
  private final CreateOps creates;
  private final Operation[] table = new Operation[256];

  Operations(Machine machine, DataOps data, StateOps state, CallOps calls, CreateOps creates) {
    m = machine;
    this.data = data;
    this.state = state;
    this.calls = calls;
    this.creates = creates;
    Arrays.fill(table, (Operation) (f, op, gas) -> Halt.INVALID_OPCODE);
    defineArithmetic();
    defineEnvironment();
    defineMemoryAndFlow();
    defineStackAndCalls();
  }

  long run(Frame f, int op, long gas) {
    return table[op].run(f, op, gas);
  }

  private void defineArithmetic() {
    arithmetic(Opcode.ADD, 2, (s, sp) -> Word.add(s, sp - 4, s, sp - 8, s, sp - 8));
    arithmetic(Opcode.SUB, 2, (s, sp) -> Word.subtract(s, sp - 4, s, sp - 8, s, sp - 8));
    arithmetic(Opcode.MUL, 2, Word::mul);
    arithmetic(Opcode.DIV, 2, (s, sp) -> Division.div(s, sp, m.scratch));
    arithmetic(Opcode.SDIV, 2, (s, sp) -> Division.sdiv(s, sp, m.scratch));
    arithmetic(Opcode.MOD, 2, (s, sp) -> Division.mod(s, sp, m.scratch));
    arithmetic(Opcode.SMOD, 2, (s, sp) -> Division.smod(s, sp, m.scratch));
    arithmetic(Opcode.ADDMOD, 3, (s, sp) -> Division.addmod(s, sp, m.scratch));
    arithmetic(Opcode.MULMOD, 3, (s, sp) -> Division.mulmod(s, sp, m.scratch));
    table[Opcode.EXP] = (f, op, gas) -> moved(f, data.exp(f.sp, gas), -4);
    arithmetic(Opcode.SIGNEXTEND, 2, Word::signExtend);
    comparison(Opcode.LT, (s, top, below) -> Word.less(s, top, s, below));
    comparison(Opcode.GT, (s, top, below) -> Word.less(s, below, s, top));
    comparison(Opcode.SLT, Word::lessSigned);
    comparison(Opcode.SGT, (s, top, below) -> Word.lessSigned(s, below, top));
    comparison(Opcode.EQ, (s, top, below) -> Word.equal(s, top, s, below));
    arithmetic(Opcode.ISZERO, 1, (s, sp) -> Word.set(s, sp - 4, Word.isZero(s, sp - 4) ? 1 : 0));
    bits(Opcode.AND, (x, y) -> x & y);
    bits(Opcode.OR, (x, y) -> x | y);
    bits(Opcode.XOR, (x, y) -> x ^ y);
    arithmetic(Opcode.NOT, 1, (s, sp) -> {
      for (int i = sp - 4; i < sp; i++) {
        s[i] = ~s[i];
      }
    });
    arithmetic(Opcode.BYTE, 2, Word::byteAt);
    arithmetic(Opcode.SHL, 2, Word::shiftLeft);
    arithmetic(Opcode.SHR, 2, Word::shiftRight);
    arithmetic(Opcode.SAR, 2, Word::shiftRightSigned);
    arithmetic(Opcode.CLZ, 1, (s, sp) ->
        Word.set(s, sp - 4, 256 - Word.bitLength(s[sp - 4], s[sp - 3], s[sp - 2], s[sp - 1])));
  }

  private void arithmetic(int opcode, int operands, Arithmetic what) {
    table[opcode] = (f, op, gas) -> {
      what.run(m.stack, f.sp);
      f.sp -= 4 * (operands - 1);
      return gas;
    };
  }

  private void comparison(int opcode, Comparison what) {
    arithmetic(opcode, 2, (s, sp) -> Word.set(s, sp - 8, what.holds(s, sp - 4, sp - 8) ? 1 : 0));
  }

  private void bits(int opcode, Bits what) {
    arithmetic(opcode, 2, (s, sp) -> {
      for (int i = 0; i < 4; i++) {
        s[sp - 8 + i] = what.of(s[sp - 8 + i], s[sp - 4 + i]);
      }
    });
  }

  private void defineEnvironment() {
    table[Opcode.KECCAK256] = (f, op, gas) -> moved(f, data.keccak(f, f.sp, gas), -4);
    table[Opcode.ADDRESS] = (f, op, gas) -> {
      Machine.pushAddress(m.stack, f.sp, f.self);
      f.sp += 4;
      return gas;
    };
    question(Opcode.BALANCE, state::balance);
    table[Opcode.CALLER] = (f, op, gas) -> {
      long[] s = m.stack;
      s[f.sp] = f.caller0;
      s[f.sp + 1] = f.caller1;
      s[f.sp + 2] = Integer.toUnsignedLong(f.caller2);
      s[f.sp + 3] = 0;
      f.sp += 4;
      return gas;
    };
    table[Opcode.CALLVALUE] = (f, op, gas) -> pushWord(f, f.value, gas);
    table[Opcode.CALLDATALOAD] = (f, op, gas) -> {
      data.callDataLoad(f, f.sp);
      return gas;
    };
    table[Opcode.CALLDATASIZE] = (f, op, gas) -> push(f, f.inputSize, gas);
    copy(Opcode.CALLDATACOPY, data::callDataCopy);
    table[Opcode.CODESIZE] = (f, op, gas) -> push(f, f.code.size(), gas);
    copy(Opcode.CODECOPY, data::codeCopy);
    question(Opcode.EXTCODESIZE, state::codeSize);
    table[Opcode.EXTCODECOPY] = (f, op, gas) -> moved(f, state.codeCopy(f, data, f.sp, gas), -16);
    table[Opcode.RETURNDATASIZE] = (f, op, gas) -> push(f, m.returnedSize, gas);
    copy(Opcode.RETURNDATACOPY, data::returnDataCopy);
    question(Opcode.EXTCODEHASH, state::codeHash);
    question(Opcode.BLOCKHASH, state::blockHash);
    for (int figure : new int[] {Opcode.ORIGIN, Opcode.GASPRICE, Opcode.COINBASE, Opcode.TIMESTAMP, Opcode.NUMBER,
        Opcode.PREVRANDAO, Opcode.GASLIMIT, Opcode.CHAINID, Opcode.BASEFEE, Opcode.BLOBBASEFEE}) {
      table[figure] = this::figure;
    }
    table[Opcode.SELFBALANCE] = (f, op, gas) -> pushWord(f, f.self.balance, gas);
    table[Opcode.BLOBHASH] = (f, op, gas) -> {
      data.blobHash(f.sp);
      return gas;
    };
  }

  private long figure(Frame f, int op, long gas) {
    data.push(op, f.sp);
    f.sp += 4;
    return gas;
  }

  private void question(int opcode, Question what) {
    table[opcode] = (f, op, gas) -> what.run(f.sp, gas);
  }

  private void copy(int opcode, Copy what) {
    table[opcode] = (f, op, gas) -> moved(f, what.run(f, f.sp, gas), -12);
  }

  private void defineMemoryAndFlow() {
    table[Opcode.POP] = (f, op, gas) -> moved(f, gas, -4);
    table[Opcode.MLOAD] = this::mload;
    table[Opcode.MSTORE] = this::mstore;
    table[Opcode.MSTORE8] = this::mstore8;
    table[Opcode.SLOAD] = (f, op, gas) -> state.sload(f, f.sp, gas);
    table[Opcode.SSTORE] = (f, op, gas) -> moved(f, state.sstore(f, f.sp, gas), -8);
    table[Opcode.JUMP] = (f, op, gas) -> {
      f.sp -= 4;
      return jump(f, f.sp, gas);
    };
    table[Opcode.JUMPI] = (f, op, gas) -> {
      f.sp -= 8;
      return Word.isZero(m.stack, f.sp) ? gas : jump(f, f.sp + 4, gas);
    };
    table[Opcode.PC] = (f, op, gas) -> push(f, f.pc - 1, gas);
    table[Opcode.MSIZE] = (f, op, gas) -> push(f, f.memorySize, gas);
    table[Opcode.GAS] = (f, op, gas) -> push(f, gas, gas);
    table[Opcode.JUMPDEST] = (f, op, gas) -> gas;
    table[Opcode.TLOAD] = (f, op, gas) -> {
      state.tload(f, f.sp);
      return gas;
    };
    table[Opcode.TSTORE] = (f, op, gas) -> moved(f, state.tstore(f, f.sp, gas), -8);
    copy(Opcode.MCOPY, data::copyWithin);
  }

  private long mload(Frame f, int op, long gas) {
    long left = data.touch(f, f.sp, 32, gas);
    if (left >= 0) {
      Word.load(m.stack, f.sp - 4, m.memory, f.memoryBase + (int) m.stack[f.sp - 4]);
    }
    return left;
  }

  private long mstore(Frame f, int op, long gas) {
    long left = data.touch(f, f.sp, 32, gas);
    if (left >= 0) {
      Word.store(m.stack, f.sp - 8, m.memory, f.memoryBase + (int) m.stack[f.sp - 4]);
    }
    return moved(f, left, -8);
  }

  private long mstore8(Frame f, int op, long gas) {
    long left = data.touch(f, f.sp, 1, gas);
    if (left >= 0) {
      m.memory[f.memoryBase + (int) m.stack[f.sp - 4]] = (byte) m.stack[f.sp - 8];
    }
    return moved(f, left, -8);
  }

  private long jump(Frame f, int w, long gas) {
    long[] s = m.stack;
    long to = s[w];
    if ((s[w + 1] | s[w + 2] | s[w + 3]) != 0 || to < 0 || to >= f.code.size()
        || (f.code.jumpDestinations()[(int) to >>> 6] >>> to & 1) == 0) {
      return Halt.INVALID_JUMP;
    }
    f.pc = (int) to;
    return gas;
  }

  private void defineStackAndCalls() {
    table[Opcode.STOP] = (f, op, gas) -> {
      m.returnedSize = 0;
      return end(f, gas, Halt.RETURNED);
    };
    for (int op = Opcode.PUSH0; op <= Opcode.PUSH32; op++) {
      table[op] = this::pushOperand;
    }
    for (int op = Opcode.DUP1; op <= Opcode.DUP16; op++) {
      table[op] = this::duplicate;
    }
    for (int op = Opcode.SWAP1; op <= Opcode.SWAP16; op++) {
      table[op] = this::swap;
    }
    for (int op = Opcode.LOG0; op <= Opcode.LOG4; op++) {
      int topics = op - Opcode.LOG0;
      table[op] = (f, unused, gas) -> moved(f, data.log(f, topics, f.sp, gas), -8 - 4 * topics);
    }
    table[Opcode.CREATE] = (f, op, gas) -> creates.create(f, false, f.sp, gas);
    table[Opcode.CREATE2] = (f, op, gas) -> creates.create(f, true, f.sp, gas);
    for (int op : new int[] {Opcode.CALL, Opcode.CALLCODE, Opcode.DELEGATECALL, Opcode.STATICCALL}) {
      table[op] = (f, which, gas) -> calls.call(f, which, f.sp, gas);
    }
    table[Opcode.RETURN] = (f, op, gas) -> end(f, data.output(f, f.sp, gas), Halt.RETURNED);
    table[Opcode.REVERT] = (f, op, gas) -> end(f, data.output(f, f.sp, gas), Halt.REVERTED);
    table[Opcode.SELFDESTRUCT] = (f, op, gas) -> end(f, state.selfDestruct(f, f.sp, gas), Halt.RETURNED);
  }

  private long pushOperand(Frame f, int op, long gas) {
    int size = op - Opcode.PUSH0;
    Word.loadShort(m.stack, f.sp, f.code.padded(), f.pc, size);
    f.pc += size;
    f.sp += 4;
    return gas;
  }

  private long duplicate(Frame f, int op, long gas) {
    Word.copy(m.stack, f.sp - 4 * (op - Opcode.DUP1 + 1), m.stack, f.sp);
    f.sp += 4;
    return gas;
  }

  private long swap(Frame f, int op, long gas) {
    long[] s = m.stack;
    int top = f.sp - 4;
    int other = top - 4 * (op - Opcode.SWAP1 + 1);
    for (int i = 0; i < 4; i++) {
      long kept = s[top + i];
      s[top + i] = s[other + i];
      s[other + i] = kept;
    }
    return gas;
  }

  private long push(Frame f, long number, long gas) {
    Word.set(m.stack, f.sp, number);
    f.sp += 4;
    return gas;
  }

  private long pushWord(Frame f, long[] word, long gas) {
    Word.copy(word, 0, m.stack, f.sp);
    f.sp += 4;
    return gas;
  }

  /** The operation took so many longs off the stack, unless it failed or must wait. */
  private static long moved(Frame f, long left, int by) {
    if (left >= 0) {
      f.sp += by;
    }
    return left;
  }

  private static long end(Frame f, long left, long how) {
    if (left < 0) {
      return left;
    }
    f.gas = left;
    return how;
  }
}
