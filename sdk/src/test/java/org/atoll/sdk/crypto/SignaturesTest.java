package org.atoll.sdk.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {
  private static final BigInteger ED25519_ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final BigInteger ED25519_P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final Bytes MESSAGE = Bytes.fromHex("00010203");

  @ParameterizedTest
  @EnumSource
  void takesItsOwnSignaturesAndNoOther(SignatureAlgorithm algorithm) {
    Seeds.forEachSeed(20, random -> {
      var key = PrivateKey.generate(algorithm, random);
      var message = Bytes.wrap(Seeds.bytes(random, random.nextInt(200)));
      var signature = key.sign(message);

      assertThat(signature.size()).isEqualTo(Signatures.size(algorithm));
      assertThat(Signatures.isOnCurve(key.publicKey())).isTrue();
      assertThat(Signatures.verify(key.publicKey(), message, signature)).isTrue();
      assertThat(PrivateKey.of(algorithm, key.secret()).sign(message)).isEqualTo(signature);
      assertThat(Signatures.verify(key.publicKey(), message.concat(Bytes.fromHex("00")), signature)).isFalse();
      var flipped = signature.toArray();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      assertThat(Signatures.verify(key.publicKey(), message, Bytes.wrap(flipped))).isFalse();
      var other = PrivateKey.generate(algorithm, random).publicKey();
      assertThat(Signatures.verify(other, message, signature)).isFalse();
      assertThat(Signatures.verify(key.publicKey(), message, signature.concat(Bytes.fromHex("00")))).isFalse();
      assertThat(Signatures.verify(key.publicKey(), message, Bytes.EMPTY)).isFalse();
    });
  }

  @Test
  void signsTheRfc6979VectorsWithLowS() {
    var sample = Bytes.copyOf("sample".getBytes(US_ASCII));
    var p256 = PrivateKey.of(SignatureAlgorithm.P256,
        Bytes.fromHex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"));
    var n256 = new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    var s256 = new BigInteger("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8", 16);
    assertThat(p256.publicKey().bytes().toHex().substring(2))
        .isEqualTo("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
    assertThat(p256.sign(sample).toHex())
        .isEqualTo("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
            + Bytes.wrap(scalar(n256.subtract(s256), 32)).toHex());
    var p384 = PrivateKey.of(SignatureAlgorithm.P384,
        Bytes.fromHex("6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
            + "96d5724e4c70a825f872c9ea60d2edf5"));
    var n384 = new BigInteger("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
        + "581a0db248b0a77aecec196accc52973", 16);
    var s384 = new BigInteger("99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
        + "a329c145786e679e7b82c71a38628ac8", 16);
    assertThat(p384.sign(sample).toHex())
        .isEqualTo("94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
            + "81a648152e44acf96e36dd1e80fabe46" + Bytes.wrap(scalar(n384.subtract(s384), 48)).toHex());
  }

  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  })
  void signsTheRfc8032Vectors(String secret, String publicKey, String message, String signature) {
    var key = PrivateKey.of(SignatureAlgorithm.ED25519, Bytes.fromHex(secret));
    assertThat(key.publicKey().bytes().toHex()).isEqualTo(publicKey);
    assertThat(key.sign(Bytes.fromHex(message)).toHex()).isEqualTo(signature);
    assertThat(Signatures.verify(key.publicKey(), Bytes.fromHex(message), Bytes.fromHex(signature))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"P256, secp256r1, SHA256withECDSAinP1363Format, 32", "P384, secp384r1, SHA384withECDSAinP1363Format, 48"})
  void agreesWithTheJdkOnNistCurves(SignatureAlgorithm algorithm, String curve, String name, int size)
      throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    var pair = generator.generateKeyPair();
    var point = (ECPublicKey) pair.getPublic();
    var n = point.getParams().getOrder();
    var compressed = new byte[size + 1];
    compressed[0] = (byte) (point.getW().getAffineY().testBit(0) ? 3 : 2);
    BigIntegers.asUnsignedByteArray(point.getW().getAffineX(), compressed, 1, size);
    var key = new PublicKey(algorithm, Bytes.wrap(compressed));
    for (int i = 0; i < 20; i++) {
      var signer = Signature.getInstance(name);
      signer.initSign(pair.getPrivate());
      signer.update(MESSAGE.toArray());
      var theirs = signer.sign();
      var s = new BigInteger(1, theirs, size, size);
      boolean low = s.compareTo(n.shiftRight(1)) <= 0;
      assertThat(Signatures.verify(key, MESSAGE, Bytes.copyOf(theirs))).isEqualTo(low);
      var other = theirs.clone();
      BigIntegers.asUnsignedByteArray(n.subtract(s), other, size, size);
      assertThat(Signatures.verify(key, MESSAGE, Bytes.wrap(other))).isEqualTo(!low);
    }

    var own = PrivateKey.generate(algorithm, new SplittableRandom(1));
    var xy = (algorithm == SignatureAlgorithm.P256 ? Weierstrass.P256 : Weierstrass.P384)
        .coordinates(own.publicKey().bytes().toArray());
    assertThat(xy).isNotNull();
    var jdkKey = KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(
        new ECPoint(new BigInteger(1, xy, 0, size), new BigInteger(1, xy, size, size)), point.getParams()));
    var verifier = Signature.getInstance(name);
    verifier.initVerify(jdkKey);
    verifier.update(MESSAGE.toArray());
    assertThat(verifier.verify(own.sign(MESSAGE).toArray())).isTrue();
  }

  @Test
  void agreesWithTheJdkOnEd25519() {
    var prefix = Bytes.fromHex("302a300506032b6570032100"); // X.509 wrapping of a raw key
    Seeds.forEachSeed(20, random -> {
      var own = PrivateKey.generate(SignatureAlgorithm.ED25519, random);
      var jdkKey = KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(prefix.concat(own.publicKey().bytes()).toArray()));
      var verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(jdkKey);
      verifier.update(MESSAGE.toArray());
      assertThat(verifier.verify(own.sign(MESSAGE).toArray())).isTrue();
    });
  }

  @ParameterizedTest
  @EnumSource(names = {"SECP256K1", "P256", "P384"})
  void refusesEveryOtherFormOfAnEcdsaSignature(SignatureAlgorithm algorithm) {
    var curve = switch (algorithm) {
      case SECP256K1 -> Scalars.SECP256K1;
      case P256 -> Scalars.P256;
      case P384, ED25519 -> Scalars.P384;
    };
    int size = curve.size();
    var n = order(algorithm);
    var key = PrivateKey.generate(algorithm, new SplittableRandom(3));
    var good = key.sign(MESSAGE).toArray();
    var r = new BigInteger(1, good, 0, size);
    var s = new BigInteger(1, good, size, size);

    assertThat(verifies(key, r, s, size)).isTrue();
    assertThat(verifies(key, r, n.subtract(s), size)).as("high s").isFalse();
    assertThat(verifies(key, BigInteger.ZERO, s, size)).isFalse();
    assertThat(verifies(key, r, BigInteger.ZERO, size)).isFalse();
    assertThat(verifies(key, n, s, size)).isFalse();
    assertThat(verifies(key, r, n, size)).isFalse();
    assertThat(curve.isLow(scalar(n.shiftRight(1), size), 0)).isTrue();
    assertThat(curve.isLow(scalar(n.shiftRight(1).add(BigInteger.ONE), size), 0)).isFalse();
    assertThat(curve.isScalar(scalar(n.subtract(BigInteger.ONE), size), 0)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"SECP256K1", "P256", "P384"})
  void refusesKeysOffTheCurve(SignatureAlgorithm algorithm) {
    var signature = PrivateKey.generate(algorithm, new SplittableRandom(4)).sign(MESSAGE);
    Seeds.forEachSeed(30, random -> {
      var bytes = Seeds.bytes(random, algorithm.keySize());
      bytes[0] = (byte) random.nextInt(5); // 2 and 3 are the compressed forms
      var key = new PublicKey(algorithm, Bytes.wrap(bytes));
      assertThat(Signatures.verify(key, MESSAGE, signature)).isFalse();
      if (bytes[0] < 2 || bytes[0] > 3) {
        assertThat(Signatures.isOnCurve(key)).isFalse();
      }
    });
  }

  @Test
  void refusesEd25519WithLargeS() {
    var key = PrivateKey.generate(SignatureAlgorithm.ED25519, new SplittableRandom(5));
    var signature = key.sign(MESSAGE).toArray();
    var s = littleEndian(Arrays.copyOfRange(signature, 32, 64)).add(ED25519_ORDER);
    System.arraycopy(littleEndian(s), 0, signature, 32, 32);
    assertThat(Signatures.verify(key.publicKey(), MESSAGE, Bytes.wrap(signature))).isFalse();
  }

  /** A key of small order would let one signature hold for many messages. */
  @ParameterizedTest
  @ValueSource(strings = {
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  })
  void refusesEd25519KeysOfSmallOrder(String hex) {
    var key = new PublicKey(SignatureAlgorithm.ED25519, Bytes.fromHex(hex));
    var identity = Bytes.fromHex("01" + "00".repeat(31));
    var zero = Bytes.wrap(new byte[32]);
    assertThat(Signatures.isOnCurve(key)).isFalse();
    assertThat(Signatures.verify(key, MESSAGE, identity.concat(zero))).isFalse();
    assertThat(Signatures.verify(key, MESSAGE, key.bytes().concat(zero))).isFalse();
  }

  @Test
  void refusesEd25519KeysThatAreNotReduced() {
    for (int i = 0; i < 19; i++) { // y = p + i fits 255 bits for i up to 18
      var key = new PublicKey(SignatureAlgorithm.ED25519,
          Bytes.wrap(littleEndian(ED25519_P.add(BigInteger.valueOf(i)))));
      assertThat(Signatures.isOnCurve(key)).as("p + %s", i).isFalse();
    }
  }

  @Test
  void accountsFollowTheAlgorithm() {
    var key = PrivateKey.of(SignatureAlgorithm.ED25519, Bytes.wrap(new byte[32])).publicKey();
    var digest = Keccak.hash(key.encoded()).bytes();
    assertThat(Signatures.account(key).bytes()).isEqualTo(digest.slice(12, 32));
    var secp = PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("46".repeat(32))).publicKey();
    assertThat(Signatures.account(secp)).isEqualTo(Secp256k1.addressOf(secp));
    assertThatThrownBy(() -> Secp256k1.addressOf(key)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource
  void privateKeysHideAndCheckTheirSecret(SignatureAlgorithm algorithm) {
    var key = PrivateKey.generate(algorithm, new SplittableRandom(6));
    assertThat(key.toString()).isEqualTo("***");
    assertThatThrownBy(() -> PrivateKey.of(algorithm, key.secret().concat(Bytes.fromHex("00"))))
        .isInstanceOf(IllegalArgumentException.class).hasMessageNotContaining(key.secret().toHex());
    if (algorithm != SignatureAlgorithm.ED25519) {
      int size = key.secret().size();
      assertThatThrownBy(() -> PrivateKey.of(algorithm, Bytes.wrap(new byte[size])))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> PrivateKey.of(algorithm, Bytes.wrap(scalar(order(algorithm), size))))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static BigInteger order(SignatureAlgorithm algorithm) {
    return new BigInteger(switch (algorithm) {
      case SECP256K1 -> "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
      case P256 -> "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
      case P384, ED25519 -> "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
          + "581a0db248b0a77aecec196accc52973";
    }, 16);
  }

  private static boolean verifies(PrivateKey key, BigInteger r, BigInteger s, int size) {
    return Signatures.verify(key.publicKey(), MESSAGE, Bytes.wrap(scalar(r, size)).concat(Bytes.wrap(scalar(s, size))));
  }

  private static byte[] scalar(BigInteger number, int size) {
    return BigIntegers.asUnsignedByteArray(size, number);
  }

  private static BigInteger littleEndian(byte[] bytes) {
    var reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, reversed);
  }

  private static byte[] littleEndian(BigInteger number) {
    var big = BigIntegers.asUnsignedByteArray(32, number);
    var little = new byte[32];
    for (int i = 0; i < 32; i++) {
      little[i] = big[31 - i];
    }
    return little;
  }
}
