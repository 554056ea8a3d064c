package org.atoll.seth.core;

import java.math.BigInteger;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.word.Word;
import org.jspecify.annotations.Nullable;

/** Puts together what is told of calls and creations, from before and after the instruction. */
final class TracedCalls {
  private final Machine m;
  private Tracer.@Nullable Kind kind;
  private EvmAddress target = EvmAddress.ZERO;
  private BigInteger value = BigInteger.ZERO;
  private Bytes input = Bytes.EMPTY;
  private boolean precompile;
  private long creationCost;
  private long givenBack;
  private long gas;

  TracedCalls(Machine machine) {
    m = machine;
  }

  boolean isCreation(int op) {
    return op == Opcode.CREATE || op == Opcode.CREATE2;
  }

  long creationCost() {
    return creationCost;
  }

  /** Gas a callee without frame gave back. */
  long givenBack() {
    return givenBack;
  }

  /** Notes the operands; the instruction's static gas is paid. */
  void before(Frame f, int op, long left) {
    givenBack = 0;
    kind = kind(op);
    long[] s = m.stack;
    int sp = f.sp;
    if (kind == null) {
      return;
    }
    switch (kind) {
      case CREATE, CREATE2 -> {
        int size = inputOf(f, sp - 8, sp - 12, left);
        value = Word.toBigInteger(s, sp - 4);
        long words = Machine.words(size);
        long end = size == 0 ? 0 : s[sp - 8] + size;
        creationCost = OpcodeTable.gas(m.rules.table[op]) + Machine.expansionGas(f, end)
            + (m.rules.initCodeWordGas + (op == Opcode.CREATE2 ? 6 : 0)) * words;
        precompile = false;
        target = EvmAddress.ZERO;
      }
      case SELFDESTRUCT -> {
        target = m.journal.account(s, sp - 4).address();
        value = Word.toBigInteger(f.self.balance, 0);
        input = Bytes.EMPTY;
        precompile = false;
      }
      case CALL, CALLCODE, DELEGATECALL, STATICCALL -> {
        boolean hasValue = kind == Tracer.Kind.CALL || kind == Tracer.Kind.CALLCODE;
        int areas = hasValue ? sp - 16 : sp - 12;
        inputOf(f, areas, areas - 4, left);
        var account = m.journal.account(s, sp - 8);
        target = account.address();
        precompile = m.precompiles.at(account.a0, account.a1, account.a2) != null;
        value = hasValue ? Word.toBigInteger(s, sp - 12)
            : kind == Tracer.Kind.DELEGATECALL ? Word.toBigInteger(f.value, 0) : BigInteger.ZERO;
      }
    }
  }

  private static Tracer.@Nullable Kind kind(int op) {
    return switch (op) {
      case Opcode.CALL -> Tracer.Kind.CALL;
      case Opcode.CALLCODE -> Tracer.Kind.CALLCODE;
      case Opcode.DELEGATECALL -> Tracer.Kind.DELEGATECALL;
      case Opcode.STATICCALL -> Tracer.Kind.STATICCALL;
      case Opcode.CREATE -> Tracer.Kind.CREATE;
      case Opcode.CREATE2 -> Tracer.Kind.CREATE2;
      case Opcode.SELFDESTRUCT -> Tracer.Kind.SELFDESTRUCT;
      default -> null;
    };
  }

  /** Reads an area the gas at hand can pay for; nothing of one it cannot, as the instruction will fail. */
  private int inputOf(Frame f, int at, int size, long left) {
    long end = Machine.end(m.stack, at, size);
    if (end < 0 || Machine.expansionGas(f, end) > left) {
      input = Bytes.EMPTY;
      return 0;
    }
    int length = (int) m.stack[size];
    input = length == 0 ? Bytes.EMPTY : memory(m, f, (int) m.stack[at], length);
    return length;
  }

  /** The frame the instruction opened; {@code callee} is null for one that is over already. */
  Tracer.@Nullable Call after(Frame f, int op, @Nullable Frame callee) {
    var which = kind;
    if (which == null) {
      return null;
    }
    if (callee != null) {
      gas = callee.gas;
      if (isCreation(op)) {
        target = callee.self.address();
      }
    } else if (which == Tracer.Kind.SELFDESTRUCT) {
      gas = 0;
    } else {
      gas = m.atOnceGas;
      givenBack = isCreation(op) ? 0 : m.atOnceLeft;
      if (isCreation(op)) {
        target = EvmAddress.ZERO;
      }
    }
    return new Tracer.Call(which, f.self.address(), target, value, input, gas, precompile);
  }

  /** How a frame that never ran ended. */
  Tracer.End end(Frame f) {
    if (kind == Tracer.Kind.SELFDESTRUCT) {
      return new Tracer.End(Bytes.EMPTY, 0, "");
    }
    boolean succeeded = !Word.isZero(m.stack, f.sp - 4);
    var output = succeeded && m.returnedSize > 0 ? Bytes.copyOfRange(m.returned, 0, m.returnedSize) : Bytes.EMPTY;
    return new Tracer.End(output, m.atOnceLeft, succeeded ? "" : m.atOnceFailure);
  }

  static Bytes word(long[] s, int w) {
    var bytes = new byte[32];
    Word.store(s, w, bytes, 0);
    return Bytes.wrap(bytes);
  }

  static Bytes input(Frame frame) {
    return frame.inputSize == 0
        ? Bytes.EMPTY
        : Bytes.copyOfRange(frame.input, frame.inputAt, frame.inputAt + frame.inputSize);
  }

  static Bytes memory(Machine m, Frame f, int from, int size) {
    var bytes = new byte[size];
    int present = Math.min(size, Math.max(0, f.memorySize - from));
    if (present > 0) {
      System.arraycopy(m.memory, f.memoryBase + from, bytes, 0, present);
    }
    return Bytes.wrap(bytes);
  }
}
