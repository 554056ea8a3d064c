package org.atoll.validator.finality.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.sdk.testing.Seeds.forEachSeed;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;

/** P6 for all messages, evidence and the guard's record. */
class MessageCodecTest {
  private static final Hash32 TAG = Fakes.CHAIN_TAG;

  private record Codec<T>(String name, Function<RandomGenerator, T> any, Function<T, Bytes> encode,
      Function<Bytes, Decoded<T>> decode) {
    void roundTrip(RandomGenerator random) {
      var value = any.apply(random);
      assertThat(decode.apply(encode.apply(value))).as(name).isEqualTo(new Decoded.Ok<>(value));
    }

    void refusesMore(RandomGenerator random) {
      var bytes = encode.apply(any.apply(random)).concat(Bytes.wrap(new byte[] {(byte) random.nextInt()}));
      assertThat(decode.apply(bytes)).as(name).isInstanceOf(Decoded.Refused.class);
    }

    void refusesLess(RandomGenerator random) {
      var bytes = encode.apply(any.apply(random));
      assertThat(decode.apply(bytes.slice(0, random.nextInt(bytes.size())))).as(name)
          .isInstanceOf(Decoded.Refused.class);
    }

    /** True if the mutant was refused; one that is accepted must be the one encoding of its value. */
    boolean judge(Bytes mutant) {
      return switch (decode.apply(mutant)) {
        case Decoded.Ok<T>(var value) -> {
          if (!encode.apply(value).equals(mutant)) {
            throw new AssertionError(name + " has a second encoding: " + mutant.toHex());
          }
          yield false;
        }
        case Decoded.Refused<T> ignored -> true;
      };
    }
  }

  private static final List<Codec<?>> CODECS = List.of(
      new Codec<>("vote", AnyMessages::vote, vote -> vote.encode(TAG), bytes -> Vote.decode(bytes, TAG)),
      new Codec<>("bundle", AnyMessages::bundle, bundle -> bundle.encode(TAG), bytes -> VoteBundle.decode(bytes, TAG)),
      new Codec<>("proposal", AnyMessages::proposal, p -> p.encode(TAG), bytes -> Proposal.decode(bytes, TAG)),
      new Codec<>("pol", AnyMessages::pol, Pol::encode, Pol::decode),
      new Codec<>("certificate", AnyMessages::certificate, Certificate::encode, Certificate::decode),
      new Codec<>("request", random -> new CertificateRequest(1 + random.nextLong(1L << 62)),
          CertificateRequest::encode, CertificateRequest::decode),
      new Codec<>("summary", AnyMessages::summary, VoteSummary::encode, VoteSummary::decode),
      new Codec<>("evidence", AnyMessages::evidence, e -> EvidenceCodec.encode(e, TAG),
          bytes -> EvidenceCodec.decode(bytes, TAG)),
      new Codec<>("guard record", AnyMessages::record, GuardRecord::encode, GuardRecord::decode));

  @Test
  void decodeInvertsEncode() {
    forEachSeed(2_000, random -> CODECS.forEach(codec -> codec.roundTrip(random)));
  }

  @Test
  void trailingAndMissingBytesAreRefused() {
    forEachSeed(1_000, random -> CODECS.forEach(codec -> {
      codec.refusesMore(random);
      codec.refusesLess(random);
    }));
  }

  /** 10⁶ in all. */
  @Test
  void mutantsAreRefusedOrCanonicalAndNeverThrow() {
    for (var codec : CODECS) {
      int refused = 0;
      var random = new SplittableRandom(codec.name.hashCode());
      var mutants = mutants(codec, random);
      for (int k = 0; k < 125_000; k++) {
        if (codec.judge(AnyMessages.mutate(mutants[k % mutants.length], random))) {
          refused++;
        }
      }
      assertThat(refused).as(codec.name).isGreaterThan(10_000);
    }
  }

  private static <T> Bytes[] mutants(Codec<T> codec, RandomGenerator random) {
    var seeds = new Bytes[64];
    for (int k = 0; k < seeds.length; k++) {
      var bytes = codec.encode.apply(codec.any.apply(random));
      seeds[k] = bytes.size() > 700 ? codec.encode.apply(codec.any.apply(random)) : bytes;
    }
    return seeds;
  }

  @Test
  void anotherChainsMessagesAreRefused() {
    var other = Sha256.hash(Bytes.fromHex("00"));
    forEachSeed(100, random -> {
      assertThat(Vote.decode(AnyMessages.vote(random).encode(other), TAG)).isInstanceOf(Decoded.Refused.class);
      assertThat(Proposal.decode(AnyMessages.proposal(random).encode(other), TAG)).isInstanceOf(Decoded.Refused.class);
    });
  }

