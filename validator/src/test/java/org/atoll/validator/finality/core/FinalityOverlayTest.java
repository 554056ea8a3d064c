package org.atoll.validator.finality.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.atoll.validator.finality.core.FinalityEffect.Broadcast;
import org.atoll.validator.finality.core.FinalityEffect.Decided;
import org.atoll.validator.finality.core.FinalityEffect.Fetch;
import org.atoll.validator.finality.core.FinalityEffect.Need;
import org.atoll.validator.finality.core.FinalityEffect.Proof;
import org.atoll.validator.finality.core.FinalityEffect.SafetyHalt;
import org.atoll.validator.finality.core.FinalityEffect.Send;
import org.atoll.validator.finality.core.FinalityEffect.ServeCertificates;
import org.atoll.validator.finality.core.FinalityEffect.SetTimer;
import org.atoll.validator.finality.core.TestChain.TestBlock;
import org.junit.jupiter.api.Test;

/** One overlay, member 0 of four, fed by hand. */
class FinalityOverlayTest {
  private static final int N = 4;

  private final TestChain chain = new TestChain(Fakes.members(N), 8);
  private final Fakes.MemoryGuardStore store = new Fakes.MemoryGuardStore();
  private final List<FinalityEffect> effects = new ArrayList<>();
  private FinalityOverlay overlay;
  private long now;

  private FinalityOverlayTest voter() {
    if (store.read(0).isEmpty() && store.read(1).isEmpty()) {
      VoteGuard.create(store);
    }
    return voter(VoteGuard.open(Fakes.signer(0), Fakes.CHAIN_TAG, Fakes.CHECK, store, 0));
  }

  private FinalityOverlayTest voter(VoteGuard guard) {
    overlay = FinalityOverlay.voter(FinalityParams.DEFAULT, Fakes.CHAIN_TAG, chain, guard);
    take(overlay.start(TestChain.GENESIS.ref(), now));
    return this;
  }

  private void take(List<FinalityEffect> more) {
    effects.clear();
    effects.addAll(more);
    more.forEach(effect -> {
      if (effect instanceof Decided(var certificate)) {
        chain.finalise(certificate.block());
      }
    });
  }

  private void step(FinalityEvent event) {
    take(overlay.step(event, now));
  }

  private void vote(int member, long instance, int round, VoteStep step, BlockRef block) {
    step(new FinalityEvent.VoteReceived(Fakes.key(member),
        Fakes.vote(member, Fakes.ballot(instance, round, step, block))));
  }

  private void fire(TimerId.Kind kind, long instance, int round) {
    step(new FinalityEvent.TimerFired(new TimerId(kind, instance, round)));
  }

  private void certificate(Certificate certificate) {
    step(new FinalityEvent.CertificateReceived(Fakes.key(1), certificate));
  }

  /** A chain of blocks with these heights, all ready; the last becomes the head. */
  private BlockRef grow(long from, long to, long branch) {
    var parent = chain.ancestor(chain.head.id(), from - 1).orElseThrow();
    BlockRef ref = null;
    for (long height = from; height <= to; height++) {
      ref = Fakes.block(height, 1000 * branch + height);
      chain.add(new TestBlock(ref, parent, 0, null));
      parent = ref.id();
    }
    return ref;
  }

  private BlockRef growAndTell(long from, long to, long branch) {
    var ref = grow(from, to, branch);
    step(new FinalityEvent.HeadChanged());
    return ref;
  }

  private List<Ballot> cast() {
    return effects.stream().filter(effect -> effect instanceof Broadcast(Vote ignored))
        .map(effect -> ((Vote) ((Broadcast) effect).message()).ballot()).toList();
  }

  private boolean isArmed(TimerId.Kind kind) {
    return effects.stream().anyMatch(effect -> effect instanceof SetTimer(var timer, var ignored) && timer.kind() == kind);
  }

  private int proposer(int round) {
    return Proposers.of(chain, chain.epochAt(1).orElseThrow(), TestChain.GENESIS.ref(), 64).at(1, round);
  }

  private void propose(int round, BlockRef block, Pol pol) {
    step(new FinalityEvent.ProposalReceived(Fakes.key(proposer(round)),
        Fakes.proposal(proposer(round), 1, round, block, pol)));
  }

