package org.atoll.bench.micro;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.value.Bytes;

/** Inputs of precompiled contracts, the same on each run. */
final class PrecompileInputs {
  static final String BN254_G1 = "%064x%064x".formatted(1, 2);
  static final String BN254_G2 = "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
      + "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
      + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
      + "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";
  private static final String PAD = "00".repeat(16);
  static final String BLS_G1 =
      PAD + "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
      + PAD + "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1";
  static final String BLS_G2 =
      PAD + "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
      + PAD + "13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
      + PAD + "0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"
      + PAD + "0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be";
  /** [tau]G1 of Ethereum's ceremony, and G1: commitment to the polynomial X, and proof that it is z at z. */
  private static final String KZG_X =
      "ad3eb50121139aa34db1d545093ac9374ab7bca2c0f3bf28e27c8dcd8fc7cb42d25926fc0c97b336e9f0fb35e5a04c81";
  private static final String KZG_ONE =
      "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb";

  private PrecompileInputs() {}

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  static byte[] bytes(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (var part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  interface Item {
    byte[] at(int i);
  }

  static byte[] repeat(int times, Item item) {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      out.writeBytes(item.at(i + 1));
    }
    return out.toByteArray();
  }

  /** A scalar below the order of every group here, most of its bits in use. */
  static byte[] scalar(int seed) {
    var scalar = bytes(32 + seed);
    scalar[0] = 0x2f;
    return Arrays.copyOf(scalar, 32);
  }

  /** A multiple of a generator, by the contract that multiplies. */
  static byte[] point(int multiplier, String generator, int seed) {
    var in = join(hex(generator), scalar(seed));
    var out = PrecompileCase.at(multiplier, Fork.OSAKA).run(in, 0, in.length);
    if (out == null) {
      throw new IllegalStateException("a generator is refused");
    }
    return out;
  }

  static byte[] length(int n) {
    return hex("%064x".formatted(n));
  }

  /**
   * Base and modulus random with their upper bit set, the base odd, the exponent all ones.
   *
   * @param exponentLength in bytes; or minus an exponent of one byte
   * @param twos how often 2 divides the modulus
   */
  static byte[] power(int baseLength, int exponentLength, int modulusLength, int twos) {
    var base = bytes(baseLength);
    base[0] |= (byte) 0x80;
    base[baseLength - 1] |= 1;
    var exponent = new byte[Math.max(1, exponentLength)];
    Arrays.fill(exponent, exponentLength < 0 ? (byte) -exponentLength : (byte) 0xff);
    var modulus = bytes(modulusLength + 1);
    modulus = Arrays.copyOf(modulus, modulusLength);
    modulus[0] |= (byte) 0x80;
    Arrays.fill(modulus, modulusLength - twos / 8, modulusLength, (byte) 0);
    int lowest = modulusLength - 1 - twos / 8;
    modulus[lowest] = (byte) ((modulus[lowest] | 1) << twos % 8);
    return join(length(baseLength), length(exponent.length), length(modulusLength), base, exponent, modulus);
  }

  static byte[] rounds(int rounds) {
    var in = bytes(213);
    System.arraycopy(hex("%08x".formatted(rounds)), 0, in, 0, 4);
    in[212] = 1;
    return in;
  }

  static byte[] signature() {
    var digest = bytes(32);
    var signed = Secp256k1.signRecoverable(digest, Bytes.wrap(scalar(3)));
    return join(digest, length(27 + signed[64]), Arrays.copyOf(signed, 64));
  }

  static byte[] proof() {
    var hash = Sha256.hash(Bytes.wrap(hex(KZG_X))).bytes().toArray();
    hash[0] = 1;
    var z = scalar(4);
    return join(hash, z, z, hex(KZG_X), hex(KZG_ONE));
  }

  static byte[] p256() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), new SecureRandom());
      var keys = generator.generateKeyPair();
      var digest = bytes(32);
      var signer = Signature.getInstance("NONEwithECDSAinP1363Format");
      signer.initSign(keys.getPrivate());
      signer.update(digest);
      var key = ((ECPublicKey) keys.getPublic()).getW();
      return join(digest, signer.sign(), hex("%064x%064x".formatted(key.getAffineX(), key.getAffineY())));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java platform has P-256", missing);
    }
  }
}
