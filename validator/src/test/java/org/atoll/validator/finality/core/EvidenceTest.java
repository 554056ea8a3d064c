package org.atoll.validator.finality.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.sdk.testing.Seeds.forEachSeed;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.finality.core.EvidenceCheck.Verdict;
import org.atoll.validator.finality.core.SealReader.SealedHeader;
import org.junit.jupiter.api.Test;

/** P10, and E1 to E5 one by one. */
class EvidenceTest {
  private static final MemberSet MEMBERS = Fakes.members(4);
  private static final BlockRef A = Fakes.block(5, 1);
  private static final BlockRef B = Fakes.block(6, 2);
  private static final EvidenceCheck CHECK =
      new EvidenceCheck(Fakes.CHAIN_TAG, Fakes.CHECK, EvidenceTest::header);

  private static Verdict judge(Evidence evidence) {
    return CHECK.judge(evidence, epoch -> epoch == 0 ? Optional.of(MEMBERS) : Optional.empty());
  }

  private static Vote vote(int member, int round, VoteStep step, BlockRef block) {
    return Fakes.vote(member, Fakes.ballot(3, round, step, block));
  }

  /** Test headers: u8 producer, u64 scope, u8 salt; a first byte above 9 is a bad seal. */
  private static Optional<SealedHeader> header(Bytes bytes) {
    if (bytes.size() != 10 || bytes.get(0) > 9) {
      return Optional.empty();
    }
    var in = ByteBuffer.wrap(bytes.unsafeArray());
    return Optional.of(new SealedHeader(new BlockId(Sha256.hash(bytes).bytes()), Fakes.key(in.get()),
        new SealGuard.Scope(0, in.getLong()), 0));
  }

  private static Bytes header(int producer, long scope, int salt) {
    return Bytes.wrap(ByteBuffer.allocate(10).put((byte) producer).putLong(scope).put((byte) salt).array());
  }

  private static List<PublicKey> keys(int... members) {
    return Arrays.stream(members).mapToObj(Fakes::key).toList();
  }

  @Test
  void doubleVotesConvict() {
    assertThat(judge(new Evidence.DoubleVote(vote(2, 1, VoteStep.PREVOTE, A), vote(2, 1, VoteStep.PREVOTE, B))))
        .isEqualTo(new Verdict.Convicted(1, 0, keys(2)));
    assertThat(judge(new Evidence.DoubleVote(vote(2, 1, VoteStep.PRECOMMIT, A),
        vote(2, 1, VoteStep.PRECOMMIT, BlockRef.NIL)))).isEqualTo(new Verdict.Convicted(2, 0, keys(2)));
  }

  @Test
  void votesThatDoNotConflictProveNothing() {
    var prevote = vote(2, 1, VoteStep.PREVOTE, A);
    for (var other : List.of(prevote, vote(2, 2, VoteStep.PREVOTE, B), vote(2, 1, VoteStep.PRECOMMIT, B),
        vote(1, 1, VoteStep.PREVOTE, B), Fakes.vote(2, Fakes.ballot(4, 1, VoteStep.PREVOTE, B)),
        new Vote(Fakes.ballot(3, 1, VoteStep.PREVOTE, B), 2, prevote.signature()),
        Fakes.vote(2, new Ballot(1, 3, 1, VoteStep.PREVOTE, B)))) {
      assertThat(judge(new Evidence.DoubleVote(prevote, other))).as("%s", other).isInstanceOf(Verdict.Invalid.class);
    }
    assertThat(judge(new Evidence.DoubleVote(vote(7, 1, VoteStep.PREVOTE, A), vote(7, 1, VoteStep.PREVOTE, B))))
        .as("no member").isInstanceOf(Verdict.Invalid.class);
    assertThat(judge(new Evidence.DoubleVote(Fakes.vote(2, new Ballot(9, 3, 1, VoteStep.PREVOTE, A)),
        Fakes.vote(2, new Ballot(9, 3, 1, VoteStep.PREVOTE, B))))).as("unknown epoch")
        .isInstanceOf(Verdict.Invalid.class);
  }

