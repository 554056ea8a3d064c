package org.atoll.validator.finality.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.atoll.sdk.testing.Seeds.forEachSeed;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules 1 to 5 of the guard, and P5. */
class VoteGuardTest {
  private static final MemberSet MEMBERS = Fakes.members(4);
  private static final BlockRef A = Fakes.block(5, 1);
  private static final BlockRef B = Fakes.block(6, 2);

  private Fakes.MemoryGuardStore store;
  private VoteGuard guard;

  @BeforeEach
  void newKey() {
    store = new Fakes.MemoryGuardStore();
    VoteGuard.create(store);
    guard = open();
  }

  private VoteGuard open() {
    return VoteGuard.open(Fakes.signer(0), Fakes.CHAIN_TAG, Fakes.CHECK, store, 0);
  }

  private Signed sign(long instance, int round, VoteStep step, BlockRef block) {
    return guard.sign(Fakes.ballot(instance, round, step, block), MEMBERS);
  }

  private Signed sign(long instance, int round, VoteStep step, BlockRef block, Pol pol) {
    return guard.sign(Fakes.ballot(instance, round, step, block), pol, MEMBERS);
  }

  private static Pol pol(int round, BlockRef block) {
    return Fakes.pol(4, 1, round, block, 1, 2, 3);
  }

  @Test
  void sameContentGetsTheSameSignature() {
    var first = sign(1, 0, VoteStep.PREVOTE, A);
    assertThat(first).isInstanceOf(Signed.Ok.class);
    assertThat(sign(1, 0, VoteStep.PRECOMMIT, A, pol(0, A))).isInstanceOf(Signed.Ok.class);
    long writes = guard.sequence();
    assertThat(sign(1, 0, VoteStep.PREVOTE, A)).isEqualTo(first);
    guard = open();
    assertThat(sign(1, 0, VoteStep.PREVOTE, A)).isEqualTo(first);
    assertThat(guard.sequence()).isEqualTo(writes);
  }

  @Test
  void placesOnlyRise() {
    sign(2, 1, VoteStep.PRECOMMIT, BlockRef.NIL);
    assertThat(sign(2, 1, VoteStep.PRECOMMIT, A, Fakes.pol(4, 2, 1, A, 1, 2, 3))).isInstanceOf(Signed.Refused.class);
    assertThat(sign(2, 1, VoteStep.PREVOTE, A)).isInstanceOf(Signed.Refused.class);
    assertThat(sign(2, 0, VoteStep.PRECOMMIT, BlockRef.NIL)).isInstanceOf(Signed.Refused.class);
    assertThat(sign(1, 9, VoteStep.PREVOTE, A)).isInstanceOf(Signed.Refused.class);
    assertThat(sign(2, 2, VoteStep.PREVOTE, A)).isInstanceOf(Signed.Ok.class);
    assertThat(sign(3, 0, VoteStep.PREVOTE, B)).isInstanceOf(Signed.Ok.class);
  }

  @Test
  void precommitsNeedThisRoundsPrevotes() {
    sign(1, 2, VoteStep.PREVOTE, A);
    assertThat(sign(1, 2, VoteStep.PRECOMMIT, A)).isInstanceOf(Signed.Refused.class);
    assertThat(sign(1, 2, VoteStep.PRECOMMIT, A, pol(1, A))).isInstanceOf(Signed.Refused.class);
    assertThat(sign(1, 2, VoteStep.PRECOMMIT, A, pol(2, B))).isInstanceOf(Signed.Refused.class);
    assertThat(sign(1, 2, VoteStep.PRECOMMIT, A, Fakes.pol(4, 1, 2, A, 1, 2))).isInstanceOf(Signed.Refused.class);
    var forged = new Pol(0, 1, 2, A, pol(1, A).signers());
    assertThat(sign(1, 2, VoteStep.PRECOMMIT, A, forged)).isInstanceOf(Signed.Refused.class);
    assertThat(sign(1, 2, VoteStep.PRECOMMIT, A, pol(2, A))).isInstanceOf(Signed.Ok.class);
  }

  @Test
  void prevotesAgainstTheLockNeedAProofFromTheLockedRoundOn() {
    sign(1, 1, VoteStep.PREVOTE, A);
    sign(1, 1, VoteStep.PRECOMMIT, A, pol(1, A));
    guard = open(); // the lock is on disk
    assertThat(sign(1, 3, VoteStep.PREVOTE, B)).isInstanceOf(Signed.Refused.class);
    assertThat(sign(1, 3, VoteStep.PREVOTE, B, pol(0, B))).isInstanceOf(Signed.Refused.class);
    assertThat(sign(1, 3, VoteStep.PREVOTE, B, pol(3, B))).isInstanceOf(Signed.Refused.class);
    assertThat(sign(1, 3, VoteStep.PREVOTE, B, pol(2, A))).isInstanceOf(Signed.Refused.class);
    assertThat(sign(1, 2, VoteStep.PREVOTE, A)).as("the locked block").isInstanceOf(Signed.Ok.class);
    assertThat(sign(1, 3, VoteStep.PREVOTE, BlockRef.NIL)).as("nil").isInstanceOf(Signed.Ok.class);
    assertThat(sign(1, 4, VoteStep.PREVOTE, B, pol(2, B))).isInstanceOf(Signed.Ok.class);
    assertThat(guard.record().lockedRound()).as("prevotes lock nothing").isEqualTo(1);
    assertThat(sign(2, 0, VoteStep.PREVOTE, B)).as("a new instance").isInstanceOf(Signed.Ok.class);
    assertThat(guard.record().lock()).isNull();
  }

