package org.atoll.validator.chain.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.proto.AccusationState;
import org.atoll.sdk.proto.Conviction;
import org.atoll.sdk.proto.EvidencePayload;
import org.atoll.sdk.proto.EvidenceReport;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.family.evidence.EvidenceHandler;
import org.atoll.validator.finality.core.Accusation;
import org.atoll.validator.finality.core.Ballot;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.EvidenceCodec;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.finality.core.Signers;
import org.atoll.validator.finality.core.Vote;
import org.atoll.validator.finality.core.VoteStep;
import org.atoll.validator.forks.core.ForkBlock;
import org.atoll.validator.forks.core.SealedBlock;
import org.atoll.validator.mempool.core.Mempool;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.peer.core.PeerMessage;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.atoll.validator.testing.FakeHead;
import org.junit.jupiter.api.Test;

/** Of four members the second is this node, the third misbehaves. */
class EvidenceFlowTest {
  private static final Hash32 TAG = Sha256.hash(Bytes.fromHex("01"));
  private static final int OWN = 1;
  private static final int BAD = 2;
  private static final List<PrivateKey> KEYS = IntStream.range(0, 4)
      .mapToObj(k -> PrivateKey.generate(SignatureAlgorithm.ED25519, new SplittableRandom(k)))
      .sorted(Comparator.comparing(PrivateKey::publicKey)).toList();
  private static final BlockRef A = new BlockRef(5, new BlockId(Sha256.hash(Bytes.fromHex("0a")).bytes()));
  private static final BlockRef B = new BlockRef(6, new BlockId(Sha256.hash(Bytes.fromHex("0b")).bytes()));
  private static final long WINDOW_MILLIS = 10_000; // longer than all turns of four

  private final Map<Address, Bytes> state = new HashMap<>();
  private final ChainState chain = chain();
  private final EvidenceFlow flow = new EvidenceFlow(chain);

  private ChainState chain() {
    var entry = new ConsensusEntry("dpos", "1.0",
        MemberSet.of(KEYS.stream().map(key -> Member.of(key.publicKey())).toList()), 64,
        ConsensusEntry.SealScope.TIMESTAMP, Map.of(), Map.of());
    var rules = ChainRules.of(Batches.CHAIN_ID, TAG, KEYS.get(OWN).publicKey(), entry);
    var made = NoArchive.chain(rules, sealed(Blocks.genesis()));
    made.now = 1_000_000;
    return made;
  }

  private SealedBlock sealed(ExecutedBlock block) {
    return Blocks.sealed(block, new FakeHead().withState(state), List.of());
  }

  private static Vote vote(int member, int round, VoteStep step, BlockRef block) {
    var ballot = new Ballot(0, 3, round, step, block);
    return new Vote(ballot, member, KEYS.get(member).sign(ballot.signingBytes(TAG)));
  }

  private static Evidence doubleVote(int round) {
    return new Evidence.DoubleVote(vote(BAD, round, VoteStep.PREVOTE, A), vote(BAD, round, VoteStep.PREVOTE, B));
  }

  private static Pol pol(int round, BlockRef block, int... who) {
    var bitmap = new byte[1];
    var signatures = Bytes.EMPTY;
    for (int member : who) {
      bitmap[0] |= (byte) (1 << member);
      signatures = signatures.concat(vote(member, round, VoteStep.PREVOTE, block).signature());
    }
    return new Pol(0, 3, round, block, new Signers(4, Bytes.wrap(bitmap), signatures));
  }

  private void convict(int member) {
    state.put(EvidenceHandler.convictionAddress(KEYS.get(member).publicKey()),
        Bytes.wrap(Conviction.newBuilder().setKind(1).build().toByteArray()));
  }

  /** Effects until all had their turn. */
  private List<ChainEffect> pass(long millis) {
    var effects = new ArrayList<>(chain.drain());
    for (long end = chain.now + millis; chain.now < end; ) {
      chain.now += 1_000;
      flow.onTick();
      effects.addAll(chain.drain());
    }
    return effects;
  }

  private static List<Evidence> reports(List<ChainEffect> effects) {
    return effects.stream().flatMap(effect -> effect instanceof ChainEffect.Report(var evidence)
        ? Stream.of(evidence) : Stream.empty()).toList();
  }

  @Test
  void whatTheEngineReportsIsVerifiedToldAndReportedOnce() {
    flow.fromEngine(EvidenceCodec.encode(doubleVote(0), TAG));
    flow.fromEngine(EvidenceCodec.encode(doubleVote(0), TAG));

    var effects = pass(WINDOW_MILLIS);

    assertThat(reports(effects)).containsExactly(doubleVote(0));
    assertThat(effects.stream().filter(effect -> effect.equals(
        new ChainEffect.Broadcast(new PeerMessage.Evidence(doubleVote(0)), Set.of())))).hasSize(1);
  }

  @Test
  void whatTheEngineMakesUpIsRefused() {
    var unsigned = new Vote(new Ballot(0, 3, 0, VoteStep.PREVOTE, B), BAD, Bytes.wrap(new byte[64]));
    flow.fromEngine(EvidenceCodec.encode(new Evidence.DoubleVote(vote(BAD, 0, VoteStep.PREVOTE, A), unsigned), TAG));
    flow.fromEngine(EvidenceCodec.encode(
        new Evidence.DoubleVote(vote(BAD, 0, VoteStep.PREVOTE, A), vote(BAD, 1, VoteStep.PREVOTE, B)), TAG));
    flow.fromEngine(Bytes.fromHex("0102"));

    var effects = pass(WINDOW_MILLIS);

    assertThat(effects).hasSize(3).allMatch(effect -> effect instanceof ChainEffect.Note(var event, var why)
        && event.equals("evidence.refused"));
  }

