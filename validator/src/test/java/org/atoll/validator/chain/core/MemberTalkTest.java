package org.atoll.validator.chain.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.peer.core.PeerMessage;
import org.atoll.validator.peer.core.Release;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.junit.jupiter.api.Test;

/** A member among others that tell it their time and their software. */
class MemberTalkTest {
  private static final List<PublicKey> KEYS = IntStream.range(0, 10)
      .mapToObj(k -> PrivateKey.generate(SignatureAlgorithm.ED25519, new SplittableRandom(k)).publicKey()).toList();
  private static final PublicKey STRANGER =
      PrivateKey.generate(SignatureAlgorithm.ED25519, new SplittableRandom(77)).publicKey();

  private ChainState chain;
  private StatusFlow statuses;

  /** The first of {@code members} is this node. */
  private void start(int members) {
    var entry = new ConsensusEntry("dpos", "1.0",
        MemberSet.of(KEYS.stream().limit(members).map(Member::of).toList()), 64,
        ConsensusEntry.SealScope.TIMESTAMP, Map.of(), Map.of());
    var rules = ChainRules.of(Batches.CHAIN_ID, Hash32.ZERO, KEYS.getFirst(), entry)
        .withRelease(Release.parse("0.2.3"));
    var genesis = Blocks.sealed(Blocks.genesis());
    chain = NoArchive.chain(rules, genesis);
    chain.now = 1_000_000;
    statuses = new StatusFlow(chain, null);
  }

  private void says(PublicKey member, long clockMillis, String release) {
    if (chain.peers.get(member).isEmpty()) {
      chain.peers.up(member);
    }
    statuses.heard(member, new PeerMessage.Status(0, 0, Blocks.genesis().id(), Optional.empty(), true, clockMillis,
        Release.parse(release)));
  }

  private void shows(int member, long aheadMillis) {
    says(KEYS.get(member), chain.now + aheadMillis, "0.2.3");
  }

  private OptionalLong ahead() {
    return chain.talk.clockAheadMillis();
  }

  @Test
  void aNodeTellsItsOwnTimeAndSoftware() {
    start(4);

    assertThat(statuses.status()).returns(1_000_000L, PeerMessage.Status::clockMillis)
        .returns(Release.parse("0.2.3"), PeerMessage.Status::release);
  }

  @Test
  void theMedianOfThreeMembersCounts() {
    start(4);
    shows(1, -60_000);
    shows(2, -60_100);
    says(STRANGER, chain.now - 60_000, "0.2.3");
    assertThat(ahead()).isEmpty();
    assertThat(chain.talk.isClockOff()).isFalse();

    shows(3, 5);

    assertThat(ahead()).hasValue(60_000);
    assertThat(chain.talk.isClockOff()).isTrue();
    assertThat(chain.talk.refusal()).contains("more than 10000 ms");
    chain.talk.onTick();
    chain.talk.onTick();
    assertThat(chain.drain()).containsExactly(new ChainEffect.Note("clock.off", "now=true ahead_millis=60000"));
  }

  @Test
  void aClockSetBackIsNoticed() {
    start(4);
    chain.now = 10_000_000;
    chain.talk.onTick();
    chain.now -= 3_600_000;
    for (int member = 1; member < 4; member++) {
      shows(member, 3_600_000);
    }

    for (int second = 0; second < 20; second++) {
      chain.now += 1_000;
      chain.talk.onTick();
    }

    assertThat(chain.drain()).containsExactly(new ChainEffect.Note("clock.off", "now=true ahead_millis=-3600000"));
  }

  @Test
  void aClockThatIsSetRightIsRightAgain() {
    start(4);
    for (int member = 1; member < 4; member++) {
      shows(member, 30_000);
    }
    assertThat(chain.talk.isClockOff()).isTrue();

    chain.now += 30_000;
    for (int round = 0; round < 3; round++) {
      for (int member = 1; member < 4; member++) {
        shows(member, -1);
      }
    }

    assertThat(ahead()).hasValue(1);
    assertThat(chain.talk.isClockOff()).isFalse();
    assertThat(chain.talk.refusal()).isNull();
  }

  @Test
  void whatIsLateDoesNotMakeAClockSlow() {
    start(4);
    for (int member = 1; member < 4; member++) {
      shows(member, 0);
      shows(member, -20_000); // it lay in a queue for 20 s
    }

    assertThat(ahead()).hasValue(0);
  }

  @Test
  void nothingIsKnownWhenTheMembersAreGone() {
    start(4);
    for (int member = 1; member < 4; member++) {
      shows(member, 30_000);
    }

    chain.peers.down(KEYS.get(2));

    assertThat(ahead()).isEmpty();
    assertThat(chain.talk.isClockOff()).isFalse();
  }

  @Test
  void aMinorityOfLiarsMovesNothing() {
    Seeds.forEachSeed(500, random -> {
      int members = random.nextInt(4, 11);
      start(members);
      int liars = (members - 1) / 3;
      long own = random.nextLong(-90_000, 90_000);
      for (int member = 1; member < members; member++) {
        shows(member, member <= liars ? random.nextLong(-900_000, 900_000) : own + random.nextLong(-20, 21));
      }
      assertThat(-ahead().orElseThrow()).isBetween(own - 20, own + 20);
    });
  }

  @Test
  void halfOfTheWeightConvincesNobody() {
    start(5);
    shows(1, 60_000);
    shows(2, 60_000);
    shows(3, 10);
    shows(4, 20);

    assertThat(ahead()).hasValue(-20);
  }

  @Test
  void newerRulesCountWhenAnHonestMemberHasThem() {
    start(4);
    says(KEYS.get(1), 0, "0.3.0");
    says(KEYS.get(2), 0, "0.2.9");
    says(STRANGER, 0, "0.3.0");
    assertThat(chain.talk.newer()).isEmpty();

    says(KEYS.get(2), 0, "1.0.1");
    assertThat(chain.talk.newer()).contains(new MemberTalk.Newer(new Release(1, 0, 1), 2));

    says(KEYS.get(1), 0, "0.2.4");
    assertThat(chain.talk.newer()).isEmpty();
  }

  @Test
  void whatIsNoReleaseIsNone() {
    assertThat(Release.parse("0.10.2-SNAPSHOT")).contains(new Release(0, 10, 2));
    assertThat(Release.parse("")).isEmpty();
    assertThat(Release.parse("99999.1.1")).isEmpty();
    assertThat(new Release(0, 10, 0).isNewerThan(new Release(0, 9, 9))).isTrue();
    assertThat(new Release(0, 9, 9).isNewerThan(new Release(0, 9, 1))).isFalse();
  }
}