  @Test
  void aForgottenLockAccusesUntilAProofClears() {
    var verdict = judge(new Evidence.Amnesia(vote(1, 1, VoteStep.PRECOMMIT, A), vote(1, 4, VoteStep.PREVOTE, B)));
    assertThat(verdict).isInstanceOf(Verdict.Accused.class);
    var accusation = ((Verdict.Accused) verdict).accusations().getFirst();
    assertThat(accusation.key()).isEqualTo(Fakes.key(1));
    for (int round = 0; round < 6; round++) {
      assertThat(accusation.isClearedBy(Fakes.pol(4, 3, round, B, 0, 2, 3))).isEqualTo(round >= 1 && round < 4);
    }
    assertThat(accusation.isClearedBy(Fakes.pol(4, 3, 2, A, 0, 2, 3))).isFalse();
    assertThat(accusation.isClearedBy(Fakes.pol(4, 2, 2, B, 0, 2, 3))).isFalse();
    for (var harmless : List.of(
        new Evidence.Amnesia(vote(1, 1, VoteStep.PRECOMMIT, A), vote(1, 4, VoteStep.PREVOTE, A)),
        new Evidence.Amnesia(vote(1, 1, VoteStep.PRECOMMIT, A), vote(1, 4, VoteStep.PREVOTE, BlockRef.NIL)),
        new Evidence.Amnesia(vote(1, 1, VoteStep.PRECOMMIT, BlockRef.NIL), vote(1, 4, VoteStep.PREVOTE, B)),
        new Evidence.Amnesia(vote(1, 1, VoteStep.PREVOTE, A), vote(1, 4, VoteStep.PREVOTE, B)),
        new Evidence.Amnesia(vote(1, 4, VoteStep.PRECOMMIT, A), vote(1, 1, VoteStep.PREVOTE, B)),
        new Evidence.Amnesia(vote(1, 1, VoteStep.PRECOMMIT, A), vote(2, 4, VoteStep.PREVOTE, B)))) {
      assertThat(judge(harmless)).as("%s", harmless).isInstanceOf(Verdict.Invalid.class);
    }
  }

  @Test
  void doubleSealsConvictMembers() {
    assertThat(judge(new Evidence.DoubleSeal(header(2, 7, 1), header(2, 7, 2))))
        .isEqualTo(new Verdict.Convicted(4, 0, keys(2)));
    for (var harmless : List.of(new Evidence.DoubleSeal(header(2, 7, 1), header(2, 7, 1)),
        new Evidence.DoubleSeal(header(2, 7, 1), header(2, 8, 1)),
        new Evidence.DoubleSeal(header(2, 7, 1), header(3, 7, 1)),
        new Evidence.DoubleSeal(header(8, 7, 1), header(8, 7, 2)),
        new Evidence.DoubleSeal(header(10, 7, 1), header(10, 7, 2)),
        new Evidence.DoubleSeal(header(2, 7, 1), Bytes.EMPTY))) {
      assertThat(judge(harmless)).as("%s", harmless).isInstanceOf(Verdict.Invalid.class);
    }
  }

  @Test
  void certificatesOfOneRoundConvictTheSignersOfBoth() {
    assertThat(judge(new Evidence.ConflictingCertificates(Fakes.certificate(4, 3, 1, B, 1, 2, 3),
        Fakes.certificate(4, 3, 1, A, 0, 1, 2), null))).isEqualTo(new Verdict.Convicted(5, 0, keys(1, 2)));
  }