  private void enterRound(int round) {
    vote(1, 1, round, VoteStep.PREVOTE, BlockRef.NIL);
    vote(2, 1, round, VoteStep.PREVOTE, BlockRef.NIL);
    assertThat(overlay.round()).isEqualTo(round);
  }

  @Test
  void votesThatCannotAgreeAnyMoreEndTheRoundAtOnce() {
    var block = voter().growAndTell(1, 1, 1);
    vote(1, 1, 0, VoteStep.PREVOTE, BlockRef.NIL);
    vote(2, 1, 0, VoteStep.PREVOTE, BlockRef.NIL);
    assertThat(cast()).isEmpty(); // a third nil may come
    vote(3, 1, 0, VoteStep.PREVOTE, block);
    assertThat(cast()).containsExactly(Fakes.ballot(1, 0, VoteStep.PRECOMMIT, BlockRef.NIL));
    vote(1, 1, 0, VoteStep.PRECOMMIT, block);
    vote(2, 1, 0, VoteStep.PRECOMMIT, block);
    assertThat(overlay.round()).isZero();
    vote(3, 1, 0, VoteStep.PRECOMMIT, BlockRef.NIL);
    assertThat(overlay.round()).isEqualTo(1);
  }

  @Test
  void headThenQuorumThenQuorumDecides() {
    var block = voter().growAndTell(1, 3, 1);
    assertThat(cast()).containsExactly(Fakes.ballot(1, 0, VoteStep.PREVOTE, block));
    vote(1, 1, 0, VoteStep.PREVOTE, block);
    assertThat(cast()).isEmpty();
    vote(2, 1, 0, VoteStep.PREVOTE, block);
    assertThat(cast()).containsExactly(Fakes.ballot(1, 0, VoteStep.PRECOMMIT, block));
    vote(1, 1, 0, VoteStep.PRECOMMIT, block);
    vote(3, 1, 0, VoteStep.PRECOMMIT, block);
    assertThat(effects).anyMatch(Decided.class::isInstance);
    assertThat(overlay.instance()).isEqualTo(2);
    assertThat(overlay.decided()).isEqualTo(block);
    vote(2, 1, 0, VoteStep.PRECOMMIT, block);
    assertThat(overlay.newestCertificate().orElseThrow().signers().indexes()).containsExactly(0, 1, 2, 3);
    assertThat(overlay.newestCertificate().orElseThrow().verify(Fakes.CHAIN_TAG, Fakes.members(N), Fakes.CHECK)).isTrue();
  }

  @Test
  void candidatesEndWithTheEpoch() {
    voter().growAndTell(1, 12, 1);
    assertThat(cast()).extracting(Ballot::block).containsExactly(new BlockRef(8,
        chain.ancestor(chain.head.id(), 8).orElseThrow()));
    enterRound(1);
    propose(1, chain.head, null);
    assertThat(cast()).as("above the cap").first().extracting(Ballot::block).isEqualTo(BlockRef.NIL);
  }

  @Test
  void theProposeTimerRunsOnlyOnceMoreThanFHavePrevoted() {
    voter();
    vote(1, 1, 0, VoteStep.PREVOTE, Fakes.block(1, 9));
    assertThat(isArmed(TimerId.Kind.PROPOSE)).isFalse();
    vote(2, 1, 0, VoteStep.PREVOTE, Fakes.block(1, 9));
    assertThat(effects).contains(new SetTimer(new TimerId(TimerId.Kind.PROPOSE, 1, 0), 1000));
    fire(TimerId.Kind.PROPOSE, 1, 0);
    assertThat(cast()).containsExactly(Fakes.ballot(1, 0, VoteStep.PREVOTE, BlockRef.NIL));
  }

