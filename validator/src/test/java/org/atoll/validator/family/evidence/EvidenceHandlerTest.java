package org.atoll.validator.family.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.StateContext;
import org.atoll.sdk.processor.StateView;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.proto.AccusationState;
import org.atoll.sdk.proto.Conviction;
import org.atoll.sdk.proto.EvidenceAnswer;
import org.atoll.sdk.proto.EvidencePayload;
import org.atoll.sdk.proto.EvidenceReport;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
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
import org.junit.jupiter.api.Test;

/** Reports, answers, convictions. */
class EvidenceHandlerTest {
  private static final Hash32 TAG = Sha256.hash(Bytes.fromHex("01"));
  private static final List<PrivateKey> KEYS = IntStream.range(0, 4)
      .mapToObj(k -> PrivateKey.generate(SignatureAlgorithm.ED25519, new SplittableRandom(k)))
      .sorted(Comparator.comparing(PrivateKey::publicKey)).toList();
  private static final MemberSet MEMBERS =
      MemberSet.of(KEYS.stream().map(key -> Member.of(key.publicKey())).toList());
  private static final BlockRef A = new BlockRef(5, new BlockId(Sha256.hash(Bytes.fromHex("0a")).bytes()));
  private static final BlockRef B = new BlockRef(6, new BlockId(Sha256.hash(Bytes.fromHex("0b")).bytes()));
  private static final int EPOCH_BLOCKS = 10;

  private final Map<Address, Bytes> state = new HashMap<>();
  private final EvidenceHandler handler = new EvidenceHandler(Signatures::verify, header -> Optional.empty(),
      new EvidenceEpochs() {
        @Override
        public long epochAt(long height, StateView view) {
          return (height - 1) / EPOCH_BLOCKS;
        }

        @Override
        public Optional<MemberSet> members(long epoch, StateView view) {
          return Optional.of(MEMBERS);
        }
      }, 3);
  private long height = 1;

  private final StateContext context = new StateContext() {
    @Override
    public void set(Address address, Bytes value) {
      state.put(address, value);
    }

    @Override
    public void delete(Address address) {
      state.remove(address);
    }

    @Override
    public Optional<Bytes> get(Address address) {
      return Optional.ofNullable(state.get(address));
    }

    @Override
    public Map<Address, Bytes> get(List<Address> addresses) {
      throw new UnsupportedOperationException();
    }
  };

  private String apply(Bytes payload) {
    var block = new BlockContext(height, height * 1000, 7, TAG.bytes(), EvmAddress.wrap(new byte[20]), 1, BigInteger.ONE,
        Hash32.ZERO, 0, BlockId.NONE, Map.of());
    var outcome = handler.apply(new TransactionRequest(new TransactionId(Sha256.hash(payload).bytes()),
        TransactionRequest.Format.NATIVE, Bytes.EMPTY, payload, KEYS.get(3).publicKey().encoded(), block), context);
    return switch (outcome) {
      case Outcome.Applied applied -> "";
      case Outcome.Invalid(var refusal) -> refusal.name();
    };
  }

  private String report(Evidence evidence) {
    return apply(Bytes.wrap(EvidencePayload.newBuilder().setReport(EvidenceReport.newBuilder()
        .setEvidence(EvidenceCodec.encode(evidence, TAG).toByteString())).build().toByteArray()));
  }

  private String answer(Accusation accusation, Pol pol) {
    return apply(Bytes.wrap(EvidencePayload.newBuilder().setAnswer(EvidenceAnswer.newBuilder()
        .setAccusationId(EvidenceHandler.accusationId(accusation).bytes().toByteString())
        .setPol(pol.encode().toByteString())).build().toByteArray()));
  }

  private boolean isConvicted(int member) {
    return state.containsKey(EvidenceHandler.convictionAddress(KEYS.get(member).publicKey()));
  }

