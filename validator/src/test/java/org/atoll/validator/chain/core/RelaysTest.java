package org.atoll.validator.chain.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelaysTest {
  private static final int WANTED = 10;
  private static final List<PublicKey> KEYS = IntStream.rangeClosed(1, 101)
      .mapToObj(k -> PrivateKey.of(SignatureAlgorithm.ED25519, Bytes.fromHex("%064x".formatted(k))).publicKey()).toList();

  private static EpochView epoch(int members, long number) {
    var set = MemberSet.of(KEYS.subList(0, members).stream()
        .map(key -> new Member(key, 1)).toList());
    return new EpochView(number, 1 + 100 * number, 100 + 100 * number,
        new Hash32(Sha256.hash(new byte[] {(byte) number}).bytes()), set);
  }

  @ParameterizedTest
  @ValueSource(ints = {51, 60, 99, 100, 101})
  void eachMemberIsServedByFourOfTheTenRelays(int n) {
    var relays = Relays.of(epoch(n, 3), WANTED);

    assertThat(relays.all()).hasSize(WANTED).doesNotHaveDuplicates();
    for (var member : KEYS.subList(0, n)) {
      assertThat(relays.all().stream().filter(relay -> relays.serves(relay, member))).hasSize(4);
    }
    assertThat(KEYS.subList(n, 101)).noneMatch(stranger -> relays.serves(relays.all().getFirst(), stranger));
  }

  /** Whichever relays are out of reach: with enough left, one of those that serve a member is among them. */
  @Test
  void enoughRelaysReachEverybody() {
    var relays = Relays.of(epoch(60, 0), WANTED);

    for (int mask = 0; mask < 1 << WANTED; mask++) {
      if (Integer.bitCount(mask) != relays.enough()) {
        continue;
      }
      var linked = new ArrayList<PublicKey>();
      for (int j = 0; j < WANTED; j++) {
        if ((mask >> j & 1) != 0) {
          linked.add(relays.all().get(j));
        }
      }
      assertThat(KEYS.subList(0, 60)).allMatch(member -> linked.stream().anyMatch(relay -> relays.serves(relay, member)));
    }
  }

  @Test
  void aMemberIsLinkedWithTheRelaysOfThisEpochAndTheNextAndARelayWithAll() {
    var now = epoch(60, 0);
    var next = epoch(60, 1);
    var relays = new HashSet<>(Relays.of(now, WANTED).all());
    relays.addAll(Relays.of(next, WANTED).all());
    for (var key : KEYS.subList(0, 60)) {
      var links = Relays.links(now, next, WANTED, key);
      if (relays.contains(key)) {
        assertThat(links).hasSize(59).doesNotContain(key);
      } else {
        assertThat(links).isEqualTo(relays);
      }
    }
    assertThat(Relays.links(now, next, WANTED, KEYS.get(80))).isEmpty();
  }

  @Test
  void fewMembersAreLinkedWithEachOther() {
    assertThat(Relays.needed(epoch(50, 0))).isFalse();
    assertThat(Relays.links(epoch(50, 0), epoch(50, 1), WANTED, KEYS.getFirst())).hasSize(49);
  }
}
