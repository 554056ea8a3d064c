package org.atoll.sdk.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * ECDSA over one prime curve by Bouncy Castle's hand-written field arithmetic (the generic curves are five times
 * slower). Signatures are r ‖ s, big-endian, each as long as the group order. Thread-safe.
 *
 * <p>Keys that have verified a signature are kept with the multiples Bouncy Castle computes of them, as the next
 * signature by such a key then takes half the time. A key without a valid signature never gets in.
 */
final class Weierstrass {
  static final Weierstrass SECP256K1 = new Weierstrass("secp256k1", Scalars.SECP256K1);
  static final Weierstrass P256 = new Weierstrass("secp256r1", Scalars.P256);
  static final Weierstrass P384 = new Weierstrass("secp384r1", Scalars.P384);

  private static final int KNOWN_KEYS = 1_024; // a power of two; some kilobytes each

  private final ECDomainParameters domain;
  private final BigInteger n;
  private final int size;
  private final AtomicReferenceArray<Known> knownKeys = new AtomicReferenceArray<>(KNOWN_KEYS);

  /** A key that has verified a signature. */
  private record Known(byte[] key, ECPublicKeyParameters parameters) {}

  private Weierstrass(String name, Scalars scalars) {
    X9ECParameters parameters = CustomNamedCurves.getByName(name);
    domain = new ECDomainParameters(parameters);
    n = scalars.order();
    size = scalars.size();
  }

  /**
   * Checks the equation only; the caller has checked {@link Scalars#isCanonical}.
   *
   * @param key SEC1, compressed or not; a point off the curve verifies nothing
   */
  boolean verify(byte[] digest, byte[] rs, byte[] key) {
    int slot = Arrays.hashCode(key) & (KNOWN_KEYS - 1);
    var known = knownKeys.get(slot);
    if (known != null && Arrays.equals(known.key, key)) {
      return verify(digest, rs, known.parameters);
    }
    var point = decode(key);
    if (point == null) {
      return false;
    }
    var parameters = new ECPublicKeyParameters(point, domain);
    if (!verify(digest, rs, parameters)) {
      return false;
    }
    knownKeys.set(slot, new Known(key.clone(), parameters));
    return true;
  }

  private boolean verify(byte[] digest, byte[] rs, ECPublicKeyParameters key) {
    var verifier = new ECDSASigner();
    verifier.init(false, key);
    return verifier.verifySignature(digest, new BigInteger(1, rs, 0, size), new BigInteger(1, rs, size, size));
  }

  /** Deterministic (RFC 6979, with the hash of the digest's length), low s. */
  byte[] sign(byte[] digest, byte[] secret) {
    var hash = digest.length == 48 ? new SHA384Digest() : new SHA256Digest();
    var signer = new ECDSASigner(new HMacDSAKCalculator(hash));
    signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secret), domain));
    var pair = signer.generateSignature(digest);
    var s = pair[1].compareTo(n.shiftRight(1)) > 0 ? n.subtract(pair[1]) : pair[1];
    var rs = new byte[2 * size];
    BigIntegers.asUnsignedByteArray(pair[0], rs, 0, size);
    BigIntegers.asUnsignedByteArray(s, rs, size, size);
    return rs;
  }

  /** SEC1, compressed. */
  byte[] publicKey(byte[] secret) {
    return new FixedPointCombMultiplier().multiply(domain.getG(), new BigInteger(1, secret)).getEncoded(true);
  }

  /** x ‖ y of a SEC1 key; null when it is not a point of the curve. */
  byte @Nullable [] coordinates(byte[] key) {
    var point = decode(key);
    return point == null ? null : coordinates(point);
  }

  /**
   * The key that signed (SEC1 4.1.6), x ‖ y; null when there is none. The caller has checked the range of r and s.
   *
   * @param recoveryId bit 0: parity of R's y; bit 1: R's x is r + n
   */
  byte @Nullable [] recover(byte[] digest, byte[] rs, int recoveryId) {
    var r = new BigInteger(1, rs, 0, size);
    var s = new BigInteger(1, rs, size, size);
    var x = (recoveryId & 2) == 0 ? r : r.add(n);
    if (x.compareTo(domain.getCurve().getField().getCharacteristic()) >= 0) {
      return null;
    }
    var encoded = new byte[1 + size];
    encoded[0] = (byte) (2 + (recoveryId & 1));
    BigIntegers.asUnsignedByteArray(x, encoded, 1, size);
    var point = decode(encoded);
    if (point == null) {
      return null;
    }
    var inverse = BigIntegers.modOddInverseVar(n, r);
    var u1 = n.subtract(new BigInteger(1, digest).mod(n)).multiply(inverse).mod(n);
    var u2 = s.multiply(inverse).mod(n);
    var key = ECAlgorithms.sumOfTwoMultiplies(domain.getG(), u1, point, u2).normalize();
    return key.isInfinity() ? null : coordinates(key);
  }

  private @Nullable ECPoint decode(byte[] key) {
    try {
      var point = domain.getCurve().decodePoint(key);
      return point.isInfinity() ? null : point;
    } catch (IllegalArgumentException notOnCurve) {
      return null;
    }
  }

  private byte[] coordinates(ECPoint point) {
    return Arrays.copyOfRange(point.getEncoded(false), 1, 1 + 2 * size);
  }
}