  @Test
  void whatAPeerReportsWaitsForItsTurnAndIsDroppedWhenItIsOnChain() {
    flow.fromPeer(KEYS.get(0).publicKey(), doubleVote(0));
    int early = reports(chain.drain()).size();
    convict(BAD);

    assertThat(early + reports(pass(WINDOW_MILLIS)).size()).isLessThanOrEqualTo(1);
    flow.fromPeer(KEYS.get(3).publicKey(), doubleVote(1));
    assertThat(reports(pass(WINDOW_MILLIS))).as("of somebody convicted").isEmpty();
  }

  @Test
  void oneProofOfACulpritIsEnoughAndIsReportedAgainUntilItIsOnChain() {
    for (int round = 0; round < 20; round++) {
      flow.witnessed(doubleVote(round));
    }
    assertThat(reports(pass(WINDOW_MILLIS))).containsExactly(doubleVote(0));
    assertThat(reports(pass(70_000))).as("it got lost").containsExactly(doubleVote(0));
    convict(BAD);
    assertThat(reports(pass(700_000))).isEmpty();
  }

  @Test
  void theFourMembersTakeTurns() {
    var due = new ArrayList<Long>();
    for (var key : KEYS) {
      var entry = chain.rules.epochs().entry();
      var other = new ChainState(ChainRules.of(Batches.CHAIN_ID, TAG, key.publicKey(), entry),
          new Mempool(PoolLimits.defaults()), sealed(Blocks.genesis()), chain.finals);
      var witness = new EvidenceFlow(other);
      witness.witnessed(doubleVote(0));
      while (reports(other.drain()).isEmpty()) {
        other.now += 1_000;
        witness.onTick();
      }
      due.add(other.now);
    }
    assertThat(due).containsExactlyInAnyOrder(0L, 2_000L, 4_000L, 6_000L);
  }

  @Test
  void anAccusationOfThisNodeIsAnsweredWithTheProofItKept() throws Exception {
    var proof = pol(2, B, 0, 1, 3);
    flow.keep(proof);
    assertThat(chain.drain()).containsExactly(new ChainEffect.KeepPol(proof, 0));
    var accusation = new Accusation(KEYS.get(OWN).publicKey(), 0, 3, 1, A, 4, B);
    var id = EvidenceHandler.accusationId(accusation);

    flow.finalised(accusing(accusation));

    assertThat(pass(0)).contains(new ChainEffect.Answer(id, proof));
    assertThat(pass(61_000)).as("not cleared yet").contains(new ChainEffect.Answer(id, proof));
    var stored = AccusationState.parseFrom(state.get(EvidenceHandler.accusationAddress(id)).unsafeArray());
    state.put(EvidenceHandler.accusationAddress(id), Bytes.wrap(stored.toBuilder().setCleared(true).build().toByteArray()));
    assertThat(pass(200_000)).isEmpty();
  }

  @Test
  void withoutAProofThereIsNothingToAnswer() {
    flow.restore(List.of(pol(4, B, 0, 1, 3)));
    flow.finalised(accusing(new Accusation(KEYS.get(OWN).publicKey(), 0, 3, 1, A, 4, B)));

    assertThat(pass(200_000)).noneMatch(ChainEffect.Answer.class::isInstance);
  }

  /** A block with a report that accuses this node; the family has applied it. */
  private ForkBlock accusing(Accusation accusation) {
    state.put(EvidenceHandler.accusationAddress(EvidenceHandler.accusationId(accusation)),
        Bytes.wrap(AccusationState.newBuilder().setKey(accusation.key().encoded().toByteString()).build().toByteArray()));
    var amnesia = new Evidence.Amnesia(vote(OWN, 1, VoteStep.PRECOMMIT, A), vote(OWN, 4, VoteStep.PREVOTE, B));
    var payload = Bytes.wrap(EvidencePayload.newBuilder().setReport(EvidenceReport.newBuilder()
        .setEvidence(EvidenceCodec.encode(amnesia, TAG).toByteString())).build().toByteArray());
    var batch = Batches.intkey(1).family("evidence").payload(payload).batch();
    var block = Blocks.child(Blocks.genesis(), new Blocks.Body().add(batch).batches());
    var inTree = chain.tree.add(block.signed(), chain.tree.root(), 0);
    chain.tree.accept(inTree, new HeaderVerdict.Accept(1, 0, Bytes.EMPTY, Bytes.EMPTY));
    inTree.complete(List.of(batch));
    inTree.valid(sealed(block));
    return inTree;
  }

  @Test
  void convictionsAreReadFromTheState() {
    convict(BAD);

    assertThat(EvidenceFlow.convicted(chain.tree.root(), chain.rules.epochs().members(0)))
        .containsExactly(KEYS.get(BAD).publicKey());
    var finality = new FinalityFlow(chain, Optional.empty(), new NoSink());
    assertThat(finality.activity(chain.tree.root().id(), 64).convicted()).as("as those see it who choose proposers")
        .containsExactly(KEYS.get(BAD).publicKey());
  }

  private static final class NoSink implements FinalityFlow.Sink {
    @Override
    public void decided(ForkBlock block, Certificate certificate) {
      throw new AssertionError(block);
    }

    @Override
    public void evidence(Evidence evidence) {
      throw new AssertionError(evidence);
    }

    @Override
    public void keep(Pol pol) {
      throw new AssertionError(pol);
    }

    @Override
    public void wanted(BlockRef block, boolean certified) {
      throw new AssertionError(block);
    }
  }
}
