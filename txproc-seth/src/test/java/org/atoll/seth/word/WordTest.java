package org.atoll.seth.word;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class WordTest {
  private static final BigInteger MOD = BigInteger.ONE.shiftLeft(256);
  private static final BigInteger MAX = MOD.subtract(BigInteger.ONE);
  private static final BigInteger HALF = BigInteger.ONE.shiftLeft(255);
  private static final int ROUNDS = 60_000;

  /** On the stack: first operand on top. */
  @FunctionalInterface
  private interface Machine {
    void run(long[] stack, int sp, long[] scratch);
  }

  @FunctionalInterface
  private interface Model {
    BigInteger of(BigInteger a, BigInteger b, BigInteger c);
  }

  enum Operation {
    ADD(2, (s, sp, x) -> Word.add(s, sp - 4, s, sp - 8, s, sp - 8), (a, b, c) -> a.add(b)),
    SUB(2, (s, sp, x) -> Word.subtract(s, sp - 4, s, sp - 8, s, sp - 8), (a, b, c) -> a.subtract(b)),
    MUL(2, (s, sp, x) -> Word.mul(s, sp), (a, b, c) -> a.multiply(b)),
    DIV(2, Division::div, (a, b, c) -> b.signum() == 0 ? b : a.divide(b)),
    MODULO(2, Division::mod, (a, b, c) -> b.signum() == 0 ? b : a.mod(b)),
    SDIV(2, Division::sdiv, (a, b, c) -> b.signum() == 0 ? b : signed(a).divide(signed(b))),
    SMOD(2, Division::smod, (a, b, c) -> b.signum() == 0 ? b : signed(a).remainder(signed(b))),
    ADDMOD(3, Division::addmod, (a, b, c) -> c.signum() == 0 ? c : a.add(b).mod(c)),
    MULMOD(3, Division::mulmod, (a, b, c) -> c.signum() == 0 ? c : a.multiply(b).mod(c)),
    EXP(2, Power::exp, (a, b, c) -> a.modPow(b, MOD)),
    SIGNEXTEND(2, (s, sp, x) -> Word.signExtend(s, sp), (a, b, c) -> signExtend(a, b)),
    BYTE(2, (s, sp, x) -> Word.byteAt(s, sp), (a, b, c) -> a.bitLength() > 5 ? BigInteger.ZERO
        : b.shiftRight(8 * (31 - a.intValue())).and(BigInteger.valueOf(255))),
    SHL(2, (s, sp, x) -> Word.shiftLeft(s, sp), (a, b, c) -> a.bitLength() > 8 ? BigInteger.ZERO : b.shiftLeft(a.intValue())),
    SHR(2, (s, sp, x) -> Word.shiftRight(s, sp), (a, b, c) -> a.bitLength() > 8 ? BigInteger.ZERO : b.shiftRight(a.intValue())),
    SAR(2, (s, sp, x) -> Word.shiftRightSigned(s, sp),
        (a, b, c) -> signed(b).shiftRight(a.bitLength() > 8 ? 256 : a.intValue())),
    LT(2, (s, sp, x) -> Word.set(s, sp - 8, Word.less(s, sp - 4, s, sp - 8) ? 1 : 0), (a, b, c) -> bit(a.compareTo(b) < 0)),
    SLT(2, (s, sp, x) -> Word.set(s, sp - 8, Word.lessSigned(s, sp - 4, sp - 8) ? 1 : 0),
        (a, b, c) -> bit(signed(a).compareTo(signed(b)) < 0)),
    NEGATE(1, (s, sp, x) -> Word.negate(s, sp - 4), (a, b, c) -> a.negate()),
    BIT_LENGTH(1, (s, sp, x) -> Word.set(s, sp - 4, Word.bitLength(s[sp - 4], s[sp - 3], s[sp - 2], s[sp - 1])),
        (a, b, c) -> BigInteger.valueOf(a.bitLength()));

    final int operands;
    final Machine machine;
    final Model model;

    Operation(int operands, Machine machine, Model model) {
      this.operands = operands;
      this.machine = machine;
      this.model = model;
    }
  }

  private static BigInteger bit(boolean set) {
    return set ? BigInteger.ONE : BigInteger.ZERO;
  }

  private static BigInteger signed(BigInteger word) {
    return word.compareTo(HALF) >= 0 ? word.subtract(MOD) : word;
  }

  private static BigInteger signExtend(BigInteger k, BigInteger word) {
    if (k.compareTo(BigInteger.valueOf(30)) > 0) {
      return word;
    }
    int bits = 8 * k.intValue() + 8;
    var low = word.mod(BigInteger.ONE.shiftLeft(bits));
    return low.testBit(bits - 1) ? low.subtract(BigInteger.ONE.shiftLeft(bits)) : low;
  }

  /** Any size, long runs of equal bits, near powers of two: where carries and quotient corrections hide. */
  private static BigInteger any(RandomGenerator random) {
    return switch (random.nextInt(8)) {
      case 0 -> BigInteger.valueOf(random.nextInt(300));
      case 1 -> BigInteger.ONE.shiftLeft(random.nextInt(257)).subtract(BigInteger.valueOf(random.nextInt(3))).and(MAX);
      case 2 -> MAX.subtract(BigInteger.valueOf(random.nextInt(300)));
      case 3 -> runs(random);
      case 4 -> limbs(random);
      case 5 -> bits(random, 1 + random.nextInt(4) * 64);
      default -> bits(random, random.nextInt(257));
    };
  }

  private static BigInteger bits(RandomGenerator random, int count) {
    var bytes = new byte[33];
    random.nextBytes(bytes);
    return new BigInteger(1, bytes).mod(BigInteger.ONE.shiftLeft(count));
  }

  private static BigInteger runs(RandomGenerator random) {
    var word = BigInteger.ZERO;
    for (int at = 0; at < 256;) {
      int size = 1 + random.nextInt(100);
      if (random.nextBoolean()) {
        word = word.or(BigInteger.ONE.shiftLeft(size).subtract(BigInteger.ONE).shiftLeft(at));
      }
      at += size;
    }
    return word.and(MAX);
  }

  /** Limbs of all zeros, all ones, or the top bit: makes Knuth's estimate too large. */
  private static BigInteger limbs(RandomGenerator random) {
    var word = BigInteger.ZERO;
    for (int i = 0; i < 4; i++) {
      long limb = switch (random.nextInt(5)) {
        case 0 -> 0;
        case 1 -> -1;
        case 2 -> Long.MIN_VALUE;
        case 3 -> Long.MAX_VALUE;
        default -> random.nextLong();
      };
      word = word.shiftLeft(64).or(new BigInteger(Long.toUnsignedString(limb)));
    }
    return word;
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void agreesWithBigInteger(Operation operation) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(operation.name().hashCode());
    var stack = new long[24];
    var scratch = new long[Math.max(Division.SCRATCH, Power.SCRATCH)];
    int rounds = operation == Operation.EXP ? ROUNDS / 10 : ROUNDS;
    for (int i = 0; i < rounds; i++) {
      var a = any(random);
      var b = random.nextInt(10) == 0 ? a : any(random);
      var c = any(random);
      int sp = 4 + 4 * operation.operands;
      Word.set(stack, sp - 4, a);
      if (operation.operands > 1) {
        Word.set(stack, sp - 8, b);
      }
      if (operation.operands > 2) {
        Word.set(stack, sp - 12, c);
      }
      operation.machine.run(stack, sp, scratch);
      assertThat(Word.toBigInteger(stack, 4)).as("%s %x %x %x", operation, a, b, c)
          .isEqualTo(operation.model.of(a, b, c).mod(MOD));
    }
  }

  @Test
  void bytesAndBack() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    var stack = new long[8];
    for (int i = 0; i < 5_000; i++) {
      var a = any(random);
      Word.set(stack, 0, a);
      var minimal = Word.minimalBytes(stack[0], stack[1], stack[2], stack[3]);
      assertThat(new BigInteger(1, minimal)).isEqualTo(a);
      assertThat(minimal.length).isEqualTo((a.bitLength() + 7) / 8);
      Word.loadShort(stack, 4, minimal, 0, minimal.length);
      assertThat(Word.equal(stack, 0, stack, 4)).isTrue();
      var full = new byte[40];
      Word.store(stack, 0, full, 3);
      Word.load(stack, 4, full, 3);
      assertThat(Word.toBigInteger(stack, 4)).isEqualTo(a);
    }
  }
}
