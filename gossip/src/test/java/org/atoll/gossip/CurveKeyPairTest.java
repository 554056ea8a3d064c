package org.atoll.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.atoll.sdk.value.Bytes;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;

class CurveKeyPairTest {
  @Test
  void givenRandomSecrets_thenAnotherImplementationAgrees() {
    var random = new SplittableRandom(7);
    for (int i = 0; i < 50; i++) {
      var pair = CurveKeyPair.generate(random);
      var expected = new byte[CurveKeyPair.SIZE];
      X25519.generatePublicKey(pair.secretKey().unsafeArray(), 0, expected, 0);

      assertThat(pair.publicKey()).isEqualTo(Bytes.wrap(expected));
    }
  }

  @Test
  void givenASecretOfAnotherLength_thenItIsRefused() {
    assertThatThrownBy(() -> CurveKeyPair.of(Bytes.fromHex("0102"))).hasMessageContaining("32 bytes, not 2");
  }

  @Test
  void neverPrintsTheSecret() {
    assertThat(CurveKeyPair.generate(new SplittableRandom(1))).hasToString("***");
  }
}
