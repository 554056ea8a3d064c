package org.atoll.validator.chain.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.mempool.core.Access;
import org.atoll.validator.mempool.core.SenderRules;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.atoll.validator.testing.FakeHead;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final PrivateKey MEMBER = PrivateKey.generate(SignatureAlgorithm.ED25519, new SplittableRandom(1));
  private static final Bytes SIGNER = Batches.intkey(1).batch().batchSigner();
  private static final SenderRules NO_ACCOUNT_1 =
      new SenderRules(new Access<>(Set.of(), Set.of(Batches.account(1))), Access.all());
  private static final SenderRules NO_SIGNER =
      new SenderRules(Access.all(), new Access<>(Set.of(), Set.of(SIGNER)));
  private static final SenderRules NOBODY = new SenderRules(Access.all(), new Access<>(Set.of(Bytes.EMPTY), Set.of()));

  private final ChainState chain = chain();
  private final Admission admission = new Admission(chain);

  private static ChainState chain() {
    var entry = new ConsensusEntry("dpos", "1.0", MemberSet.of(List.of(Member.of(MEMBER.publicKey()))), 64,
        ConsensusEntry.SealScope.TIMESTAMP, Map.of(), Map.of("minMembers", 1L));
    var head = new FakeHead();
    for (int account = 0; account < 4; account++) {
      head.fund(Batches.account(account), 0, BigInteger.TEN.pow(20));
    }
    var genesis = Blocks.sealed(Blocks.genesis(), head, List.of());
    return NoArchive.chain(ChainRules.of(Batches.CHAIN_ID, Hash32.ZERO, MEMBER.publicKey(), entry), genesis);
  }

  private Optional<Refusal> offer(BatchView batch) {
    var refusals = new ArrayList<Optional<Refusal>>();
    var admitted = admission.admit(List.of(batch), refusals);
    assertThat(admitted).hasSize(refusals.getFirst().isEmpty() ? 1 : 0);
    return refusals.getFirst();
  }

  @Test
  void aDeniedAccountIsRefusedWithItsReason() {
    admission.senders(NO_ACCOUNT_1);

    assertThat(offer(Batches.transfer(0, 0))).isEmpty();
    assertThat(offer(Batches.transfer(1, 0)).orElseThrow()).returns(-32003, Refusal::code)
        .returns("NOT_PERMITTED", Refusal::name).returns(Map.of("role", "account", "policy", "local"), Refusal::details)
        .returns("sender not permitted: account " + Batches.account(1) + " is refused by this node's permission.toml",
            Refusal::message);

    admission.senders(SenderRules.ALL);
    assertThat(offer(Batches.transfer(1, 0))).isEmpty();
  }

  @Test
  void aNativeBatchNeedsAllItsSigners() {
    admission.senders(NO_SIGNER);

    assertThat(offer(Batches.intkey(2).batch())).isEmpty();
    assertThat(offer(Batches.intkey(1).batch()).orElseThrow().details()).containsEntry("role", "signer");
    assertThat(offer(Batches.batch(1, Batches.intkey(2).salt(1).view(), Batches.intkey(1).salt(2).view())))
        .isPresent();
    assertThat(offer(Batches.transfer(0, 0))).isEmpty();
  }

  @Test
  void membersAreHeardWhateverTheRulesSay() {
    admission.senders(NOBODY);
    var foreign = Batches.intkey(1).batch();
    var own = new BatchView(foreign.id(), foreign.transactions(), MEMBER.publicKey().encoded(), foreign.format(),
        foreign.body());

    assertThat(offer(foreign)).isPresent();
    assertThat(offer(own)).isEmpty();
  }

  @Test
  void whatWaitsAndIsNotPermittedAnyMoreGoes() {
    var denied = Batches.transfer(1, 0);
    assertThat(offer(denied)).isEmpty();
    assertThat(offer(Batches.transfer(0, 0))).isEmpty();

    admission.senders(NO_ACCOUNT_1);

    assertThat(chain.drain()).singleElement().isEqualTo(
        new ChainEffect.Dropped(denied.id(), "its sender is not permitted any more"));
    assertThat(chain.pool.size()).isOne();
  }

  @Test
  void whatADraftHasStays() {
    assertThat(offer(Batches.transfer(1, 0))).isEmpty();
    chain.pool.take(10);

    admission.senders(NO_ACCOUNT_1);

    assertThat(chain.pool.size()).isOne();
  }

  @Test
  void aSuccessorHasTheSameRules() {
    admission.senders(NO_ACCOUNT_1);
    var next = new Admission(chain());

    next.takeFrom(admission);

    assertThat(next.admit(List.of(Batches.transfer(1, 0)), new ArrayList<>())).isEmpty();
  }
}