  @Test
  void aQuorumForAMissingBlockFetchesItAndPrecommitsWhenItIsThere() {
    var block = Fakes.block(1, 1001);
    voter();
    vote(1, 1, 0, VoteStep.PREVOTE, block);
    vote(2, 1, 0, VoteStep.PREVOTE, block);
    vote(3, 1, 0, VoteStep.PREVOTE, block);
    assertThat(effects).contains(new Fetch(block, Need.PROPOSED));
    fire(TimerId.Kind.PROPOSE, 1, 0);
    assertThat(effects).doesNotContain(new Fetch(block, Need.PROPOSED));
    now = FinalityParams.DEFAULT.rebroadcastMs();
    fire(TimerId.Kind.RESEND, 0, -1);
    assertThat(effects).as("again, as who was asked may not have it").contains(new Fetch(block, Need.PROPOSED));
    grow(1, 1, 1);
    step(new FinalityEvent.BlockReady(block.id()));
    assertThat(cast()).containsExactly(Fakes.ballot(1, 0, VoteStep.PRECOMMIT, block));
  }

  @Test
  void locksHoldUntilALaterProof() {
    var mine = voter().growAndTell(1, 1, 1);
    var other = Fakes.block(1, 2001);
    chain.add(new TestBlock(other, TestChain.GENESIS.ref().id(), 0, null));
    vote(1, 1, 0, VoteStep.PREVOTE, mine);
    vote(2, 1, 0, VoteStep.PREVOTE, mine);
    enterRound(1);
    propose(1, other, null);
    assertThat(cast().getFirst().block()).as("no proof").isEqualTo(BlockRef.NIL);
    enterRound(2);
    propose(2, other, Fakes.pol(N, 1, 1, other, 1, 2, 3));
    assertThat(cast().getFirst().block()).as("a later proof").isEqualTo(other);
    assertThat(effects).anyMatch(FinalityEffect.KeepPol.class::isInstance);
  }

  @Test
  void precommitsOfAnOldRoundStillDecide() {
    var block = voter().growAndTell(1, 1, 1);
    enterRound(1);
    for (int member = 1; member < N; member++) {
      vote(member, 1, 0, VoteStep.PRECOMMIT, block);
    }
    assertThat(overlay.decided()).isEqualTo(block);
  }

  @Test
  void aCertificateForAMissingBlockIsDecidedWhenTheBlockIsThere() {
    voter();
    var block = Fakes.block(5, 1005);
    certificate(Fakes.certificate(N, 7, 2, block, 1, 2, 3));
    assertThat(effects).contains(new Fetch(block, Need.CERTIFIED));
    certificate(Fakes.certificate(N, 7, 2, block, 1, 2, 3));
    assertThat(effects).isEmpty();
    grow(1, 5, 1);
    step(new FinalityEvent.BlockReady(block.id()));
    assertThat(effects).anyMatch(Decided.class::isInstance);
    assertThat(overlay.instance()).isEqualTo(8);
  }

  /** The others decide on a block that is not ready here, then it is. */
  private BlockRef decideWithoutOwnVote() {
    var block = Fakes.block(1, 1001);
    for (var step : VoteStep.values()) {
      for (int member = 1; member < N; member++) {
        vote(member, 1, 0, step, block);
      }
    }
    assertThat(effects).contains(new Fetch(block, Need.CERTIFIED));
    grow(1, 1, 1);
    step(new FinalityEvent.BlockReady(block.id()));
    assertThat(overlay.decided()).isEqualTo(block);
    assertThat(cast()).isEmpty();
    return block;
  }

  @Test
  void whoIsLateMakesItsPrecommitKnownOnceTheDecisionIsOnDisk() {
    voter();
    var block = decideWithoutOwnVote();

    take(overlay.persisted(now));

    assertThat(cast()).containsExactly(Fakes.ballot(1, 0, VoteStep.PRECOMMIT, block));
    assertThat(overlay.newestCertificate().orElseThrow().signers().indexes()).containsExactly(0, 1, 2, 3);
    assertThat(overlay.newestCertificate().orElseThrow().verify(Fakes.CHAIN_TAG, Fakes.members(N), Fakes.CHECK)).isTrue();
    take(overlay.persisted(now));
    assertThat(effects).as("once").isEmpty();
    var next = growAndTell(2, 2, 1);
    assertThat(cast()).as("and goes on").containsExactly(Fakes.ballot(2, 0, VoteStep.PREVOTE, next));
  }

