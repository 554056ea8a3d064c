package org.atoll.seth.bls;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.atoll.seth.bls.Blst.Group;
import org.jspecify.annotations.Nullable;

/**
 * The operations of EIP-2537. A field element is 64 bytes, big-endian, less than p; a point its coordinates, of the
 * second group two elements each, the real part first; infinity all zeros. Null is the answer to an element out of
 * range, a point off its curve, and, where the EIP demands it, a point outside its group. Native memory lives as long
 * as a call. Thread-safe.
 */
public final class Bls12381 {
  /** Bytes of a field element. */
  public static final int ELEMENT = 64;
  /** Bytes of a point of the first group; one of the second takes two of these. */
  public static final int POINT = 128;
  /** Bytes of a scalar: any number. */
  public static final int SCALAR = 32;
  /** Bytes of a point of each group. */
  public static final int PAIR = 3 * POINT;

  private static final int PADDING = ELEMENT - Blst.FP;
  private static final long SCALAR_BITS = 255;
  private static final byte[] P = HexFormat.of().parseHex("1a0111ea397fe69a4b1ba7b6434bacd7"
      + "64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab");

  private Bls12381() {}

  /** Loads the library; why nothing here works on this machine, empty when all is well. */
  public static Optional<String> missing() {
    return Library.missing();
  }

  private static Group group(int n) {
    return switch (n) {
      case 1 -> Blst.FIRST;
      case 2 -> Blst.SECOND;
      default -> throw new IllegalArgumentException("group 1 or 2, not " + n);
    };
  }

  /** The sum of two points at {@code at}, which need not be in group {@code n}, 1 or 2. */
  public static byte @Nullable [] add(int n, byte[] in, int at) {
    var group = group(n);
    try (var arena = Arena.ofConfined()) {
      var p = arena.allocate(group.affineSize(), 8);
      var q = arena.allocate(group.affineSize(), 8);
      var sum = arena.allocate(group.jacobianSize(), 8);
      var bytes = arena.allocate(Blst.FP);
      if (!load(group, p, in, at, bytes) || !load(group, q, in, at + n * POINT, bytes)) {
        return null;
      }
      group.fromAffine().run(sum, p);
      group.addAffine().run(sum, sum, q);
      return store(group, sum, arena);
    }
  }

  /** The sum of {@code count} multiples, each a point of group {@code n}, 1 or 2, and a scalar. */
  public static byte @Nullable [] sum(int n, byte[] in, int at, int count) {
    var group = group(n);
    try (var arena = Arena.ofConfined()) {
      var points = arena.allocate((long) count * group.affineSize(), 8);
      var scalars = arena.allocate((long) count * Blst.SCALAR, 8);
      var bytes = arena.allocate(Blst.FP);
      int used = 0;
      for (int i = 0; i < count; i++) {
        var point = points.asSlice((long) used * group.affineSize(), group.affineSize());
        int start = at + i * (n * POINT + SCALAR);
        if (!load(group, point, in, start, bytes)) {
          return null;
        }
        if (group.isInfinity().ask(point) != 0) {
          continue;
        }
        if (group.isInGroup().ask(point) == 0) {
          return null;
        }
        MemorySegment.copy(in, start + n * POINT, bytes, ValueLayout.JAVA_BYTE, 0, SCALAR);
        var scalar = scalars.asSlice((long) used * Blst.SCALAR, Blst.SCALAR);
        if (Blst.SCALAR_FROM_BYTES.askSized(scalar, bytes, SCALAR) != 0) { // else a multiple of the order
          used++;
        }
      }
      return store(group, sum(group, points, scalars, used, arena), arena);
    }
  }

  /** A Jacobian point; blst's bucket method wants no infinity among the points and more than one. */
  private static MemorySegment sum(Group group, MemorySegment points, MemorySegment scalars, int count, Arena arena) {
    var sum = arena.allocate(group.jacobianSize(), 8); // zeros: infinity
    if (count == 1) {
      group.fromAffine().run(sum, points);
      group.multiply().runSized(sum, sum, scalars, SCALAR_BITS);
    } else if (count > 1) {
      var scratch = arena.allocate(group.sumScratch().sizeFor(count), 8);
      group.sum().runSums(sum, row(points, arena), count, row(scalars, arena), SCALAR_BITS, scratch);
    }
    return sum;
  }

  /** An array of pointers that says to blst: all lie in a row from here. */
  private static MemorySegment row(MemorySegment start, Arena arena) {
    var pointers = arena.allocate(2 * ValueLayout.ADDRESS.byteSize(), ValueLayout.ADDRESS.byteAlignment());
    pointers.setAtIndex(ValueLayout.ADDRESS, 0, start);
    return pointers; // and NULL
  }