  private static Vote vote(int member, int round, VoteStep step, BlockRef block) {
    var ballot = new Ballot(0, 3, round, step, block);
    return new Vote(ballot, member, KEYS.get(member).sign(ballot.signingBytes(TAG)));
  }

  private static Signers signers(int round, VoteStep step, BlockRef block, int... who) {
    var bitmap = new byte[1];
    var signatures = Bytes.EMPTY;
    for (int member : who) {
      bitmap[0] |= (byte) (1 << member);
      signatures = signatures.concat(vote(member, round, step, block).signature());
    }
    return new Signers(4, Bytes.wrap(bitmap), signatures);
  }

  private static Pol pol(int round, BlockRef block, int... who) {
    return new Pol(0, 3, round, block, signers(round, VoteStep.PREVOTE, block, who));
  }

  private static Certificate certificate(int round, BlockRef block, int... who) {
    return new Certificate(0, 3, round, block, signers(round, VoteStep.PRECOMMIT, block, who));
  }

  private static Accusation accusation(int member, int prevoteRound) {
    return new Accusation(KEYS.get(member).publicKey(), 0, 3, 1, A, prevoteRound, B);
  }

  @Test
  void doubleVotesConvictOnce() throws Exception {
    var evidence = new Evidence.DoubleVote(vote(2, 1, VoteStep.PREVOTE, A), vote(2, 1, VoteStep.PREVOTE, B));
    height = 12;
    assertThat(report(evidence)).isEmpty();
    var conviction = Conviction.parseFrom(
        state.get(EvidenceHandler.convictionAddress(KEYS.get(2).publicKey())).unsafeArray());
    assertThat(conviction.getKind()).isEqualTo(1);
    assertThat(conviction.getHeight()).isEqualTo(12);
    assertThat(Bytes.of(conviction.getReporter())).isEqualTo(KEYS.get(3).publicKey().encoded());
    assertThat(report(evidence)).isEqualTo("DUPLICATE");
    assertThat(state).hasSize(1);
  }

  @Test
  void whatProvesNothingIsRefused() {
    assertThat(report(new Evidence.DoubleVote(vote(2, 1, VoteStep.PREVOTE, A), vote(2, 2, VoteStep.PREVOTE, B))))
        .isEqualTo("NO_EVIDENCE");
    height = 4 * EPOCH_BLOCKS + 1;
    assertThat(report(new Evidence.DoubleVote(vote(2, 1, VoteStep.PREVOTE, A), vote(2, 1, VoteStep.PREVOTE, B))))
        .as("too old").isEqualTo("NO_EVIDENCE");
    assertThat(apply(Bytes.EMPTY)).isEqualTo("BAD_PAYLOAD");
    assertThat(apply(Bytes.fromHex("ff"))).isEqualTo("BAD_PAYLOAD");
    assertThat(state).isEmpty();
  }

  @Test
  void payloadsThatAreNotCanonicalAreRefused() {
    var payload = EvidencePayload.newBuilder().setReport(EvidenceReport.newBuilder().setEvidence(
        EvidenceCodec.encode(new Evidence.DoubleVote(vote(2, 1, VoteStep.PREVOTE, A), vote(2, 1, VoteStep.PREVOTE, B)),
            TAG).toByteString())).build();
    var bytes = Bytes.wrap(payload.toByteArray());
    assertThat(apply(bytes.concat(bytes))).as("a second verb").isEqualTo("BAD_PAYLOAD");
    assertThat(apply(bytes.concat(Bytes.fromHex("1801")))).as("an unknown field").isEqualTo("BAD_PAYLOAD");
    assertThat(apply(Bytes.wrap(EvidencePayload.newBuilder().setReport(EvidenceReport.newBuilder()
        .setEvidence(ByteString.copyFromUtf8("x"))).build().toByteArray()))).isEqualTo("BAD_PAYLOAD");
    assertThat(apply(bytes)).isEmpty();
  }