  @Test
  void whoVotedInALaterPlaceSignsNothingLate() {
    voter();
    enterRound(1);
    fire(TimerId.Kind.PROPOSE, 1, 1);
    assertThat(cast()).containsExactly(Fakes.ballot(1, 1, VoteStep.PREVOTE, BlockRef.NIL),
        Fakes.ballot(1, 1, VoteStep.PRECOMMIT, BlockRef.NIL));
    var block = growAndTell(1, 1, 1);
    for (var step : VoteStep.values()) {
      for (int member = 1; member < N; member++) {
        vote(member, 1, 0, step, block);
      }
    }
    assertThat(overlay.decided()).isEqualTo(block);

    take(overlay.persisted(now));

    assertThat(cast()).isEmpty();
  }

  @Test
  void withoutTheQuorumOfPrevotesNothingIsSignedLate() {
    voter();
    var block = Fakes.block(1, 1001);
    for (int member = 1; member < N; member++) {
      vote(member, 1, 0, VoteStep.PRECOMMIT, block);
    }
    grow(1, 1, 1);
    step(new FinalityEvent.BlockReady(block.id()));
    assertThat(overlay.decided()).isEqualTo(block);

    take(overlay.persisted(now));

    assertThat(cast()).isEmpty();
  }

  @Test
  void certificatesForReadyBlocksAreDecidedInTheirOrder() {
    voter().grow(1, 6, 1);
    for (long instance = 1; instance <= 3; instance++) {
      long height = 2 * instance;
      certificate(Fakes.certificate(N, instance, 0,
          new BlockRef(height, chain.ancestor(chain.head.id(), height).orElseThrow()), 1, 2, 3));
      assertThat(overlay.decided().height()).isEqualTo(height);
    }
  }

  @Test
  void twoCertificatesOfOneInstanceStopEverything() {
    var block = voter().grow(1, 1, 1);
    certificate(Fakes.certificate(N, 1, 0, block, 1, 2, 3));
    var other = Fakes.certificate(N, 1, 0, Fakes.block(1, 2001), 0, 2, 3);
    certificate(other);
    assertThat(effects).anyMatch(SafetyHalt.class::isInstance).anyMatch(effect ->
        effect instanceof Proof(Evidence.ConflictingCertificates ignored));
    assertThat(overlay.halted()).isTrue();
    growAndTell(2, 2, 1);
    assertThat(effects).isEmpty();
  }

  @Test
  void aCertificateOffTheFinalChainStopsEverything() {
    var block = voter().grow(1, 2, 1);
    certificate(Fakes.certificate(N, 1, 0, block, 1, 2, 3));
    chain.ready.put(Fakes.id(2001), new TestBlock(Fakes.block(1, 2001), TestChain.GENESIS.ref().id(), 0, null));
    chain.ready.put(Fakes.id(2003), new TestBlock(Fakes.block(3, 2003), Fakes.id(2001), 0, null));
    certificate(Fakes.certificate(N, 5, 0, Fakes.block(3, 2003), 1, 2, 3));
    assertThat(effects).anyMatch(SafetyHalt.class::isInstance);
  }

  @Test
  void votesOfDecidedInstancesAreAnsweredWhenTheyAreResent() {
    var block = voter().grow(1, 1, 1);
    certificate(Fakes.certificate(N, 1, 0, block, 1, 2, 3));
    now = 499;
    vote(3, 1, 0, VoteStep.PRECOMMIT, block);
    assertThat(effects).as("it was under way").isEmpty();
    now = 500;
    vote(3, 1, 0, VoteStep.PRECOMMIT, block);
    assertThat(effects).singleElement().isInstanceOfSatisfying(Send.class, send -> {
      assertThat(send.peer()).isEqualTo(Fakes.key(3));
      assertThat(send.message()).isInstanceOf(Certificate.class);
    });
    now = 900;
    vote(3, 1, 0, VoteStep.PRECOMMIT, block);
    assertThat(effects).as("once per peer per 500 ms").isEmpty();
    vote(2, 1, 0, VoteStep.PRECOMMIT, block);
    assertThat(effects).hasSize(1);
    step(new FinalityEvent.CertificatesRequested(Fakes.key(2), new CertificateRequest(1)));
    assertThat(effects).containsExactly(new ServeCertificates(Fakes.key(2), 1));
  }

