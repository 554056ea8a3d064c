package org.atoll.seth.core;

import org.atoll.seth.precompile.Precompile;
import org.atoll.seth.state.Account;
import org.atoll.seth.state.Code;
import org.atoll.seth.state.Journal;
import org.atoll.seth.word.Word;
import org.jspecify.annotations.Nullable;

/**
 * The CALL family. A call to code pushes a frame and answers {@link Halt#ENTER}; any other is over at once. Look-ups
 * come before any effect, see {@link StateOps}.
 */
final class CallOps {
  private static final long VALUE_GAS = 9_000;
  private static final long STIPEND = 2_300;
  private static final long NEW_ACCOUNT_GAS = 25_000;
  private static final long WARM_GAS = 100;
  private static final int RESULT_OF_CALL = 28;
  private static final int RESULT_WITHOUT_VALUE = 24;

  private final Machine m;
  private final Journal journal;

  CallOps(Machine machine) {
    m = machine;
    journal = machine.journal;
  }

  /** CALL, CALLCODE, DELEGATECALL, STATICCALL. The frame's {@code pc} already points behind the instruction. */
  long call(Frame f, int opcode, int sp, long gas) {
    long[] s = m.stack;
    var rules = m.rules;
    boolean hasValue = opcode == Opcode.CALL || opcode == Opcode.CALLCODE;
    boolean transfers = hasValue && !Word.isZero(s, sp - 12);
    if (transfers && f.readOnly && opcode == Opcode.CALL) {
      return Halt.WRITE_PROTECTION;
    }
    int areas = hasValue ? sp - 16 : sp - 12;
    long inputEnd = Machine.end(s, areas, areas - 4);
    long outputEnd = Machine.end(s, areas - 8, areas - 12);
    if (inputEnd < 0 || outputEnd < 0) {
      return Halt.OUT_OF_GAS;
    }
    long memoryEnd = Math.max(inputEnd, outputEnd);
    long left = gas - Machine.expansionGas(f, memoryEnd) - (transfers ? VALUE_GAS : 0);
    var target = journal.account(s, sp - 8);
    if (!target.warm) {
      left -= rules.coldAccountExtra;
    }
    if (left < 0) {
      return Halt.OUT_OF_GAS;
    }
    if (!journal.ensure(target)) {
      return Halt.SUSPENDED;
    }
    if (opcode == Opcode.CALL && (rules.clearsEmpty ? transfers && target.isEmpty() : !target.exists)) {
      left -= NEW_ACCOUNT_GAS;
      if (left < 0) {
        return Halt.OUT_OF_GAS;
      }
    }
    var precompile = m.precompiles.at(target.a0, target.a1, target.a2);
    var code = Code.EMPTY;
    Account delegate = null;
    if (precompile == null) {
      code = journal.ensureCode(target);
      if (code == null) {
        return Halt.SUSPENDED;
      }
      if (rules.delegations && code.size() == Code.DELEGATION_SIZE) {
        var address = code.delegate();
        if (address != null) {
          delegate = journal.account(address);
          left -= WARM_GAS + (delegate.warm || delegate == target ? 0 : rules.coldAccountExtra);
          if (left < 0) {
            return Halt.OUT_OF_GAS;
          }
          code = journal.ensure(delegate) ? journal.ensureCode(delegate) : null;
          if (code == null) {
            return Halt.SUSPENDED;
          }
        }
      }
    }
    long child = childGas(s, sp - 4, left);
    if (child > left) {
      return Halt.OUT_OF_GAS;
    }
    if (!m.grow(f, memoryEnd)) {
      return Halt.OUT_OF_GAS;
    }
    journal.warm(target);
    if (delegate != null) {
      journal.warm(delegate);
    }
    f.gas = left - child;
    f.sp = sp - (hasValue ? RESULT_OF_CALL - 4 : RESULT_WITHOUT_VALUE - 4);
    f.outputAt = (int) s[areas - 8];
    f.outputSize = (int) s[areas - 12];
    return start(f, opcode, sp, target, precompile, code, transfers ? child + STIPEND : child);
  }

