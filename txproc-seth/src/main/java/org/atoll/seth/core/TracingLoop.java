package org.atoll.seth.core;

import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.word.Word;

/**
 * The interpreter again, plain and with a hook before and after every instruction. Same tables and operations as
 * {@link FastLoop}, another way through them: Ethereum's tests run through both.
 */
final class TracingLoop implements Loop, Step {
  private final Machine m;
  private final Operations operations;
  private final TracedCalls calls;
  private Tracer tracer = Tracer.NONE;
  /** The tracer knows of the instruction at hand, which had to wait for state. */
  private boolean announced;

  private Frame f;
  private int depth;
  private int op;
  private long gasBefore;
  private int pcBefore;

  TracingLoop(Machine machine, Operations operations) {
    m = machine;
    f = machine.idleFrame();
    this.operations = operations;
    this.calls = new TracedCalls(machine);
  }

  void begin(Tracer newTracer) {
    tracer = newTracer;
    announced = false;
  }

  void end() {
    tracer = Tracer.NONE;
    f = m.idleFrame();
  }

  @Override
  public long run(Frame frame) {
    f = frame;
    depth = m.depth + 1;
    while (true) {
      op = f.code.padded()[f.pc] & 0xff;
      gasBefore = f.gas;
      pcBefore = f.pc;
      if (!announced && !tracer.step(this)) {
        return Halt.STOPPED;
      }
      announced = true;
      int sp = f.sp;
      long how = execute();
      if (how == Halt.SUSPENDED) {
        f.pc = pcBefore;
        f.sp = sp;
        f.gas = gasBefore;
        return how;
      }
      announced = false;
      if (how < 0 && how != Halt.ENTER && how != Halt.RETURNED && how != Halt.REVERTED) {
        if (how == Halt.STOPPED) {
          return how;
        }
        return fail(how, sp);
      }
      if (how != Halt.REVERTED && how != Halt.RETURNED && f.sp > f.base + Frame.STACK_LONGS) {
        return fail(Halt.STACK_OVERFLOW, sp);
      }
      tell(how, sp);
      if (how < 0) {
        return how;
      }
    }
  }

  /** The gas left, which is also the frame's, or a {@link Halt}. */
  private long execute() {
    int entry = m.rules.table[op];
    long gas = gasBefore - OpcodeTable.gas(entry);
    if (gas < m.floor || f.sp - OpcodeTable.neededLongs(entry) < f.base) {
      long why = m.slow(f, entry, f.sp, gas);
      if (why != 0) {
        return why;
      }
    }
    calls.before(f, op, gas);
    f.pc++;
    long left = operations.run(f, op, gas);
    if (left >= 0) {
      f.gas = left;
    }
    return left;
  }

  private long fail(long how, int sp) {
    m.haltOpcode = op;
    m.haltWords = (sp - f.base) >> 2;
    f.sp = sp;
    tracer.stepped(this, OpcodeTable.gas(m.rules.table[op]), Execution.failure(how, m));
    return how;
  }

  private void tell(long how, int sp) {
    boolean entered = how == Halt.ENTER;
    var call = calls.after(f, op, entered ? m.frame() : null);
    tracer.stepped(this, cost(), "");
    if (op >= Opcode.LOG0 && op <= Opcode.LOG4) {
      tellLog(sp);
    }
    if (call != null) {
      tracer.enter(call);
      if (!entered) {
        tracer.exit(calls.end(f));
      }
    }
  }

  private long cost() {
    return calls.isCreation(op) ? calls.creationCost() : gasBefore - f.gas + calls.givenBack();
  }

  private void tellLog(int sp) {
    long[] s = m.stack;
    var topics = new ArrayList<Bytes>(4);
    for (int i = 0; i < op - Opcode.LOG0; i++) {
      topics.add(TracedCalls.word(s, sp - 12 - 4 * i));
    }
    int size = (int) s[sp - 8];
    tracer.log(self(), List.copyOf(topics), size == 0 ? Bytes.EMPTY : memory((int) s[sp - 4], size));
  }

  /** The outermost frame begins. */
  void enterOutermost(Frame frame, boolean precompile) {
    tracer.enter(new Tracer.Call(frame.creating == null ? Tracer.Kind.CALL : Tracer.Kind.CREATE,
        m.origin.address(), frame.self.address(), Word.toBigInteger(frame.value, 0),
        frame.creating == null ? TracedCalls.input(frame) : frame.code.bytes(), frame.gas, precompile));
  }

  /** A frame has ended and its effects are settled. */
  void exit(Frame frame, long how) {
    boolean keeps = how == Halt.RETURNED || how == Halt.REVERTED;
    var error = how == Halt.RETURNED ? "" : how == Halt.REVERTED ? Tracer.REVERTED : Execution.failure(how, m);
    tracer.exit(new Tracer.End(keeps ? returnData() : Bytes.EMPTY, frame.gas, error));
  }

  Tracer tracer() {
    return tracer;
  }

  // ---- what a tracer sees

  @Override
  public int pc() {
    return pcBefore;
  }

  @Override
  public int opcode() {
    return op;
  }

  @Override
  public String name() {
    return OpcodeTable.displayName(op);
  }

  @Override
  public long gas() {
    return gasBefore;
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public EvmAddress self() {
    return f.self.address();
  }

  @Override
  public int stackSize() {
    return (f.sp - f.base) >> 2;
  }

  @Override
  public long limb(int word, int limb) {
    return m.stack[f.sp - 4 - 4 * word + limb];
  }

  @Override
  public Bytes word(int fromTop) {
    return TracedCalls.word(m.stack, f.sp - 4 - 4 * fromTop);
  }

  @Override
  public int memorySize() {
    return f.memorySize;
  }

  @Override
  public Bytes memory(int from, int size) {
    return TracedCalls.memory(m, f, from, size);
  }

  @Override
  public Bytes returnData() {
    return m.returnedSize == 0 ? Bytes.EMPTY : Bytes.copyOfRange(m.returned, 0, m.returnedSize);
  }

  @Override
  public long refund() {
    return m.refund;
  }
}