  @Test
  void recordHasTheSpecifiedSize() {
    assertThat(GuardRecord.EMPTY.encode().size()).isEqualTo(270);
    sign(1, 0, VoteStep.PRECOMMIT, A, pol(0, A));
    assertThat(guard.record().encode().size()).isEqualTo(270 + pol(0, A).encode().size());
  }

  @Test
  void aMissingOrDamagedGuardSignsNothing() {
    sign(1, 0, VoteStep.PREVOTE, A);
    sign(1, 1, VoteStep.PREVOTE, A);
    var older = store.slots.get(0);
    store.slots.set(0, older.slice(0, older.size() - 1));
    var newer = store.slots.get(1);
    assertThat(open().lost()).as("one slot is whole").isFalse();
    store.slots.set(1, newer.slice(0, 40));
    guard = open();
    assertThat(guard.lost()).isTrue();
    assertThat(sign(9, 0, VoteStep.PREVOTE, A)).isInstanceOf(Signed.Refused.class);
    guard.resumeFrom(12);
    assertThat(sign(11, 0, VoteStep.PREVOTE, A)).isInstanceOf(Signed.Refused.class);
    assertThat(sign(12, 0, VoteStep.PREVOTE, A)).isInstanceOf(Signed.Ok.class);
    assertThat(open().lost()).isFalse();
    assertThat(VoteGuard.open(Fakes.signer(0), Fakes.CHAIN_TAG, Fakes.CHECK, new Fakes.MemoryGuardStore(), 0).lost())
        .isTrue();
  }

  @Test
  void anOperatorMayAcceptTheLoss() {
    store = new Fakes.MemoryGuardStore();
    guard = open();
    assertThat(guard.abstains(1)).isTrue();

    guard.acceptLoss();

    assertThat(guard.abstains(1)).isFalse();
    assertThat(sign(1, 0, VoteStep.PREVOTE, A)).isInstanceOf(Signed.Ok.class);
    assertThat(sign(1, 0, VoteStep.PREVOTE, B)).isInstanceOf(Signed.Refused.class);
    assertThat(guard.canBeOwn(Fakes.ballot(1, 3, VoteStep.PREVOTE, B))).as("nobody knows").isTrue();
    guard = open();
    assertThat(guard.lost()).isFalse();
    assertThat(guard.canBeOwn(Fakes.ballot(1, 3, VoteStep.PREVOTE, B))).isFalse();
  }

  @Test
  void whereNothingIsLostThereIsNothingToAccept() {
    sign(3, 0, VoteStep.PREVOTE, A);

    guard.acceptLoss();

    assertThat(sign(3, 0, VoteStep.PREVOTE, B)).isInstanceOf(Signed.Refused.class);
    assertThat(guard.canBeOwn(Fakes.ballot(3, 1, VoteStep.PREVOTE, B))).isFalse();
  }

  @Test
  void aGuardBehindTheStoreIsLost() {
    sign(1, 0, VoteStep.PREVOTE, A);
    long sequence = guard.sequence();
    assertThat(VoteGuard.open(Fakes.signer(0), Fakes.CHAIN_TAG, Fakes.CHECK, store, sequence).lost()).isFalse();
    assertThat(VoteGuard.open(Fakes.signer(0), Fakes.CHAIN_TAG, Fakes.CHECK, store, sequence + 1).lost()).isTrue();
  }

  @Test
  void aGuardIsCreatedOnce() {
    assertThatThrownBy(() -> VoteGuard.create(store)).isInstanceOf(IllegalStateException.class);
  }

  /** P5: whatever the crash leaves of the write, no place gets two signatures, and none from below a released one. */
  @Test
  void crashesAroundWritesNeverGiveTwoSignaturesForOnePlace() {
    forEachSeed(3_000, random -> {
      newKey();
      var released = new HashMap<List<Object>, Bytes>();
      long highest = -1;
      for (int k = 0; k < 60; k++) {
        if (random.nextInt(4) == 0) {
          store.crashIn = 1;
          store.kept = random.nextInt(3) == 0 ? -1 : random.nextInt(700);
        }
        highest = Math.max(highest, attempt(random, released));
      }
      assertThat(highest).as("some signatures were released").isNotNegative();
    });
  }

  private long attempt(RandomGenerator random, Map<List<Object>, Bytes> released) {
    long instance = Math.max(1, guard.record().instance() + random.nextInt(4) / 3);
    int round = random.nextInt(3);
    var step = VoteStep.values()[random.nextInt(2)];
    var block = List.of(A, B, BlockRef.NIL).get(random.nextInt(3));
    var pol = block.isNil() ? null : Fakes.pol(4, instance, random.nextInt(round + 1), block, 1, 2, 3);
    var ballot = Fakes.ballot(instance, round, step, block);
    try {
      var signed = pol == null ? guard.sign(ballot, MEMBERS) : guard.sign(ballot, pol, MEMBERS);
      if (signed instanceof Signed.Ok(var signature)) {
        assertThat(Fakes.CHECK.verify(Fakes.key(0), ballot.signingBytes(Fakes.CHAIN_TAG), signature)).isTrue();
        var earlier = released.putIfAbsent(List.of(instance, round, step), signature);
        assertThat(earlier == null || earlier.equals(signature)).as("one signature for %s", ballot).isTrue();
        return instance;
      }
    } catch (Fakes.Crash power) {
      store.crashIn = 0;
      guard = open();
      assertThat(guard.lost()).isFalse();
    }
    return -1;
  }
}