  @Test
  void theAccusedClearThemselvesInTime() throws Exception {
    var evidence = new Evidence.Amnesia(vote(0, 1, VoteStep.PRECOMMIT, A), vote(0, 4, VoteStep.PREVOTE, B));
    assertThat(report(evidence)).isEmpty();
    assertThat(report(evidence)).isEqualTo("DUPLICATE");
    assertThat(answer(accusation(0, 4), pol(4, B, 1, 2, 3))).as("too late a round").isEqualTo("BAD_PROOF");
    assertThat(answer(accusation(0, 4), pol(2, B, 1, 2))).as("no quorum").isEqualTo("BAD_PROOF");
    assertThat(answer(accusation(1, 4), pol(2, B, 1, 2, 3))).as("not accused").isEqualTo("UNKNOWN");
    height = EPOCH_BLOCKS + 1;
    assertThat(answer(accusation(0, 4), pol(2, B, 1, 2, 3))).isEmpty();
    assertThat(answer(accusation(0, 4), pol(2, B, 1, 2, 3))).isEqualTo("DUPLICATE");
    height = 2 * EPOCH_BLOCKS + 1;
    assertThat(report(evidence)).isEqualTo("DUPLICATE");
    assertThat(isConvicted(0)).isFalse();
    var stored = AccusationState.parseFrom(
        state.get(EvidenceHandler.accusationAddress(EvidenceHandler.accusationId(accusation(0, 4)))).unsafeArray());
    assertThat(stored.getCleared()).isTrue();
  }

  @Test
  void whoDoesNotAnswerIsConvictedByTheNextReport() {
    var evidence = new Evidence.Amnesia(vote(0, 1, VoteStep.PRECOMMIT, A), vote(0, 4, VoteStep.PREVOTE, B));
    report(evidence);
    height = 2 * EPOCH_BLOCKS;
    assertThat(report(evidence)).isEqualTo("DUPLICATE");
    height = 2 * EPOCH_BLOCKS + 1;
    assertThat(answer(accusation(0, 4), pol(2, B, 1, 2, 3))).isEqualTo("TOO_LATE");
    assertThat(report(evidence)).isEmpty();
    assertThat(isConvicted(0)).isTrue();
    assertThat(report(evidence)).isEqualTo("DUPLICATE");
  }

  @Test
  void certificatesOfOneRoundConvictTheSignersOfBoth() {
    assertThat(report(new Evidence.ConflictingCertificates(certificate(1, A, 0, 1, 2), certificate(1, B, 1, 2, 3), null)))
        .isEmpty();
    assertThat(IntStream.range(0, 4).filter(this::isConvicted)).containsExactly(1, 2);
  }

  @Test
  void anAnswerMovesTheAccusationOfConflictingCertificates() {
    var evidence = new Evidence.ConflictingCertificates(certificate(1, A, 0, 1, 2), certificate(5, B, 1, 2, 3),
        pol(5, B, 1, 2, 3));
    assertThat(report(evidence)).isEmpty();
    assertThat(state).containsOnlyKeys(at(1, 5), at(2, 5));
    assertThat(answer(accusation(1, 5), pol(2, B, 0, 2, 3))).isEmpty();
    assertThat(state).containsOnlyKeys(at(1, 5), at(2, 5), at(0, 2), at(2, 2));
    assertThat(answer(accusation(2, 5), pol(2, B, 0, 2, 3))).isEmpty();
    height = 2 * EPOCH_BLOCKS + 1;
    assertThat(report(new Evidence.ConflictingCertificates(certificate(1, A, 0, 1, 2), certificate(5, B, 1, 2, 3),
        pol(2, B, 0, 2, 3)))).isEmpty();
    assertThat(IntStream.range(0, 4).filter(this::isConvicted)).as("those in the earliest proof").containsExactly(0, 2);
  }

  private static Address at(int member, int prevoteRound) {
    return EvidenceHandler.accusationAddress(EvidenceHandler.accusationId(accusation(member, prevoteRound)));
  }
}