  @Test
  void doubleVotesAreReportedOnce() {
    voter();
    vote(3, 1, 0, VoteStep.PREVOTE, Fakes.block(1, 1));
    vote(3, 1, 0, VoteStep.PREVOTE, Fakes.block(1, 2));
    assertThat(effects).singleElement().isInstanceOf(Proof.class);
    vote(3, 1, 0, VoteStep.PREVOTE, Fakes.block(1, 2));
    vote(3, 1, 0, VoteStep.PREVOTE, Fakes.block(1, 3));
    assertThat(effects).isEmpty();
    vote(3, 2, 1, VoteStep.PRECOMMIT, Fakes.block(1, 1));
    vote(3, 2, 1, VoteStep.PRECOMMIT, Fakes.block(1, 2));
    assertThat(effects).as("in the next instance").anyMatch(Proof.class::isInstance);
  }

  @Test
  void oneMembersClaimsOfHighRoundsMoveNobodyAndAreBounded() {
    voter();
    for (int round = 1; round < 20_000; round++) {
      vote(3, 1, round, VoteStep.PREVOTE, BlockRef.NIL);
    }
    assertThat(overlay.round()).isZero();
    assertThat(overlay.votesHeld()).hasSizeLessThanOrEqualTo(VoteWindow.ROUNDS);
    vote(2, 1, 500, VoteStep.PREVOTE, BlockRef.NIL);
    assertThat(overlay.round()).as("two have reached it").isEqualTo(500);
  }

  @Test
  void afterARestartItResendsItsVotesAndKeepsItsLock() {
    var block = voter().growAndTell(1, 1, 1);
    vote(1, 1, 0, VoteStep.PREVOTE, block);
    vote(2, 1, 0, VoteStep.PREVOTE, block);
    var other = Fakes.block(1, 2001);
    chain.add(new TestBlock(other, TestChain.GENESIS.ref().id(), 0, null));

    voter();
    assertThat(cast()).containsExactly(Fakes.ballot(1, 0, VoteStep.PREVOTE, block),
        Fakes.ballot(1, 0, VoteStep.PRECOMMIT, block));
    enterRound(1);
    propose(1, other, null);
    assertThat(cast().getFirst().block()).isEqualTo(BlockRef.NIL);
  }

  /** Else nobody might be able to count the votes that decided: the guard holds only the last ones. */
  @Test
  void aDecisionIsNotForgottenOnceTheNextInstanceIsVotedIn() {
    var block = voter().growAndTell(1, 1, 1);
    for (var step : VoteStep.values()) {
      vote(1, 1, 0, step, block);
      vote(2, 1, 0, step, block);
    }
    var decided = overlay.newestCertificate().orElseThrow();
    growAndTell(2, 2, 1);
    assertThat(cast()).hasSize(1);

    voter(); // the store has lost the decision
    assertThat(effects).contains(new Decided(decided));
    assertThat(cast()).extracting(Ballot::instance).containsExactly(2L);
  }

  @Test
  void aLostGuardVotesAgainTwoInstancesAfterWhatAQuorumReports() {
    voter(VoteGuard.open(Fakes.signer(0), Fakes.CHAIN_TAG, Fakes.CHECK, new Fakes.MemoryGuardStore(), 0));
    growAndTell(1, 1, 1);
    assertThat(cast()).as("it signs nothing").isEmpty();
    vote(1, 1, 0, VoteStep.PREVOTE, chain.head);
    vote(1, 1L << 40, 0, VoteStep.PREVOTE, chain.head);
    step(new FinalityEvent.VoteReceived(Fakes.key(1), Fakes.vote(2, Fakes.ballot(1, 0, VoteStep.PREVOTE, chain.head))));
    vote(3, 1, 0, VoteStep.PRECOMMIT, chain.head);
    vote(2, 2, 0, VoteStep.PREVOTE, chain.head); // ahead of this node: counts once it got there
    certificate(Fakes.certificate(N, 1, 0, chain.head, 1, 2, 3));
    for (long instance = 2; instance <= 4; instance++) {
      growAndTell(instance, instance, 1);
      assertThat(cast()).as("instance %d", instance).hasSize(instance < 4 ? 0 : 1);
      certificate(Fakes.certificate(N, instance, 0, chain.head, 1, 2, 3));
    }
  }

