package org.atoll.validator.chain.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;

final class KeySpaceTest {
  private static Bytes key(java.util.random.RandomGenerator random) {
    var key = new byte[random.nextInt(0, 6)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(4) * 85);
    }
    return Bytes.wrap(key);
  }

  @Test
  void piecesFollowEachOtherAndMakeUpThePart() {
    Seeds.forEachSeed(2_000, random -> {
      var a = key(random);
      var b = key(random);
      var part = new KeySpace.Part(a.compareTo(b) < 0 ? a : b, a.compareTo(b) < 0 && random.nextBoolean() ? b : Bytes.EMPTY);
      int pieces = random.nextInt(1, 20);

      var split = KeySpace.split(part, key(random), pieces);

      assertThat(split.size()).isBetween(1, pieces);
      assertThat(split.getFirst().from()).isEqualTo(part.from());
      assertThat(split.getLast().to()).isEqualTo(part.to());
      for (int i = 1; i < split.size(); i++) {
        assertThat(split.get(i).from()).isEqualTo(split.get(i - 1).to()).isGreaterThan(split.get(i - 1).from());
      }
    });
  }

  @Test
  void givenKeysSpreadBehindACommonStem_thenItIsCutWhereTheyDiffer() {
    var split = KeySpace.split(new KeySpace.Part(Bytes.fromHex("010203000001"), Bytes.EMPTY), Bytes.fromHex("010203ffff"), 16);

    assertThat(split).hasSize(16);
    assertThat(split.get(8).from()).isEqualTo(Bytes.fromHex("0102037fff"));
  }
}
