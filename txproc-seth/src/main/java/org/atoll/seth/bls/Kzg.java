package org.atoll.seth.bls;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/** Proofs that a committed polynomial has a value at a point: verify_kzg_proof of EIP-4844. Thread-safe. */
public final class Kzg {
  /** Order of the groups, and so the modulus of scalars; big-endian. */
  public static final String MODULUS = "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001";
  /** Bytes of a compressed point. */
  public static final int POINT = 48;
  /** Bytes of a scalar. */
  public static final int SCALAR = 32;

  private static final byte[] ORDER = HexFormat.of().parseHex(MODULUS);
  private static final long SCALAR_BITS = 255;

  private static final class Setup { // needs the library
    /** [tau]G2, the second point of the second group that Ethereum's ceremony came to. */
    static final MemorySegment TAU = second("b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d"
        + "2914e5870cb452d2afaaab24f3499f72185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b"
        + "087041de621000edc98edada20c1def2");
    /** -G2. */
    static final MemorySegment MINUS_ONE = minusGenerator();

    private static MemorySegment second(String compressed) {
      var point = Arena.global().allocate(Blst.SECOND.affineSize(), 8);
      try (var arena = Arena.ofConfined()) {
        var bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, HexFormat.of().parseHex(compressed));
        if (Blst.UNCOMPRESS_SECOND.ask(point, bytes) != 0 || Blst.SECOND.isInGroup().ask(point) == 0) {
          throw new IllegalStateException("the ceremony's point is not one");
        }
      }
      return point;
    }

    private static MemorySegment minusGenerator() {
      var point = Arena.global().allocate(Blst.SECOND.affineSize(), 8);
      try (var arena = Arena.ofConfined()) {
        var sum = arena.allocate(Blst.SECOND.jacobianSize(), 8);
        Blst.SECOND.fromAffine().run(sum, Blst.SECOND.generator().get());
        var minusOne = scalar(new BigInteger(1, ORDER).subtract(BigInteger.ONE), arena);
        Blst.SECOND.multiply().runSized(sum, sum, minusOne, SCALAR_BITS);
        Blst.SECOND.toAffine().run(point, sum);
      }
      return point;
    }
  }

  private Kzg() {}

  /**
   * Whether the polynomial committed to has value y at z: with C the commitment and Q the proof, whether
   * e(C - y G1 + z Q, -G2) e(Q, tau G2) is 1.
   *
   * @param commitmentAt where 48 bytes are a compressed point
   * @param zAt where 32 bytes are z
   * @param yAt where 32 bytes are y
   * @param proofAt where 48 bytes are a compressed point
   * @return false too for a point not of the group or badly encoded, and for a scalar not below {@link #MODULUS}
   */
  public static boolean verify(byte[] in, int commitmentAt, int zAt, int yAt, int proofAt) {
    if (!isScalar(in, zAt) || !isScalar(in, yAt)) {
      return false;
    }
    var group = Blst.FIRST;
    try (var arena = Arena.ofConfined()) {
      var commitment = arena.allocate(group.affineSize(), 8);
      var proof = arena.allocate(group.affineSize(), 8);
      if (!load(commitment, in, commitmentAt, arena) || !load(proof, in, proofAt, arena)) {
        return false;
      }
      var left = arena.allocate(group.jacobianSize(), 8);
      var term = arena.allocate(group.jacobianSize(), 8);
      group.fromAffine().run(left, proof);
      group.multiply().runSized(left, left, scalar(new BigInteger(1, in, zAt, SCALAR), arena), SCALAR_BITS);
      var minusY = new BigInteger(1, ORDER).subtract(new BigInteger(1, in, yAt, SCALAR));
      group.fromAffine().run(term, group.generator().get());
      group.multiply().runSized(term, term, scalar(minusY, arena), SCALAR_BITS);
      group.add().run(left, left, term);
      group.addAffine().run(left, left, commitment);
      return holds(left, proof, arena);
    }
  }

  private static boolean holds(MemorySegment left, MemorySegment proof, Arena arena) {
    var group = Blst.FIRST;
    var first = arena.allocate(2L * group.affineSize(), 8);
    var second = arena.allocate(2L * Blst.SECOND.affineSize(), 8);
    int used = 0;
    group.toAffine().run(first, left);
    if (group.isInfinity().ask(first) == 0) {
      second.copyFrom(Setup.MINUS_ONE);
      used++;
    }
    if (group.isInfinity().ask(proof) == 0) {
      first.asSlice((long) used * group.affineSize()).copyFrom(proof);
      second.asSlice((long) used * Blst.SECOND.affineSize()).copyFrom(Setup.TAU);
      used++;
    }
    return used == 0 || Bls12381.isOne(first, second, used, arena);
  }

  private static boolean isScalar(byte[] in, int at) {
    return Arrays.compareUnsigned(in, at, at + SCALAR, ORDER, 0, SCALAR) < 0;
  }

  private static boolean load(MemorySegment point, byte[] in, int at, Arena arena) {
    var bytes = arena.allocate(POINT);
    MemorySegment.copy(in, at, bytes, ValueLayout.JAVA_BYTE, 0, POINT);
    return Blst.UNCOMPRESS.ask(point, bytes) == 0
        && (Blst.FIRST.isInfinity().ask(point) != 0 || Blst.FIRST.isInGroup().ask(point) != 0);
  }

  /** A scalar as blst takes it: little-endian. */
  private static MemorySegment scalar(BigInteger number, Arena arena) {
    var bytes = arena.allocate(SCALAR);
    for (int i = 0; i < SCALAR; i++) {
      bytes.set(ValueLayout.JAVA_BYTE, i, (byte) number.shiftRight(8 * i).intValue());
    }
    return bytes;
  }
}