  @Test
  void aVoteOfItsKeyThatItDidNotSignSilencesIt() {
    var block = voter().growAndTell(1, 1, 1);
    vote(0, 1, 0, VoteStep.PREVOTE, block);
    assertThat(effects).as("its own, passed on").isEmpty();
    vote(0, 1, 0, VoteStep.PRECOMMIT, BlockRef.NIL);
    assertThat(effects).anyMatch(FinalityEffect.KeyConflict.class::isInstance);
    enterRound(1);
    fire(TimerId.Kind.PROPOSE, 1, 1);
    assertThat(cast()).isEmpty();
  }

  @Test
  void membersOfASparseNetworkPullWhatTheyLack() {
    var block = voter().growAndTell(1, 1, 1);
    var other = FinalityOverlay.observer(FinalityParams.DEFAULT, Fakes.CHAIN_TAG, chain);
    other.start(TestChain.GENESIS.ref(), 0);
    IntStream.range(1, N).forEach(member -> vote(member, 1, 0, VoteStep.PREVOTE, block));
    vote(1, 1, 0, VoteStep.PRECOMMIT, block);
    var lacking = overlay.missing(other.summary());
    assertThat(lacking).hasSize(6);
    lacking.forEach(message -> other.step(new FinalityEvent.VoteReceived(Fakes.key(0), (Vote) message), 0));
    assertThat(overlay.missing(other.summary())).isEmpty();
    vote(2, 1, 0, VoteStep.PRECOMMIT, block);
    assertThat(overlay.missing(other.summary())).singleElement().isInstanceOf(Certificate.class);
  }

  @Test
  void whoIsAheadIsAskedForCertificates() {
    voter();
    vote(2, 9, 0, VoteStep.PREVOTE, Fakes.block(9, 9));
    assertThat(isArmed(TimerId.Kind.RESEND)).isTrue();
    now = 500;
    fire(TimerId.Kind.RESEND, 0, -1);
    assertThat(effects).contains(new Send(Fakes.key(2), new CertificateRequest(1)));
  }

  @Test
  void aLoneMemberDecidesAlone() {
    var alone = new TestChain(Fakes.members(1), 8);
    VoteGuard.create(store);
    var guard = VoteGuard.open(Fakes.signer(0), Fakes.CHAIN_TAG, Fakes.CHECK, store, 0);
    overlay = FinalityOverlay.voter(FinalityParams.DEFAULT, Fakes.CHAIN_TAG, alone, guard);
    overlay.start(TestChain.GENESIS.ref(), 0);
    alone.add(new TestBlock(Fakes.block(1, 1), TestChain.GENESIS.ref().id(), 0, null));
    step(new FinalityEvent.HeadChanged());
    assertThat(effects).filteredOn(Decided.class::isInstance).hasSize(1);
    assertThat(overlay.instance()).isEqualTo(2);
  }

  /** 24 million votes are an hour of a hundred members. */
  @Test
  void votesCostLittle() {
    int n = 100;
    var large = new TestChain(Fakes.members(n), 1 << 20);
    var observer = FinalityOverlay.observer(FinalityParams.DEFAULT, Fakes.CHAIN_TAG, large);
    observer.start(TestChain.GENESIS.ref(), 0);
    var votes = new ArrayList<FinalityEvent>();
    int instances = 500;
    for (int instance = 1; instance <= instances; instance++) {
      var block = Fakes.block(instance, instance);
      large.ready.put(block.id(), new TestBlock(block, Fakes.block(instance - 1, instance - 1).id(), 0, null));
      for (var step : VoteStep.values()) {
        for (int member = 0; member < n; member++) {
          votes.add(new FinalityEvent.VoteReceived(Fakes.key(member),
              Fakes.vote(member, Fakes.ballot(instance, 0, step, block))));
        }
      }
    }
    long started = System.nanoTime();
    for (var vote : votes) {
      observer.step(vote, 0);
    }
    long nanosPerVote = (System.nanoTime() - started) / votes.size();
    assertThat(observer.instance()).isEqualTo(instances + 1);
    assertThat(nanosPerVote).as("nanoseconds a vote, with room for a busy machine").isLessThan(20_000);
  }
}
