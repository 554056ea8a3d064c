package org.atoll.sdk.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class Secp256k1Test {
  private static final BigInteger N =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final BigInteger P =
      new BigInteger("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f", 16);

  private final Secp256k1Backend java = new Secp256k1Backend.Java();

  @Test
  void signsTheKnownRfc6979Vector() {
    var key = PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.wrap(BigIntegers.asUnsignedByteArray(32, BigInteger.ONE)));
    var signature = key.sign(Bytes.copyOf("Satoshi Nakamoto".getBytes(US_ASCII)));
    assertThat(signature.toHex()).isEqualTo("934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
        + "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5");
  }

  @Test
  void derivesTheAddressOfTheEip155Example() {
    var key = PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("46".repeat(32)));
    assertThat(Secp256k1.addressOf(key.publicKey()))
        .isEqualTo(EvmAddress.fromHex("9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f"));
  }

  @Test
  void recoversWhoSigned() {
    Seeds.forEachSeed(50, random -> {
      var key = PrivateKey.generate(SignatureAlgorithm.SECP256K1, random);
      var digest = Seeds.bytes(random, 32);
      var signature = key.signRecoverable(digest);
      var rs = Bytes.copyOfRange(signature, 0, 64);

      assertThat(signature).isEqualTo(Secp256k1.signRecoverable(digest, key.secret()));
      assertThat(Secp256k1.isLowS(rs)).isTrue();
      assertThat(Secp256k1.recover(digest, rs, signature[64]).map(Secp256k1::address))
          .contains(Secp256k1.addressOf(key.publicKey()));
      assertThat(Secp256k1.recover(digest, rs, signature[64] ^ 1).map(Secp256k1::address))
          .isNotEqualTo(Optional.of(Secp256k1.addressOf(key.publicKey())));
    });
  }

  @Test
  void recoversFromHighSWithTheOtherParity() {
    Seeds.forEachSeed(20, random -> {
      var key = PrivateKey.generate(SignatureAlgorithm.SECP256K1, random);
      var digest = Seeds.bytes(random, 32);
      var signature = key.signRecoverable(digest);
      var s = N.subtract(new BigInteger(1, signature, 32, 32));
      var high = rs(new BigInteger(1, signature, 0, 32), s);

      assertThat(Secp256k1.isLowS(high)).isFalse();
      assertThat(Secp256k1.recover(digest, high, signature[64] ^ 1).map(Secp256k1::address))
          .contains(Secp256k1.addressOf(key.publicKey()));
    });
  }

  @Test
  void nothingIsRecoveredFromNumbersOutOfRange() {
    var digest = new byte[32];
    var one = BigInteger.ONE;
    for (var bad : new BigInteger[] {BigInteger.ZERO, N, N.add(one), BigInteger.TWO.pow(256).subtract(one)}) {
      assertThat(Secp256k1.recover(digest, rs(bad, one), 0)).isEmpty();
      assertThat(Secp256k1.recover(digest, rs(one, bad), 0)).isEmpty();
    }
    assertThat(Secp256k1.recover(digest, Bytes.wrap(new byte[63]), 0)).isEmpty();
    assertThat(Secp256k1.recover(digest, rs(one, one), 4)).isEmpty();
    assertThat(Secp256k1.recover(digest, rs(one, one), -1)).isEmpty();
    assertThatThrownBy(() -> Secp256k1.recover(new byte[31], rs(one, one), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Every way in, good and bad numbers: libsecp256k1 and Bouncy Castle must answer alike. */
  @Test
  void nativeAndJavaAgree() {
    var loaded = LibSecp256k1.load();
    assumeTrue(loaded.isPresent(), "skipped, libsecp256k1 does not load here");
    var lib = loaded.get();
    Seeds.forEachSeed(300, random -> {
      var secret = PrivateKey.generate(SignatureAlgorithm.SECP256K1, random).secret().toArray();
      var digest = digest(random);
      var key = lib.publicKey(secret);
      assertThat(java.publicKey(secret)).isEqualTo(key);
      assertThat(java.coordinates(key)).isEqualTo(lib.coordinates(key));
      var signature = lib.sign(digest, secret);
      assertThat(java.sign(digest, secret)).isEqualTo(signature);

      var others = new byte[][] {signature, lib.sign(digest(random), secret), smallR(random), randomRs(random)};
      for (var rs : others) {
        assertThat(java.verify(digest, rs, key)).isEqualTo(lib.verify(digest, rs, key));
        for (int id = 0; id < 4; id++) {
          assertThat(java.recover(digest, rs, id)).as("id %s of %s", id, Bytes.wrap(rs))
              .isEqualTo(lib.recover(digest, rs, id));
        }
      }
      var anyKey = Seeds.bytes(random, 33);
      anyKey[0] = (byte) (2 + random.nextInt(2));
      assertThat(java.coordinates(anyKey)).isEqualTo(lib.coordinates(anyKey));
      assertThat(java.verify(digest, signature, anyKey)).isFalse();
      assertThat(lib.verify(digest, signature, anyKey)).isFalse();
    });
  }

  @Test
  void whatTheLibraryIsAskedWhenItIsLoadedHasTheRightAnswers() {
    assertThat(LibSecp256k1.isRight(java)).isTrue();
    assertThat(LibSecp256k1.isRight(new Credulous(java))).isFalse();
  }

  /** Takes every signature. */
  private record Credulous(Secp256k1Backend real) implements Secp256k1Backend {
    @Override
    public byte @Nullable [] recover(byte[] digest, byte[] rs, int recoveryId) {
      return real.recover(digest, rs, recoveryId);
    }

    @Override
    public boolean verify(byte[] digest, byte[] rs, byte[] key) {
      return true;
    }

    @Override
    public byte[] sign(byte[] digest, byte[] secret) {
      return real.sign(digest, secret);
    }

    @Override
    public byte[] publicKey(byte[] secret) {
      return real.publicKey(secret);
    }

    @Override
    public byte @Nullable [] coordinates(byte[] key) {
      return real.coordinates(key);
    }
  }

  @Test
  void nativeAndJavaAgreeOnKeysWithABadFirstByteOrTooLargeX() {
    var loaded = LibSecp256k1.load();
    assumeTrue(loaded.isPresent(), "skipped, libsecp256k1 does not load here");
    var lib = loaded.get();
    var tooLarge = new byte[33];
    System.arraycopy(BigIntegers.asUnsignedByteArray(32, P.add(BigInteger.ONE)), 0, tooLarge, 1, 32);
    for (int first = 0; first < 256; first++) {
      var key = PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("11".repeat(32))).publicKey().bytes().toArray();
      key[0] = (byte) first;
      tooLarge[0] = (byte) first;
      assertThat(java.coordinates(key)).as("first byte %s", first).isEqualTo(lib.coordinates(key));
      assertThat(java.coordinates(tooLarge)).isNull();
      assertThat(lib.coordinates(tooLarge)).isNull();
    }
  }

  private static byte[] digest(RandomGenerator random) {
    var digest = Seeds.bytes(random, 32);
    if (random.nextInt(4) == 0) {
      Arrays.fill(digest, 0, 8, (byte) 0xff); // often above n
    }
    return digest;
  }

  /** r below p − n: recovery ids 2 and 3 come into play. */
  private static byte[] smallR(RandomGenerator random) {
    return rs(new BigInteger(1, Seeds.bytes(random, 15)).add(BigInteger.ONE), scalar(random)).toArray();
  }

  private static byte[] randomRs(RandomGenerator random) {
    return rs(scalar(random), scalar(random)).toArray();
  }

  /** 1 to n / 2: verification takes low s only. */
  private static BigInteger scalar(RandomGenerator random) {
    return new BigInteger(1, Seeds.bytes(random, 32)).mod(N.shiftRight(1)).add(BigInteger.ONE);
  }

  private static Bytes rs(BigInteger r, BigInteger s) {
    return Bytes.wrap(BigIntegers.asUnsignedByteArray(32, r)).concat(Bytes.wrap(BigIntegers.asUnsignedByteArray(32, s)));
  }
}
