package org.atoll.seth.core;

import java.util.Arrays;
import java.util.List;
import org.atoll.sdk.processor.QueryRequest.Stop;
import org.atoll.sdk.value.Hash32;
import org.atoll.seth.precompile.Precompiles;
import org.atoll.seth.state.Account;
import org.atoll.seth.state.Code;
import org.atoll.seth.state.CodeCache;
import org.atoll.seth.state.Journal;
import org.atoll.seth.state.LogBook;
import org.atoll.seth.word.Division;
import org.atoll.seth.word.Power;
import org.atoll.seth.word.Word;

/**
 * Everything one run needs, reused from run to run: a stack arena in which a frame's stack begins where its caller's
 * ends, a memory arena laid out alike, frames, journal, logs. Nothing here is allocated per instruction. Used by one
 * thread at a time.
 */
final class Machine {
  static final int MAX_DEPTH = 1_024;
  /** A frame's stack, and room for the one word that shows an overflow before the next instruction is refused. */
  private static final int FRAME_ROOM = Frame.STACK_LONGS + 8;
  private static final int FIRST_STACK = 2 * FRAME_ROOM;
  private static final int KEPT_STACK = (4 << 20) / 8;
  private static final int FIRST_MEMORY = 1 << 16;
  private static final int KEPT_MEMORY = 4 << 20;
  private static final int MAX_ARENA = Integer.MAX_VALUE - 64;
  private static final int FIRST_RETURNED = 1 << 12;
  /** A query asks whether it should stop each time a frame has used this much gas. */
  private static final long STOP_SLICE = 1_000_000;
  private static final int STOP_FRAMES = 1_024;
  static final Stop NEVER = () -> false;

  final Journal journal;
  final LogBook logs = new LogBook();
  final KeccakCache hashes;
  final long[] scratch = new long[Math.max(Division.SCRATCH, Power.SCRATCH)];
  final byte[] bytes = new byte[96];

  long[] stack = new long[FIRST_STACK];
  byte[] memory = new byte[FIRST_MEMORY];
  byte[] returned = new byte[FIRST_RETURNED];
  int returnedSize;

  private Frame[] frames = new Frame[8];
  private int framesUsed;
  int depth;

  BlockEnv env = BlockEnv.NONE;
  Rules rules = env.rules();
  Precompiles precompiles = env.precompiles();
  Account origin;
  final long[] gasPrice = new long[4];
  /** As BASEFEE shows it: 0 in calls that name no price. */
  final long[] baseFee = new long[4];
  List<Hash32> blobHashes = List.of();
  long refund;

  /** Below this much gas the loop asks {@link #slow}; 0 in transactions. */
  long floor;
  private Stop stop = NEVER;
  private int framesUntilStop;

  /** Of the last call or creation that was over without a frame: gas it was given, gave back, and why it failed. */
  long atOnceGas;
  long atOnceLeft;
  String atOnceFailure = "";

  /** For the message of a failure: opcode, words on the stack. */
  int haltOpcode;
  int haltWords;

  Machine(CodeCache codes, KeccakCache hashes, long seed) {
    this.hashes = hashes;
    journal = new Journal(codes, seed);
    origin = journal.account(0, 0, 0);
    for (int i = 0; i < frames.length; i++) {
      frames[i] = new Frame(origin);
    }
  }

  void begin(BlockEnv newEnv, Stop newStop) {
    env = newEnv;
    rules = newEnv.rules();
    precompiles = newEnv.precompiles();
    stop = newStop;
    framesUntilStop = STOP_FRAMES;
    journal.begin(!rules.clearsEmpty, rules.accessLists ? precompiles : null);
    logs.begin();
    returnedSize = 0;
    depth = -1;
    refund = 0;
    floor = 0;
    blobHashes = List.of();
  }

  /** Lets go of what the run brought in, and of arenas an unusual run made large. */
  void end() {
    journal.begin(false, null);
    logs.begin();
    for (int i = 0; i < framesUsed; i++) {
      frames[i].noInput();
      frames[i].code = Code.EMPTY;
      frames[i].creating = null;
    }
    framesUsed = 0;
    env = BlockEnv.NONE;
    stop = NEVER;
    blobHashes = List.of();
    if (stack.length > KEPT_STACK) {
      stack = new long[FIRST_STACK];
    }
    if (memory.length > KEPT_MEMORY) {
      memory = new byte[FIRST_MEMORY];
    }
    if (returned.length > KEPT_MEMORY) {
      returned = new byte[FIRST_RETURNED];
    }
    if (frames.length > 64) {
      frames = Arrays.copyOf(frames, 64);
    }
  }

  Frame frame() {
    return frames[depth];
  }

  /** Any frame, for a place that must not be empty. */
  Frame idleFrame() {
    return frames[0];
  }

  void atOnce(long gas, long left, String failure) {
    atOnceGas = gas;
    atOnceLeft = left;
    atOnceFailure = failure;
  }