  @Test
  void bytesAreThoseOfTheSpecification() {
    var block = new BlockRef(7, Fakes.id(7));
    var ballot = new Ballot(2, 5, 1, VoteStep.PRECOMMIT, block);
    assertThat(ballot.signingBytes(TAG).toHex()).isEqualTo("61746f6c6c2f766f74652f31" // "atoll/vote/1"
        + TAG.bytes().toHex() + "0000000000000002" + "0000000000000005" + "00000001" + "02" + "0000000000000007"
        + Fakes.id(7).bytes().toHex());
    var vote = Fakes.vote(3, ballot);
    assertThat(vote.encode(TAG))
        .isEqualTo(ballot.signingBytes(TAG).concat(Bytes.fromHex("0003")).concat(vote.signature()));
    assertThat(Proposal.signingBytes(TAG, 2, 5, 1, block, -1).toHex())
        .isEqualTo("61746f6c6c2f70726f706f73616c2f31" + TAG.bytes().toHex() + "0000000000000002" + "0000000000000005"
            + "00000001" + "0000000000000007" + Fakes.id(7).bytes().toHex() + "ffffffff");
    var certificate = Fakes.certificate(10, 5, 1, block, 0, 3, 9);
    assertThat(certificate.encode().toHex()).startsWith("01" + "0000000000000000" + "0000000000000005" + "00000001"
        + "0000000000000007" + Fakes.id(7).bytes().toHex() + "000a" + "0902");
    assertThat(certificate.hash()).isEqualTo(Sha256.hash(certificate.encode()));
    var fifteenOf21 = Fakes.certificate(21, 1, 0, block, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    assertThat(fifteenOf21.encode().size()).isEqualTo(1026);
  }

  @Test
  void certificatesNeedAQuorumOfGoodSignatures() {
    var block = Fakes.block(7, 7);
    var members = Fakes.members(4);
    assertThat(Fakes.certificate(4, 5, 1, block, 0, 1, 3).verify(TAG, members, Fakes.CHECK)).isTrue();
    assertThat(Fakes.certificate(4, 5, 1, block, 0, 1).verify(TAG, members, Fakes.CHECK)).isFalse();
    assertThat(Fakes.certificate(5, 5, 1, block, 0, 1, 3).verify(TAG, members, Fakes.CHECK)).isFalse();
    var good = Fakes.certificate(4, 5, 1, block, 0, 1, 3);
    var otherRound = new Certificate(0, 5, 2, block, good.signers());
    assertThat(otherRound.verify(TAG, members, Fakes.CHECK)).isFalse();
    var prevotes = new Certificate(0, 5, 1, block, Fakes.pol(4, 5, 1, block, 0, 1, 3).signers());
    assertThat(prevotes.verify(TAG, members, Fakes.CHECK)).as("prevotes are no precommits").isFalse();
  }

  @Test
  void weightsCountNotHeads() {
    var heavy = MemberSet.of(List.of(new Member(Fakes.key(0), 5), Member.of(Fakes.key(1)), Member.of(Fakes.key(2)),
        Member.of(Fakes.key(3)))); // W = 8, q = 6
    var block = Fakes.block(7, 7);
    assertThat(Fakes.certificate(4, 5, 1, block, 0, 2).verify(TAG, heavy, Fakes.CHECK)).isTrue();
    assertThat(Fakes.certificate(4, 5, 1, block, 1, 2, 3).verify(TAG, heavy, Fakes.CHECK)).isFalse();
  }

  @Test
  void realKeysSignAndVerify() {
    for (var algorithm : List.of(SignatureAlgorithm.SECP256K1, SignatureAlgorithm.ED25519)) {
      var signer = Signer.of(PrivateKey.generate(algorithm, new SplittableRandom(1)));
      var members = MemberSet.of(List.of(Member.of(signer.key())));
      var ballot = new Ballot(0, 1, 0, VoteStep.PREVOTE, BlockRef.NIL);
      var vote = new Vote(ballot, 0, signer.sign(ballot.signingBytes(TAG)));
      assertThat(vote.verify(TAG, members, Signatures::verify)).isTrue();
      var forged = new Vote(new Ballot(0, 2, 0, VoteStep.PREVOTE, BlockRef.NIL), 0, vote.signature());
      assertThat(forged.verify(TAG, members, Signatures::verify)).isFalse();
    }
  }
}