  /** What a {@link #pairing} comes to. */
  public enum Product { ONE, OTHER, INVALID }

  /** Whether the product of the pairings of {@code count} pairs is 1. */
  public static Product pairing(byte[] in, int at, int count) {
    try (var arena = Arena.ofConfined()) {
      var first = arena.allocate((long) count * Blst.FIRST.affineSize(), 8);
      var second = arena.allocate((long) count * Blst.SECOND.affineSize(), 8);
      var bytes = arena.allocate(Blst.FP);
      int used = 0;
      for (int i = 0; i < count; i++) {
        var p = first.asSlice((long) used * Blst.FIRST.affineSize(), Blst.FIRST.affineSize());
        var q = second.asSlice((long) used * Blst.SECOND.affineSize(), Blst.SECOND.affineSize());
        int start = at + i * PAIR;
        if (!loadMember(Blst.FIRST, p, in, start, bytes) || !loadMember(Blst.SECOND, q, in, start + POINT, bytes)) {
          return Product.INVALID;
        }
        if (Blst.FIRST.isInfinity().ask(p) == 0 && Blst.SECOND.isInfinity().ask(q) == 0) {
          used++; // else a factor of 1
        }
      }
      return used == 0 || isOne(first, second, used, arena) ? Product.ONE : Product.OTHER;
    }
  }

  /** Whether the product of pairings of points in a row, none of them infinity, is 1. */
  static boolean isOne(MemorySegment first, MemorySegment second, int count, Arena arena) {
    var product = arena.allocate(Blst.FP12, 8);
    Blst.MILLER_LOOPS.runSized(product, row(second, arena), row(first, arena), count);
    Blst.FINAL_EXPONENTIATION.run(product, product);
    return Blst.IS_ONE.ask(product) != 0;
  }

  /** The point of group {@code n}, 1 or 2, that a coordinate is mapped to, as hashing to the curve does. */
  public static byte @Nullable [] map(int n, byte[] in, int at) {
    var group = group(n);
    try (var arena = Arena.ofConfined()) {
      var element = arena.allocate((long) n * Blst.FP, 8);
      if (!loadElements(n, element, in, at, arena.allocate(Blst.FP))) {
        return null;
      }
      var point = arena.allocate(group.jacobianSize(), 8);
      group.map().run(point, element, MemorySegment.NULL);
      return store(group, point, arena);
    }
  }

  private static boolean loadMember(Group group, MemorySegment point, byte[] in, int at, MemorySegment bytes) {
    return load(group, point, in, at, bytes)
        && (group.isInfinity().ask(point) != 0 || group.isInGroup().ask(point) != 0);
  }

  /**
   * Reads an affine point; false when it is neither on the curve nor infinity.
   *
   * @param bytes scratch, room for an unpadded element
   */
  private static boolean load(Group group, MemorySegment point, byte[] in, int at, MemorySegment bytes) {
    return loadElements(2 * group.elements(), point, in, at, bytes)
        && (group.isInfinity().ask(point) != 0 || group.isOnCurve().ask(point) != 0);
  }

  private static boolean loadElements(int count, MemorySegment elements, byte[] in, int at, MemorySegment bytes) {
    for (int i = 0; i < count; i++) {
      int start = at + i * ELEMENT;
      for (int j = start; j < start + PADDING; j++) {
        if (in[j] != 0) {
          return false;
        }
      }
      if (Arrays.compareUnsigned(in, start + PADDING, start + ELEMENT, P, 0, Blst.FP) >= 0) {
        return false;
      }
      MemorySegment.copy(in, start + PADDING, bytes, ValueLayout.JAVA_BYTE, 0, Blst.FP);
      Blst.FP_FROM_BYTES.run(elements.asSlice((long) i * Blst.FP, Blst.FP), bytes);
    }
    return true;
  }

  private static byte[] store(Group group, MemorySegment jacobian, Arena arena) {
    var point = arena.allocate(group.affineSize(), 8);
    group.toAffine().run(point, jacobian);
    var out = new byte[2 * group.elements() * ELEMENT];
    var bytes = arena.allocate(Blst.FP);
    for (int i = 0; i < 2 * group.elements(); i++) {
      Blst.BYTES_FROM_FP.run(bytes, point.asSlice((long) i * Blst.FP, Blst.FP));
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, out, i * ELEMENT + PADDING, Blst.FP);
    }
    return out;
  }
}