  @Test
  void certificatesOfTwoRoundsAccuseAndAnswersMoveTheAccusation() {
    var late = Fakes.certificate(4, 3, 5, B, 1, 2, 3);
    var early = Fakes.certificate(4, 3, 1, A, 0, 1, 2);
    var pol = Fakes.pol(4, 3, 5, B, 1, 2, 3);
    var evidence = new Evidence.ConflictingCertificates(late, early, pol);
    assertThat(evidence.first()).isEqualTo(early);
    var accusations = ((Verdict.Accused) judge(evidence)).accusations();
    assertThat(accusations).extracting(Accusation::key).containsExactly(Fakes.key(1), Fakes.key(2));
    var answer = Fakes.pol(4, 3, 2, B, 0, 1, 3);
    assertThat(accusations).allMatch(accusation -> accusation.isClearedBy(answer));
    assertThat(CHECK.moved(evidence, answer, MEMBERS)).extracting(Accusation::key)
        .containsExactly(Fakes.key(0), Fakes.key(1));
    assertThat(CHECK.moved(evidence, answer, MEMBERS)).noneMatch(accusation -> accusation.isClearedBy(answer));
    assertThat(judge(new Evidence.ConflictingCertificates(late, early, null))).isInstanceOf(Verdict.Invalid.class);
    assertThat(judge(new Evidence.ConflictingCertificates(late, early, Fakes.pol(4, 3, 1, B, 1, 2, 3))))
        .isInstanceOf(Verdict.Invalid.class);
    assertThat(judge(new Evidence.ConflictingCertificates(late, Fakes.certificate(4, 3, 1, A, 0, 1), pol)))
        .isInstanceOf(Verdict.Invalid.class);
    assertThat(judge(new Evidence.ConflictingCertificates(late, Fakes.certificate(4, 2, 1, A, 0, 1, 2), pol)))
        .isInstanceOf(Verdict.Invalid.class);
  }

  /** P10: accepted exactly when two signed votes of one place differ. */
  @Test
  void doubleVotesAreAcceptedIffTheyConflict() {
    forEachSeed(5_000, random -> {
      var first = vote(random);
      var second = vote(random);
      boolean conflict = first.member() == second.member() && first.member() < 4
          && first.ballot().instance() == second.ballot().instance() && first.round() == second.round()
          && first.ballot().step() == second.ballot().step() && !first.block().equals(second.block());
      assertThat(judge(new Evidence.DoubleVote(first, second)) instanceof Verdict.Convicted).isEqualTo(conflict);
    });
  }

  private static Vote vote(RandomGenerator random) {
    return Fakes.vote(random.nextInt(5), Fakes.ballot(1, random.nextInt(2), VoteStep.values()[random.nextInt(2)],
        List.of(A, B, BlockRef.NIL).get(random.nextInt(3))));
  }

  @Test
  void mutatedEvidenceNeverConvictsAnybodyElse() {
    var good = EvidenceCodec.encode(new Evidence.DoubleVote(vote(2, 1, VoteStep.PREVOTE, A),
        vote(2, 1, VoteStep.PREVOTE, B)), Fakes.CHAIN_TAG);
    forEachSeed(20_000, random -> {
      var mutant = AnyMessages.mutate(good, random);
      if (!mutant.equals(good) && EvidenceCodec.decode(mutant, Fakes.CHAIN_TAG) instanceof Decoded.Ok<Evidence>(var e)) {
        assertThat(judge(e)).isInstanceOf(Verdict.Invalid.class);
      }
    });
  }

  @Test
  void theSealWatchNoticesTheSecondHeader() {
    var watch = new SealWatch(3);
    assertThat(observe(watch, header(2, 7, 1))).isEmpty();
    assertThat(observe(watch, header(2, 7, 1))).isEmpty();
    assertThat(observe(watch, header(3, 7, 2))).isEmpty();
    var evidence = observe(watch, header(2, 7, 2)).orElseThrow();
    assertThat(judge(evidence)).isInstanceOf(Verdict.Convicted.class);
    assertThat(observe(watch, header(1, 8, 1))).isEmpty();
    assertThat(observe(watch, header(1, 9, 1))).isEmpty(); // the first is forgotten
    assertThat(observe(watch, header(2, 7, 3))).isEmpty();
  }

  private static Optional<Evidence> observe(SealWatch watch, Bytes bytes) {
    return watch.observe(header(bytes).orElseThrow(), bytes);
  }
}
