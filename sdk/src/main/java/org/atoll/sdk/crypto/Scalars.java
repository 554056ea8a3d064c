package org.atoll.sdk.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/** Numbers modulo a curve's order n (SEC 2), big-endian: the halves of a signature, and secrets. Immutable. */
final class Scalars {
  static final Scalars SECP256K1 = new Scalars("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
  static final Scalars P256 = new Scalars("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  static final Scalars P384 = new Scalars("ffffffffffffffffffffffffffffffffffffffffffffffff"
      + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973");

  private final byte[] order;
  private final byte[] halfOrder;

  private Scalars(String order) {
    this.order = HexFormat.of().parseHex(order);
    var half = new BigInteger(order, 16).shiftRight(1).toString(16);
    this.halfOrder = HexFormat.of().parseHex("0".repeat(order.length() - half.length()) + half);
  }

  BigInteger order() {
    return new BigInteger(1, order);
  }

  /** Bytes of a scalar, and half a signature. */
  int size() {
    return order.length;
  }

  /** Whether the scalar at {@code off} is in 1 to n − 1. */
  boolean isScalar(byte[] bytes, int off) {
    if (Arrays.compareUnsigned(bytes, off, off + size(), order, 0, size()) >= 0) {
      return false;
    }
    for (int i = off; i < off + size(); i++) {
      if (bytes[i] != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether the scalar at {@code off} is at most n / 2. */
  boolean isLow(byte[] bytes, int off) {
    return Arrays.compareUnsigned(bytes, off, off + size(), halfOrder, 0, size()) <= 0;
  }

  /** Whether r and s are in range and s is low: the only form Atoll takes. */
  boolean isCanonical(byte[] rs) {
    return rs.length == 2 * size() && isScalar(rs, 0) && isScalar(rs, size()) && isLow(rs, size());
  }
}