  /** What the callee gets of {@code left}; more than {@code left} when it must fail (before EIP-150). */
  private long childGas(long[] s, int w, long left) {
    boolean huge = (s[w + 1] | s[w + 2] | s[w + 3]) != 0 || s[w] < 0;
    if (!m.rules.keepsSixtyFourth) {
      return huge ? Long.MAX_VALUE : s[w];
    }
    long most = left - (left >>> 6);
    return huge ? most : Math.min(s[w], most);
  }

  private long start(Frame f, int opcode, int sp, Account target, @Nullable Precompile precompile, Code code,
      long child) {
    long[] s = m.stack;
    int areas = opcode == Opcode.CALL || opcode == Opcode.CALLCODE ? sp - 16 : sp - 12;
    boolean transfers = areas == sp - 16 && !Word.isZero(s, sp - 12);
    if (m.depth >= Machine.MAX_DEPTH || (transfers && Word.less(f.self.balance, 0, s, sp - 12))) {
      m.returnedSize = 0;
      return finishAtOnce(f, child, child,
          m.depth >= Machine.MAX_DEPTH ? Failures.CALL_DEPTH : Failures.INSUFFICIENT_BALANCE);
    }
    int mark = journal.mark();
    if (opcode == Opcode.CALL && transfers) {
      journal.subtractBalance(f.self, s, sp - 12);
      journal.addBalance(target, s, sp - 12);
    } else if (opcode == Opcode.CALL || opcode == Opcode.STATICCALL) {
      journal.touch(target);
    }
    int inputSize = (int) s[areas - 4];
    int inputAt = inputSize == 0 ? 0 : f.memoryBase + (int) s[areas];
    if (precompile != null) {
      return runPrecompile(f, precompile, inputAt, inputSize, child, mark);
    }
    if (code.size() == 0) {
      m.returnedSize = 0;
      return finishAtOnce(f, child, child, "");
    }
    var callee = m.push();
    callee.code = code;
    callee.gas = child;
    callee.mark = mark;
    callee.input(m.memory, inputAt, inputSize);
    if (opcode == Opcode.DELEGATECALL) {
      callee.self = f.self;
      callee.caller0 = f.caller0;
      callee.caller1 = f.caller1;
      callee.caller2 = f.caller2;
      Word.copy(f.value, 0, callee.value, 0);
    } else {
      callee.self = opcode == Opcode.CALLCODE ? f.self : target;
      callee.caller0 = f.self.a0;
      callee.caller1 = f.self.a1;
      callee.caller2 = f.self.a2;
      if (opcode == Opcode.STATICCALL) {
        callee.readOnly = true;
        Word.set(callee.value, 0, 0);
      } else {
        Word.copy(m.stack, sp - 12, callee.value, 0);
      }
    }
    return m.shouldStop() ? Halt.STOPPED : Halt.ENTER;
  }

  private long runPrecompile(Frame f, Precompile precompile, int inputAt, int inputSize, long child, int mark) {
    long left = child - precompiled(precompile, m.memory, inputAt, inputSize, child);
    if (left < 0) {
      journal.revertTo(mark);
      boolean tooDear = precompile.gas(m.memory, inputAt, inputSize) > child;
      return finishAtOnce(f, child, 0, tooDear ? Failures.OUT_OF_GAS : Failures.PRECOMPILE);
    }
    m.deliver(f);
    return finishAtOnce(f, child, left, "");
  }

  /** Runs it, its output becoming the return data; the gas it used, or more than there is when it failed. */
  long precompiled(Precompile precompile, byte[] in, int at, int size, long gas) {
    m.returnedSize = 0;
    long cost = precompile.gas(in, at, size);
    if (cost > gas) {
      return Long.MAX_VALUE;
    }
    var out = precompile.run(in, at, size);
    if (out == null) {
      return Long.MAX_VALUE;
    }
    m.returnData(out, 0, out.length);
    return cost;
  }

  private long finishAtOnce(Frame f, long child, long unused, String failure) {
    m.atOnce(child, unused, failure);
    Word.set(m.stack, f.sp - 4, failure.isEmpty() ? 1 : 0);
    return f.gas + unused;
  }
}
