package org.atoll.seth.precompile;

import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.util.BigIntegers;

/**
 * 0x100: whether an ECDSA signature over P-256 is good (EIP-7951). Input: digest, r, s, and the key's x and y. Output: 1
 * as a word, or nothing at all. Takes high s.
 */
final class P256Verify implements Precompile {
  private static final int SIZE = 160;
  private static final byte[] NOTHING = {};

  /** Made when it is first asked for, not with every node. */
  private static final class Curve {
    static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256r1");
    static final BigInteger P = PARAMETERS.getCurve().getField().getCharacteristic();
    static final BigInteger N = PARAMETERS.getN();
  }

  @Override
  public long gas(byte[] in, int from, int size) {
    return 6_900;
  }

  @Override
  public byte[] run(byte[] in, int from, int size) {
    return size == SIZE && verify(word(in, from, 0), word(in, from, 1), word(in, from, 2), word(in, from, 3),
        word(in, from, 4)) ? Padded.bool(true) : NOTHING;
  }

  private static BigInteger word(byte[] in, int from, int i) {
    return new BigInteger(1, in, from + 32 * i, 32);
  }

  private static boolean verify(BigInteger digest, BigInteger r, BigInteger s, BigInteger x, BigInteger y) {
    if (!isScalar(r) || !isScalar(s) || x.compareTo(Curve.P) >= 0 || y.compareTo(Curve.P) >= 0
        || (x.signum() == 0 && y.signum() == 0)) {
      return false;
    }
    var key = Curve.PARAMETERS.getCurve().createPoint(x, y);
    if (!key.isValid()) {
      return false;
    }
    var inverse = BigIntegers.modOddInverseVar(Curve.N, s);
    var sum = ECAlgorithms.sumOfTwoMultiplies(Curve.PARAMETERS.getG(), digest.multiply(inverse).mod(Curve.N), key,
        r.multiply(inverse).mod(Curve.N)).normalize();
    return !sum.isInfinity() && sum.getAffineXCoord().toBigInteger().mod(Curve.N).equals(r);
  }

  private static boolean isScalar(BigInteger number) {
    return number.signum() > 0 && number.compareTo(Curve.N) < 0;
  }
}
