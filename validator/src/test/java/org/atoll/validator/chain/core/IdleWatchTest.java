package org.atoll.validator.chain.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.junit.jupiter.api.Test;

/** Of four members that take turns the last is this node. */
class IdleWatchTest {
  private static final List<PublicKey> KEYS = IntStream.range(0, 4)
      .mapToObj(k -> PrivateKey.generate(SignatureAlgorithm.ED25519, new SplittableRandom(k)).publicKey()).toList();
  private static final MemberSet MEMBERS = MemberSet.of(KEYS.stream().map(Member::of).toList());
  private static final PublicKey OWN = KEYS.get(3);

  private final IdleWatch watch = new IdleWatch();

  private boolean passed(int producer) {
    return watch.passed(KEYS.get(producer), MEMBERS, OWN);
  }

  @Test
  void fourRoundsOfTheOthersWithoutADraftAreTooMany() {
    for (int block = 0; block < 11; block++) {
      assertThat(passed(block % 3)).isFalse();
    }
    assertThat(passed(2)).isTrue();
  }

  @Test
  void aDraftOrABlockOfItsOwnBeginsTheCountAnew() {
    for (int round = 0; round < 20; round++) {
      for (int block = 0; block < 9; block++) {
        assertThat(passed(block % 3)).isFalse();
      }
      if (round % 2 == 0) {
        watch.reset();
      } else {
        assertThat(passed(3)).isFalse();
      }
    }
  }

  /** Several slots in a row are one turn; one busy member says nothing about this one's turns. */
  @Test
  void blocksInARowAreOneTurn() {
    for (int block = 0; block < 40; block++) {
      assertThat(passed(block / 10 % 2)).isFalse();
    }
    for (int block = 0; block < 40; block++) {
      assertThat(passed(block % 2)).isFalse();
    }
  }

  @Test
  void whoIsNoMemberHasNoSlots() {
    var follower = PrivateKey.generate(SignatureAlgorithm.ED25519, new SplittableRandom(9)).publicKey();
    for (int block = 0; block < 100; block++) {
      assertThat(watch.passed(KEYS.get(block % 4), MEMBERS, follower)).isFalse();
    }
  }
}
