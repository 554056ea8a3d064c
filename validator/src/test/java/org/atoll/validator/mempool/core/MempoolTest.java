package org.atoll.validator.mempool.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.validator.testing.Batches.GWEI;
import static org.atoll.validator.testing.Batches.account;
import static org.atoll.validator.testing.Batches.intkey;
import static org.atoll.validator.testing.Batches.transfer;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.FakeHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MempoolTest {
  private static final BigInteger ETHER = BigInteger.TEN.pow(18);
  private static final PoolRules PRICED = rules(false);
  private static final PoolRules FREE = rules(true);

  private final FakeHead head = new FakeHead();
  private final Mempool pool = new Mempool(new PoolLimits(1_000, 1 << 20, 50, 20, 10_000));

  MempoolTest() {
    for (int i = 0; i < 20; i++) {
      head.fund(account(i), 0, ETHER);
    }
  }

  private static PoolRules rules(boolean free) {
    return new PoolRules(Batches.CHAIN_ID, 10, Fork.OSAKA, free ? BigInteger.ZERO : GWEI, 30_000_000, free,
        BigInteger.ZERO, false);
  }

  private Optional<String> admit(BatchView batch) {
    return admit(batch, PRICED);
  }

  private Optional<String> admit(BatchView batch, PoolRules rules) {
    return pool.admit(batch, rules, head, 0).map(Refusal::message);
  }

  private void admitAll(BatchView... batches) {
    for (var batch : batches) {
      assertThat(admit(batch)).isEmpty();
    }
  }

  private static List<TransactionId> ids(List<BatchView> batches) {
    return batches.stream().map(BatchView::id).toList();
  }

  // Lanes

  @Test
  void noncesInAnyOrder_areTakenAscending() {
    admitAll(transfer(1, 2), transfer(1, 0), transfer(1, 1));

    assertThat(pool.take(10)).containsExactly(transfer(1, 0), transfer(1, 1), transfer(1, 2));
  }

  @Test
  void aGap_holdsBackWhatIsBehindIt() {
    admitAll(transfer(1, 0), transfer(1, 2));

    assertThat(pool.readyCount()).isEqualTo(1);
    assertThat(pool.queuedCount()).isEqualTo(1);
    assertThat(pool.isExecutable(transfer(1, 0))).isTrue();
    assertThat(pool.isExecutable(transfer(1, 2))).isFalse();
    assertThat(pool.nextNonce(account(1))).contains(1L);
    assertThat(pool.take(10)).containsExactly(transfer(1, 0));
    assertThat(pool.take(10)).isEmpty();
    admitAll(transfer(1, 1));
    assertThat(pool.isExecutable(transfer(1, 2))).isTrue();
    assertThat(pool.take(10)).containsExactly(transfer(1, 1), transfer(1, 2));
  }

  @Test
  void betterTipsGoFirst_thenWhoCameFirst() {
    admitAll(transfer(1, 0, 1, 9, BigInteger.ONE), transfer(2, 0, 3, 9, BigInteger.ONE),
        transfer(3, 0, 1, 9, BigInteger.ONE), transfer(1, 1, 8, 9, BigInteger.ONE));

    assertThat(pool.take(10)).extracting(BatchView::batchSigner).containsExactly(account(2).bytes(),
        account(1).bytes(), account(1).bytes(), account(3).bytes());
  }

  @Test
  void whatIsUpcoming_isWhatWouldBeTaken() {
    admitAll(transfer(1, 0, 1, 9, BigInteger.ONE), transfer(2, 0, 3, 9, BigInteger.ONE),
        transfer(3, 0, 1, 9, BigInteger.ONE), transfer(1, 1, 8, 9, BigInteger.ONE),
        transfer(4, 1, 9, 9, BigInteger.ONE));
    assertThat(pool.take(1)).containsExactly(transfer(2, 0, 3, 9, BigInteger.ONE));

    var upcoming = pool.upcoming(10);

    assertThat(upcoming).extracting(BatchView::batchSigner).containsExactly(account(1).bytes(), account(1).bytes(),
        account(3).bytes());
    assertThat(pool.upcoming(2)).isEqualTo(upcoming.subList(0, 2));
    assertThat(pool.take(10)).containsAll(upcoming);
    assertThat(pool.upcoming(10)).isEmpty();
  }

  @Test
  void theTipIsWhatTheFeeCapLeaves() {
    admitAll(transfer(1, 0, 5, 2, BigInteger.ONE), transfer(2, 0, 2, 3, BigInteger.ONE));

    assertThat(pool.take(1)).extracting(BatchView::batchSigner).containsExactly(account(2).bytes());
  }

  @Test
  void spentAndFarNoncesAreRefused() {
    head.fund(account(1), 7, ETHER);

    assertThat(admit(transfer(1, 6))).contains("nonce too low: next nonce 7, tx nonce 6");
    assertThat(admit(transfer(1, 27))).isEmpty();
    assertThat(admit(transfer(1, 28))).contains("nonce too high: next 7, tx 28");
    admitAll(transfer(1, 7));
    assertThat(admit(transfer(1, 28))).isEmpty();
    assertThat(pool.admit(transfer(1, 40), PRICED, head, 0).orElseThrow().name()).isEqualTo("NONCE_GAP");
  }

  @Test
  void theSameAgainIsKnown() {
    admitAll(transfer(1, 0));

    assertThat(admit(transfer(1, 0))).contains("already known");
    pool.take(1);
    assertThat(admit(transfer(1, 0))).contains("already known");
  }

  @Test
  void contractsDoNotSend_delegatedAccountsDo() {
    head.deploy(account(1), Bytes.fromHex("60016002"), ETHER);
    head.deploy(account(2), Bytes.fromHex("ef0100" + "11".repeat(20)), ETHER);

    assertThat(admit(transfer(1, 1))).contains("sender not an eoa: address " + account(1));
    assertThat(admit(transfer(2, 1))).isEmpty();
  }

  // Replacement

  @ParameterizedTest
  @CsvSource({"10, 100, 11, 110, true", "10, 100, 10, 110, false", "10, 100, 11, 109, false", "10, 100, 20, 100, false",
      "0, 100, 0, 110, true"})
  void onAPricedChain_capAndTipMustRiseByATenth(long tip, long cap, long newTip, long newCap, boolean allowed) {
    admitAll(transfer(1, 0, tip, cap, BigInteger.ONE));
    var newer = transfer(1, 0, newTip, newCap, BigInteger.TWO);

    assertThat(admit(newer)).isEqualTo(allowed ? Optional.empty() : Optional.of("replacement transaction underpriced"));

    assertThat(pool.size()).isEqualTo(1);
    assertThat(pool.take(10)).extracting(BatchView::id)
        .containsExactly(allowed ? newer.id() : transfer(1, 0, tip, cap, BigInteger.ONE).id());
  }

  @Test
  void onAFreeChain_anyOtherReplaces_sixteenTimesAHead() {
    assertThat(admit(transfer(1, 0, 0, 0, BigInteger.ONE), FREE)).isEmpty();
    for (int i = 2; i <= 17; i++) {
      assertThat(admit(transfer(1, 0, 0, 0, BigInteger.valueOf(i)), FREE)).isEmpty();
    }
    assertThat(admit(transfer(1, 0, 0, 0, BigInteger.valueOf(18)), FREE)).contains("replacement transaction underpriced");

    pool.refresh(List.of(account(1)), head);

    assertThat(admit(transfer(1, 0, 0, 0, BigInteger.valueOf(18)), FREE)).isEmpty();
    assertThat(pool.size()).isEqualTo(1);
  }

  @Test
  void whatADraftHoldsIsNotReplaced() {
    admitAll(transfer(1, 0));
    pool.take(1);

    assertThat(admit(transfer(1, 0, 100, 200, BigInteger.TWO))).contains("replacement transaction underpriced");
  }

  @Test
  void replacementInTheMiddleKeepsTheLaneTogether() {
    admitAll(transfer(1, 0), transfer(1, 1), transfer(1, 2));
    var newer = transfer(1, 1, 5, 10, BigInteger.TWO);
    admitAll(newer);

    assertThat(pool.nextNonce(account(1))).contains(3L);
    assertThat(ids(pool.take(10))).containsExactly(transfer(1, 0).id(), newer.id(), transfer(1, 2).id());
  }

  // Funds

  @Test
  void fundsMustSufficeForTheWholeLane() {
    var one = BigInteger.valueOf(21_000).multiply(GWEI.multiply(BigInteger.TWO)).add(BigInteger.ONE);
    head.fund(account(1), 0, one.multiply(BigInteger.TWO));
    admitAll(transfer(1, 0), transfer(1, 1));

    assertThat(admit(transfer(1, 2))).contains("insufficient funds for gas * price + value: address " + account(1)
        + " have " + one.multiply(BigInteger.TWO) + " want " + one.multiply(BigInteger.valueOf(3)));

    pool.drop(List.of(transfer(1, 1).id()));
    assertThat(admit(transfer(1, 1))).isEmpty();
  }

  @Test
  void onAFreeChainOnlyTheValueCounts() {
    head.fund(account(1), 0, BigInteger.TEN);

    assertThat(admit(transfer(1, 0, 1, 2, BigInteger.TEN), FREE)).isEmpty();
    assertThat(admit(transfer(1, 1, 1, 2, BigInteger.ONE), FREE)).contains(
        "insufficient funds for gas * price + value: address " + account(1) + " have 10 want 11");
  }

  @Test
  void aReplacementCountsInsteadOfWhatItReplaces() {
    var cap100 = BigInteger.valueOf(21_000).multiply(GWEI.multiply(BigInteger.valueOf(110))).add(BigInteger.ONE);
    head.fund(account(1), 0, cap100);
    admitAll(transfer(1, 0, 10, 100, BigInteger.ONE));

    assertThat(admit(transfer(1, 0, 11, 110, BigInteger.ONE))).isEmpty();
    assertThat(admit(transfer(1, 0, 13, 130, BigInteger.ONE))).map(text -> text.substring(0, 18)).contains(
        "insufficient funds");
  }

  // Limits

  @Test
  void aSenderHasItsShareOnly() {
    for (int i = 0; i < 50; i++) {
      admitAll(transfer(1, i));
    }

    var refusal = pool.admit(transfer(1, 50), PRICED, head, 0).orElseThrow();

    assertThat(refusal.name()).isEqualTo("QUEUE_FULL");
    assertThat(refusal.code()).isEqualTo(-32005);
    assertThat(refusal.retry()).isTrue();
    assertThat(refusal.details()).containsEntry("retryAfter", "1");
    assertThat(admit(transfer(1, 3, 5, 10, BigInteger.TWO))).as("replacing adds nothing").isEmpty();
    assertThat(admit(transfer(2, 0))).isEmpty();
  }

  @Test
  void countAndBytesAreBounded() {
    var few = new Mempool(new PoolLimits(2, 1 << 20, 50, 20, 10_000));
    assertThat(few.admit(transfer(1, 0), PRICED, head, 0)).isEmpty();
    assertThat(few.admit(transfer(2, 0), PRICED, head, 0)).isEmpty();
    assertThat(few.admit(transfer(3, 0), PRICED, head, 0)).map(Refusal::message).contains("txpool is full, retry in 1 s");
    few.drop(List.of(transfer(1, 0).id()));
    assertThat(few.admit(transfer(3, 0), PRICED, head, 0)).isEmpty();

    int size = transfer(1, 0).body().size();
    var small = new Mempool(new PoolLimits(100, size + 1L, 50, 20, 10_000));
    assertThat(small.admit(transfer(1, 0), PRICED, head, 0)).isEmpty();
    assertThat(small.bytes()).isEqualTo(size);
    assertThat(small.admit(transfer(2, 0), PRICED, head, 0)).map(Refusal::name).contains("QUEUE_FULL");
  }

  @Test
  void aRefusedSenderLeavesNothingBehind() {
    for (int i = 100; i < 200; i++) {
      assertThat(admit(transfer(i, 0))).isPresent();
    }

    assertThat(pool.size()).isZero();
    assertThat(pool.nextNonce(account(150))).isEmpty();
  }

  // Drafts and heads

  @Test
  void releasedBatchesComeBackInOrder() {
    admitAll(transfer(1, 0), transfer(1, 1), transfer(2, 0), intkey(5).batch());
    var taken = ids(pool.take(10));
    assertThat(taken).hasSize(4);
    assertThat(pool.take(10)).isEmpty();
    assertThat(pool.readyCount()).isZero();
    assertThat(pool.couldTake(1)).isFalse();

    pool.release(taken);

    assertThat(pool.readyCount()).isEqualTo(3); // one of each lane, and the native one
    assertThat(pool.couldTake(4)).isTrue();
    assertThat(pool.couldTake(5)).isFalse();
    assertThat(ids(pool.take(10))).containsExactlyInAnyOrderElementsOf(taken);
  }

  @Test
  void aRefusedTransactionHoldsBackItsSuccessors() {
    admitAll(transfer(1, 0), transfer(1, 1), transfer(1, 2));
    pool.take(10);
    pool.drop(List.of(transfer(1, 0).id()));
    pool.release(List.of(transfer(1, 1).id(), transfer(1, 2).id()));

    assertThat(pool.take(10)).isEmpty();
    assertThat(pool.nextNonce(account(1))).contains(0L);
    admitAll(transfer(1, 0, 5, 10, BigInteger.TWO));
    assertThat(pool.take(10)).hasSize(3);
  }

  @Test
  void aNewHeadDropsSpentNoncesAndOffersTheNext() {
    admitAll(transfer(1, 0), transfer(1, 1), transfer(1, 2), transfer(2, 0));
    head.fund(account(1), 2, ETHER);
    head.fund(account(2), 1, ETHER);

    pool.refresh(List.of(account(1), account(2), account(3)), head);

    assertThat(pool.all()).containsExactly(transfer(1, 2));
    assertThat(pool.take(10)).containsExactly(transfer(1, 2));
    assertThat(pool.nextNonce(account(2))).isEmpty();
  }

  @Test
  void aNewHeadSeesNewFunds() {
    head.fund(account(1), 0, ETHER);
    admitAll(transfer(1, 0));
    head.fund(account(1), 0, BigInteger.ONE);
    assertThat(admit(transfer(1, 1))).as("looked up when the lane was made").isEmpty();

    pool.refresh(List.of(account(1)), head);

    assertThat(admit(transfer(1, 2))).isPresent();
  }

  @Test
  void whatWaitsTooLongExpires_butNotInADraft() {
    assertThat(pool.admit(transfer(1, 0), PRICED, head, 1_000)).isEmpty();
    assertThat(pool.admit(transfer(2, 0), PRICED, head, 1_500)).isEmpty();
    assertThat(pool.expire(11_000)).isEmpty();
    assertThat(pool.expire(11_001)).containsExactly(transfer(1, 0).id());

    pool.take(10);
    assertThat(pool.expire(99_000)).isEmpty();
    pool.release(List.of(transfer(2, 0).id()));
    assertThat(pool.expire(99_000)).containsExactly(transfer(2, 0).id());
    assertThat(pool.size()).isZero();
    assertThat(pool.bytes()).isZero();
  }

  @Test
  void aBlockedFamilyWaitsAlone() {
    admitAll(transfer(1, 0), intkey(5).batch());

    pool.block("evm");

    assertThat(pool.readyCount()).isEqualTo(1);
    assertThat(pool.take(10)).containsExactly(intkey(5).batch());
    pool.unblockAll();
    assertThat(pool.take(10)).containsExactly(transfer(1, 0));
  }

  @Test
  void familiesShareADraft() {
    for (int i = 0; i < 10; i++) {
      admitAll(transfer(i, 0), intkey(i).salt(i).batch());
    }

    var taken = pool.take(10);

    assertThat(taken).extracting(batch -> batch.transactions().getFirst().family()).filteredOn("evm"::equals).hasSize(5);
    assertThat(taken).hasSize(10);
  }

  // Set aside

  @Test
  void setAside_isOfferedLaterAndLater_thenDropped() {
    var patient = new Mempool(PoolLimits.defaults());
    for (var batch : List.of(transfer(1, 0), transfer(1, 1), transfer(2, 0))) {
      assertThat(patient.admit(batch, PRICED, head, 0)).isEmpty();
    }
    long now = 0;
    for (long wait = 1_000; wait <= 8_000; wait *= 2) {
      assertThat(ids(patient.take(10))).hasSize(3);
      assertThat(patient.setAside(transfer(1, 0).id(), now)).isTrue();
      patient.release(ids(patient.all()));
      assertThat(patient.readyCount()).as("its lane waits, others do not").isEqualTo(1);
      patient.expire(now + wait - 1);
      assertThat(patient.readyCount()).isEqualTo(1);
      now += wait;
      patient.expire(now);
      assertThat(patient.readyCount()).isEqualTo(2);
    }
    patient.take(10);
    assertThat(patient.setAside(transfer(1, 0).id(), now)).isFalse();
    assertThat(patient.contains(transfer(1, 0).id())).isFalse();
  }

  @Test
  void whatIsSetAsideCanBeReplaced() {
    admitAll(transfer(1, 0));
    pool.take(1);
    pool.setAside(transfer(1, 0).id(), 0);
    pool.release(List.of(transfer(1, 0).id()));
    var newer = transfer(1, 0, 5, 10, BigInteger.TWO);

    admitAll(newer);

    assertThat(ids(pool.take(10))).containsExactly(newer.id());
  }

  // Native

  @Test
  void aTransactionIsPooledOnce_whateverItsBatch() {
    var transaction = intkey(1).view();
    admitAll(Batches.batch(1, transaction));

    assertThat(admit(Batches.batch(2, transaction))).contains("already known");
    assertThat(admit(Batches.batch(2, intkey(1).salt(9).view(), transaction))).contains("already known");
    pool.drop(List.of(Batches.batch(1, transaction).id()));
    assertThat(admit(Batches.batch(2, transaction))).isEmpty();
  }

  @Test
  void whatIsInTheChainIsKnown() {
    head.include(intkey(1).view().id());

    assertThat(admit(intkey(1).batch())).contains("already known");
    assertThat(admit(Batches.batch(3, intkey(2).view(), intkey(1).view()))).contains("already known");
  }

  @Test
  void aBatchHasOneFamily() {
    var refusal = pool.admit(Batches.batch(1, intkey(1).view(), intkey(1).family("settings").view()), PRICED, head, 0);

    assertThat(refusal.orElseThrow().name()).isEqualTo("MIXED_FAMILIES");
    assertThat(refusal.orElseThrow().message()).isEqualTo(
        "the batch holds transactions of intkey 1.0 and of settings 1.0");
  }

  @Test
  void dependenciesAreInTheChainInThePoolOrEarlierInTheBatch() {
    var first = intkey(1).view();
    var second = intkey(1).salt(2).dependsOn(first.id()).view();

    assertThat(admit(Batches.batch(1, second))).contains("transaction depends on " + first.id()
        + ", which is neither in the last 65536 blocks nor in the pool");
    assertThat(admit(Batches.batch(1, second, first))).isPresent();
    assertThat(admit(Batches.batch(1, first, second))).isEmpty();
    assertThat(admit(intkey(1).salt(3).dependsOn(second.id()).batch())).as("in a batch that waits").isEmpty();
    head.include(intkey(8).view().id());
    assertThat(admit(intkey(1).salt(4).dependsOn(intkey(8).view().id()).batch())).isEmpty();
  }

  @Test
  void whatMayBeInNoFurtherBlockIsDropped() {
    admitAll(intkey(1).expiry(10).batch(), intkey(2).expiry(12).batch(), transfer(1, 0),
        Batches.batch(1, intkey(3).expiry(50).view(), intkey(3).expiry(11).view()));

    assertThat(pool.expireBelow(10)).isEmpty();
    assertThat(pool.expireBelow(11)).containsExactly(intkey(1).expiry(10).batch().id());
    assertThat(pool.expireBelow(12)).hasSize(1);
    assertThat(pool.expireBelow(1_000)).containsExactly(intkey(2).expiry(12).batch().id());
    assertThat(pool.all()).containsExactly(transfer(1, 0));
  }

  @Test
  void aSignerHasItsShareOnly() {
    for (int i = 0; i < 50; i++) {
      admitAll(intkey(1).salt(i).batch());
    }

    assertThat(pool.admit(intkey(1).salt(50).batch(), PRICED, head, 0)).map(Refusal::name).contains("QUEUE_FULL");
    assertThat(admit(intkey(2).batch())).isEmpty();
    pool.drop(List.of(intkey(1).salt(7).batch().id()));
    assertThat(admit(intkey(1).salt(50).batch())).isEmpty();
  }

  // All together

  @Test
  void whateverHappens_lanesAgreeWithAPlainModel() {
    Seeds.forEachSeed(300, random -> {
      var chain = new FakeHead();
      var nonces = new HashMap<Integer, Long>();
      for (int i = 0; i < 4; i++) {
        chain.fund(account(i), 0, ETHER);
        nonces.put(i, 0L);
      }
      var tested = new Mempool(new PoolLimits(1_000, 1 << 20, 50, 12, 1 << 30));
      var waiting = new HashMap<TransactionId, BatchView>();
      Set<TransactionId> taken = new HashSet<>();
      for (int step = 0; step < 120; step++) {
        switch (random.nextInt(6)) {
          case 0, 1, 2 -> {
            int sender = random.nextInt(4);
            var batch = transfer(sender, nonces.get(sender) + random.nextInt(8), 1 + random.nextInt(3), 10,
                BigInteger.valueOf(random.nextInt(3)));
            var old = waiting.values().stream().filter(other -> sameSlot(other, batch)).findFirst();
            if (tested.admit(batch, FREE, chain, 0).isEmpty()) {
              old.ifPresent(other -> waiting.remove(other.id()));
              waiting.put(batch.id(), batch);
            }
          }
          case 3 -> {
            for (var batch : tested.take(1 + random.nextInt(5))) {
              long nonce = nonce(batch);
              assertThat(taken.add(batch.id())).isTrue();
              for (long before = nonces.get(sender(batch)); before < nonce; before++) {
                long wanted = before;
                assertThat(taken).as("nonce " + wanted + " comes before " + nonce).anyMatch(id ->
                    sender(waiting.get(id)) == sender(batch) && nonce(waiting.get(id)) == wanted);
              }
            }
          }
          case 4 -> { // the draft is dropped
            tested.release(taken);
            taken.clear();
          }
          default -> { // the draft becomes a block, but for some of its tail
            var included = new ArrayList<TransactionId>();
            for (var id : List.copyOf(taken)) {
              if (nonce(waiting.get(id)) == nonces.get(sender(waiting.get(id)))) {
                included.add(id);
                nonces.merge(sender(waiting.get(id)), 1L, Long::sum);
              }
            }
            tested.drop(included);
            included.forEach(waiting::remove);
            nonces.forEach((sender, nonce) -> chain.fund(account(sender), nonce, ETHER));
            waiting.values().removeIf(batch -> nonce(batch) < nonces.get(sender(batch)));
            tested.refresh(nonces.keySet().stream().map(Batches::account).toList(), chain);
            tested.release(taken);
            taken.clear();
          }
        }
        agree(tested, waiting, nonces);
      }
      tested.release(taken);
      var rest = tested.take(10_000);
      assertThat(rest).hasSize((int) waiting.values().stream().filter(tested::isExecutable).count());
    });
  }

  private static void agree(Mempool tested, HashMap<TransactionId, BatchView> waiting, HashMap<Integer, Long> nonces) {
    assertThat(ids(tested.all())).containsExactlyInAnyOrderElementsOf(waiting.keySet());
    assertThat(tested.bytes()).isEqualTo(waiting.values().stream().mapToLong(batch -> batch.body().size()).sum());
    nonces.forEach((sender, nonce) -> {
      long next = nonce;
      while (hasNonce(waiting, sender, next)) {
        next++;
      }
      boolean any = waiting.values().stream().anyMatch(batch -> sender(batch) == sender);
      assertThat(tested.nextNonce(account(sender))).isEqualTo(any ? Optional.of(next) : Optional.empty());
    });
  }

  private static boolean hasNonce(HashMap<TransactionId, BatchView> waiting, int sender, long nonce) {
    return waiting.values().stream().anyMatch(batch -> sender(batch) == sender && nonce(batch) == nonce);
  }

  private static boolean sameSlot(BatchView a, BatchView b) {
    return sender(a) == sender(b) && nonce(a) == nonce(b);
  }

  private static int sender(BatchView batch) {
    return java.nio.ByteBuffer.wrap(batch.batchSigner().unsafeArray()).getInt(16);
  }

  private static long nonce(BatchView batch) {
    return batch.transactions().getFirst().ethereum().orElseThrow().nonce();
  }
}
