package org.atoll.seth.naive;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** One call or creation: what it was given, and its own stack, memory and gas. */
final class NaiveFrame {
  /** Ends a frame and takes all its gas. */
  static final class Halted extends Exception {
    private static final long serialVersionUID = 1;

    Halted(String why) {
      super(why);
    }
  }

  /** @param gas left; {@code ok} false with gas left is a revert */
  record Result(boolean ok, boolean reverted, BigInteger gas, byte[] output) {
    static Result failed() {
      return new Result(false, false, BigInteger.ZERO, new byte[0]);
    }
  }

  final BigInteger self;
  final BigInteger caller;
  final BigInteger value;
  final byte[] code;
  final byte[] input;
  final int depth;
  final boolean readOnly;
  BigInteger gas;
  byte[] memory = {};
  byte[] returned = {};
  final List<BigInteger> stack = new ArrayList<>();

  NaiveFrame(BigInteger self, BigInteger caller, BigInteger value, byte[] code, byte[] input, BigInteger gas, int depth,
      boolean readOnly) {
    this.self = self;
    this.caller = caller;
    this.value = value;
    this.code = code;
    this.input = input;
    this.gas = gas;
    this.depth = depth;
    this.readOnly = readOnly;
  }

  void push(BigInteger word) throws Halted {
    if (stack.size() == 1024) {
      throw new Halted("stack overflow");
    }
    stack.add(word);
  }

  BigInteger pop() throws Halted {
    if (stack.isEmpty()) {
      throw new Halted("stack underflow");
    }
    return stack.removeLast();
  }

  void charge(long cost) throws Halted {
    charge(BigInteger.valueOf(cost));
  }

  void charge(BigInteger cost) throws Halted {
    if (gas.compareTo(cost) < 0) {
      throw new Halted("out of gas");
    }
    gas = gas.subtract(cost);
  }

  private static BigInteger memoryCost(BigInteger words) {
    return words.multiply(BigInteger.valueOf(3)).add(words.pow(2).divide(BigInteger.valueOf(512)));
  }

  /** What memory up to there costs beyond what is paid already (Yellow Paper, appendix H). */
  BigInteger expansion(BigInteger offset, BigInteger size) {
    var now = BigInteger.valueOf(memory.length / 32);
    var needed = size.signum() == 0 ? BigInteger.ZERO : Numbers.words(offset.add(size));
    return needed.compareTo(now) <= 0 ? BigInteger.ZERO : memoryCost(needed).subtract(memoryCost(now));
  }

  /** Pays for memory and makes it. */
  void expand(BigInteger offset, BigInteger size) throws Halted {
    charge(expansion(offset, size));
    if (size.signum() != 0) {
      int bytes = Numbers.words(offset.add(size)).intValueExact() * 32;
      if (bytes > memory.length) {
        memory = java.util.Arrays.copyOf(memory, bytes);
      }
    }
  }

  byte[] read(BigInteger offset, BigInteger size) {
    return size.signum() == 0 ? new byte[0] : Numbers.part(memory, offset, size.intValueExact());
  }

  void write(BigInteger offset, byte[] bytes) {
    if (bytes.length > 0) {
      System.arraycopy(bytes, 0, memory, offset.intValueExact(), bytes.length);
    }
  }
}
