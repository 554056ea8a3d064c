package org.atoll.seth.precompile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ethereum.ckzg4844.CKZG4844JNI;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.testing.Conformance;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Point evaluation beside the library other clients use, on blobs at random. */
final class KzgTest {
  private static final BigInteger MODULUS = CKZG4844JNI.BLS_MODULUS;
  private static final String ANSWER = "%064x%064x".formatted(4_096, MODULUS);
  private static boolean loaded;

  private final Random random = new Random(23);
  private final Contract contract = Contract.at(0x0a, Fork.CANCUN);

  @BeforeAll
  static void load() {
    var setup = Conformance.file("precompiles/kzg_trusted_setup_mainnet.txt");
    assumeTrue(setup.isPresent(), Conformance.MISSING);
    CKZG4844JNI.loadNativeLibrary();
    CKZG4844JNI.loadTrustedSetup(setup.get().toString(), 0);
    loaded = true;
  }

  @AfterAll
  static void free() {
    if (loaded) {
      CKZG4844JNI.freeTrustedSetup();
    }
  }

  private byte[] scalar() {
    var number = switch (random.nextInt(5)) {
      case 0 -> BigInteger.valueOf(random.nextInt(3));
      case 1 -> MODULUS.subtract(BigInteger.valueOf(1 + random.nextInt(3)));
      default -> new BigInteger(256, random).mod(MODULUS);
    };
    return HexFormat.of().parseHex("%064x".formatted(number));
  }

  private String run(byte[] commitment, byte[] z, byte[] y, byte[] proof) {
    var hash = Sha256.hash(Bytes.wrap(commitment)).bytes().toArray();
    hash[0] = 1;
    return run(hash, commitment, z, y, proof);
  }

  private String run(byte[] hash, byte[] commitment, byte[] z, byte[] y, byte[] proof) {
    var hex = HexFormat.of();
    return contract.run(hex.formatHex(hash) + hex.formatHex(z) + hex.formatHex(y) + hex.formatHex(commitment)
        + hex.formatHex(proof));
  }

  @Test
  void agreesWithTheOtherLibrary() {
    for (int round = 0; round < 4; round++) {
      var blob = new byte[CKZG4844JNI.BYTES_PER_BLOB];
      for (int i = 0; i < CKZG4844JNI.FIELD_ELEMENTS_PER_BLOB; i++) {
        System.arraycopy(scalar(), 0, blob, 32 * i, 32);
      }
      var commitment = CKZG4844JNI.blobToKzgCommitment(blob);
      var z = scalar();
      var made = CKZG4844JNI.computeKzgProof(blob, z);
      assertThat(CKZG4844JNI.verifyKzgProof(commitment, z, made.getY(), made.getProof())).isTrue();
      assertThat(run(commitment, z, made.getY(), made.getProof())).isEqualTo(ANSWER);

      var other = scalar();
      for (var wrong : new byte[][][] {{commitment, other, made.getY(), made.getProof()},
          {commitment, z, other, made.getProof()}, {commitment, z, made.getY(), commitment},
          {made.getProof(), z, made.getY(), made.getProof()}}) {
        assertThat(CKZG4844JNI.verifyKzgProof(wrong[0], wrong[1], wrong[2], wrong[3])).isFalse();
        assertThat(run(wrong[0], wrong[1], wrong[2], wrong[3])).isEqualTo("refused");
      }
      var hash = Sha256.hash(Bytes.wrap(commitment)).bytes().toArray(); // without the version
      hash[0] = 2;
      assertThat(run(hash, commitment, z, made.getY(), made.getProof())).isEqualTo("refused");
    }
  }

  @Test
  void scalarsAreBelowTheModulus() {
    var infinity = new byte[48];
    infinity[0] = (byte) 0xc0;
    var zero = new byte[32];
    var modulus = HexFormat.of().parseHex("%064x".formatted(MODULUS));
    assertThat(run(infinity, scalar(), zero, infinity)).isEqualTo(ANSWER); // the polynomial 0
    assertThat(run(infinity, modulus, zero, infinity)).isEqualTo("refused");
    assertThat(run(infinity, zero, modulus, infinity)).isEqualTo("refused");
    var ones = zero.clone();
    Arrays.fill(ones, (byte) 0xff);
    assertThat(run(infinity, ones, zero, infinity)).isEqualTo("refused");
  }

  @Test
  void pointsAreOfTheGroup() {
    var zero = new byte[32];
    var infinity = new byte[48];
    infinity[0] = (byte) 0xc0;
    var outside = new byte[48]; // (0, 2), of order 3
    outside[0] = (byte) 0x80;
    assertThat(run(outside, zero, zero, outside)).isEqualTo("refused");
    assertThat(run(infinity, zero, zero, outside)).isEqualTo("refused");
    var notReduced = infinity.clone();
    notReduced[47] = 1;
    assertThat(run(notReduced, zero, zero, infinity)).isEqualTo("refused");
    assertThat(run(new byte[48], zero, zero, infinity)).isEqualTo("refused");
  }
}
