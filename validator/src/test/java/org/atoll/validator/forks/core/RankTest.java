package org.atoll.validator.forks.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.sdk.testing.Seeds.forEachSeed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;

/** P4: the choice of the head is a total order, antisymmetric and transitive. */
final class RankTest {
  private static final Rank ANCHOR = Rank.of(id(0));

  private static BlockId id(int number) {
    var bytes = new byte[32];
    bytes[0] = (byte) number;
    return new BlockId(Bytes.wrap(bytes));
  }

  private static HeaderVerdict.Accept accept(long weight, long cost, String tie) {
    return new HeaderVerdict.Accept(weight, cost, Bytes.fromHex(tie), Bytes.EMPTY);
  }

  private static void better(Rank one, Rank other) {
    assertThat(one.isBetterThan(other)).isTrue();
    assertThat(other.isBetterThan(one)).isFalse();
  }

  @Test
  void weightThenCostThenTieThenIdDecide() {
    better(ANCHOR.child(id(9), accept(2, 9, "ff")), ANCHOR.child(id(1), accept(1, 0, "")));
    better(ANCHOR.child(id(9), accept(1, 1, "ff")), ANCHOR.child(id(1), accept(1, 2, "")));
    better(ANCHOR.child(id(9), accept(1, 1, "7f")), ANCHOR.child(id(1), accept(1, 1, "80"))); // unsigned
    better(ANCHOR.child(id(9), accept(1, 1, "")), ANCHOR.child(id(1), accept(1, 1, "00")));
    better(ANCHOR.child(id(1), accept(1, 1, "aa")), ANCHOR.child(id(0x80), accept(1, 1, "aa")));
  }

  @Test
  void sumsDecideNotBlocks() {
    var three = ANCHOR.child(id(1), accept(1, 0, "")).child(id(2), accept(1, 0, "")).child(id(3), accept(1, 0, ""));
    better(ANCHOR.child(id(4), accept(4, 100, "")), three);
    better(three, ANCHOR.child(id(5), accept(2, 0, "")));
  }

  @Test
  void sumsBeyond63BitsAreRight() {
    var huge = accept(Long.MAX_VALUE, Long.MAX_VALUE, "");
    var twice = ANCHOR.child(id(1), huge).child(id(2), huge);
    better(twice, ANCHOR.child(id(3), huge));
    better(twice.child(id(4), accept(1, 0, "")), twice.child(id(5), accept(1, 1, "")));
  }

  /** Few values, so that all the ways to be equal in part occur. */
  private static Rank any(RandomGenerator random, BlockId id) {
    var rank = ANCHOR;
    for (int blocks = 1 + random.nextInt(3); blocks > 0; blocks--) {
      long weight = random.nextInt(10) == 0 ? Long.MAX_VALUE - random.nextInt(2) : 1 + random.nextInt(2);
      rank = rank.child(id, new HeaderVerdict.Accept(weight, random.nextInt(3),
          Bytes.wrap(Seeds.bytes(random, random.nextInt(2))), Bytes.EMPTY));
    }
    return rank;
  }

  @Test
  void itIsATotalOrder() {
    forEachSeed(3_000, random -> {
      var a = any(random, id(1));
      var b = any(random, id(2));
      var c = any(random, id(3));
      assertThat(a.compareTo(a)).isZero();
      assertThat(a.compareTo(b)).isNotZero();
      assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
      if (a.compareTo(b) > 0 && b.compareTo(c) > 0) {
        assertThat(a.compareTo(c)).isPositive();
      }
    });
  }

  @Test
  void theBestIsTheSameWhateverTheOrderOfArrival() {
    forEachSeed(300, random -> {
      var ranks = new ArrayList<Rank>();
      for (int i = 1; i < 20; i++) {
        ranks.add(any(random, id(i)));
      }
      var best = Collections.max(ranks);
      Collections.shuffle(ranks, new Random(random.nextLong()));
      var found = ranks.getFirst();
      for (var rank : ranks) {
        found = rank.isBetterThan(found) ? rank : found;
      }
      assertThat(found).isEqualTo(best);
    });
  }
}