  /** A frame on top of the current one; the caller sets code, self, caller, value, input and gas. */
  Frame push() {
    int stackBase = 0;
    int memoryBase = 0;
    boolean readOnly = false;
    if (depth >= 0) {
      var below = frames[depth];
      stackBase = below.sp;
      memoryBase = below.memoryBase + below.memorySize;
      readOnly = below.readOnly;
    }
    depth++;
    if (depth == frames.length) {
      frames = Arrays.copyOf(frames, Math.min(2 * depth, MAX_DEPTH + 1));
      for (int i = depth; i < frames.length; i++) {
        frames[i] = new Frame(origin);
      }
    }
    framesUsed = Math.max(framesUsed, depth + 1);
    if (stackBase + FRAME_ROOM > stack.length) {
      stack = Arrays.copyOf(stack, Math.max(2 * stack.length, stackBase + FRAME_ROOM));
    }
    var frame = frames[depth];
    frame.base = stackBase;
    frame.sp = stackBase;
    frame.pc = 0;
    frame.memoryBase = memoryBase;
    frame.memorySize = 0;
    frame.memoryCost = 0;
    frame.readOnly = readOnly;
    frame.creating = null;
    frame.outputSize = 0;
    frame.logMark = logs.mark();
    frame.refundMark = refund;
    returnedSize = 0;
    return frame;
  }

  // ---- gas and stopping

  /** Sets {@link #floor} for a frame about to run with this much gas. */
  void setFloor(long gas) {
    floor = stop == NEVER ? 0 : Math.max(0, gas - STOP_SLICE);
  }

  /** True when a query has pushed many frames since it last asked, and is to stop. */
  boolean shouldStop() {
    if (stop == NEVER || --framesUntilStop > 0) {
      return false;
    }
    framesUntilStop = STOP_FRAMES;
    return stop.requested();
  }

  /** The loop's check failed: says why, or 0 when only the floor was reached and the run goes on. */
  long slow(Frame f, int entry, int sp, long gas) {
    if (sp > f.base + Frame.STACK_LONGS) {
      return Halt.STACK_OVERFLOW;
    }
    if (entry == OpcodeTable.UNDEFINED) {
      return Halt.INVALID_OPCODE;
    }
    if (sp - OpcodeTable.neededLongs(entry) < f.base) {
      return Halt.STACK_UNDERFLOW;
    }
    if (gas < 0) {
      return Halt.OUT_OF_GAS;
    }
    if (stop.requested()) {
      return Halt.STOPPED;
    }
    setFloor(gas);
    return 0;
  }

  // ---- memory

  /** One past the last byte of the area with offset {@code s[at]} and size {@code s[size]}; 0 for no bytes, -1 for too many. */
  static long end(long[] s, int at, int size) {
    if ((s[size + 1] | s[size + 2] | s[size + 3]) != 0 || s[size] < 0 || s[size] > MAX_ARENA) {
      return -1;
    }
    if (s[size] == 0) {
      return 0;
    }
    if ((s[at + 1] | s[at + 2] | s[at + 3]) != 0 || s[at] < 0 || s[at] > MAX_ARENA) {
      return -1;
    }
    return s[at] + s[size];
  }

  static long words(long size) {
    return (size + 31) >>> 5;
  }

  /** Gas for memory up to {@code end}; 0 if it is there already. */
  static long expansionGas(Frame f, long end) {
    return end <= f.memorySize ? 0 : memoryGas(end) - f.memoryCost;
  }

  private static long memoryGas(long end) {
    long words = words(end);
    return 3 * words + (words * words >>> 9);
  }

  /** Pays for memory up to {@code end} and makes it; the gas left, or out of gas. */
  long expand(Frame f, long end, long gas) {
    if (end <= f.memorySize) {
      return gas;
    }
    long total = memoryGas(end);
    long left = gas - (total - f.memoryCost);
    if (left < 0 || !grow(f, end)) {
      return Halt.OUT_OF_GAS;
    }
    return left;
  }

  /** Makes memory that was paid for; false when the arena cannot hold it. */
  boolean grow(Frame f, long end) {
    if (end <= f.memorySize) {
      return true;
    }
    int size = (int) words(end) << 5;
    long arenaEnd = (long) f.memoryBase + size;
    if (arenaEnd > MAX_ARENA) {
      return false;
    }
    int from = f.memoryBase + f.memorySize;
    if (arenaEnd > memory.length) {
      var larger = new byte[(int) Math.min(MAX_ARENA, Math.max(arenaEnd, 2L * memory.length))];
      System.arraycopy(memory, 0, larger, 0, from);
      memory = larger;
    } else {
      Arrays.fill(memory, from, (int) arenaEnd, (byte) 0);
    }
    f.memorySize = size;
    f.memoryCost = memoryGas(end);
    return true;
  }

  // ---- return data

  void returnData(byte[] from, int at, int size) {
    if (size > returned.length) {
      returned = new byte[Math.max(size, (int) Math.min(2L * returned.length, MAX_ARENA))];
    }
    System.arraycopy(from, at, returned, 0, size);
    returnedSize = size;
  }

  /** Puts what a call returned where its caller wants it. */
  void deliver(Frame to) {
    int size = Math.min(to.outputSize, returnedSize);
    if (size > 0) {
      System.arraycopy(returned, 0, memory, to.memoryBase + to.outputAt, size);
    }
  }

  static void pushAddress(long[] s, int w, Account account) {
    s[w] = account.a0;
    s[w + 1] = account.a1;
    s[w + 2] = account.a2 & 0xffff_ffffL;
    s[w + 3] = 0;
  }

  static void pushHash(long[] s, int w, Hash32 hash) {
    Word.load(s, w, hash.bytes().unsafeArray(), 0);
  }
}
