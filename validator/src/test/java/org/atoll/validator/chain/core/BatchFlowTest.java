package org.atoll.validator.chain.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.peer.core.PeerMessage;
import org.atoll.validator.testing.Batches;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a node announces what its clients send. */
class BatchFlowTest {
  private static final List<PublicKey> KEYS = IntStream.range(0, 4)
      .mapToObj(k -> PrivateKey.generate(SignatureAlgorithm.ED25519, new SplittableRandom(k)).publicKey()).toList();

  private final List<Integer> announced = new ArrayList<>();
  private ChainState chain;
  private BatchFlow flow;
  private long timer = Long.MAX_VALUE;
  private int sent;

  @BeforeEach
  void start() {
    chain = NoArchive.chainOf(KEYS);
    chain.peers.up(KEYS.get(1));
    flow = new BatchFlow(chain, id -> Optional.empty());
  }

  private void submit() {
    flow.pooled(List.of(Batches.transfer(1, sent++)), Optional.empty());
    collect();
  }

  private void collect() {
    for (var effect : chain.drain()) {
      switch (effect) {
        case ChainEffect.SetTimer(var key, var at) -> timer = at;
        case ChainEffect.Broadcast(PeerMessage.HaveBatches(var ids), var except) -> announced.add(ids.size());
        default -> { }
      }
    }
  }

  private void sleepUntil(long at) {
    while (timer <= at) {
      chain.now = timer;
      timer = Long.MAX_VALUE;
      flow.onTimer();
      collect();
    }
    chain.now = at;
  }

  @Test
  void oneAloneIsAnnouncedAfterTenMilliseconds() {
    submit();

    sleepUntil(1_000_009);
    assertThat(announced).isEmpty();
    sleepUntil(1_000_010);
    assertThat(announced).containsExactly(1);
  }

  @Test
  void thoseThatComeThickAreAnnouncedTogether() {
    for (int i = 0; i < 50; i++) {
      submit();
      sleepUntil(chain.now + 20);
    }
    sleepUntil(chain.now + 100);

    assertThat(announced.stream().mapToInt(Integer::intValue).sum()).isEqualTo(50);
    assertThat(announced.size()).isLessThanOrEqualTo(50 * 20 / 50 + 1);
  }

  @Test
  void aClockSetBackDelaysNothing() {
    submit();
    sleepUntil(1_000_010);
    chain.now -= 3_600_000;

    submit();

    assertThat(timer).isEqualTo(chain.now + 10);
  }

  @Test
  void whatHasWaitedLongIsToldAgainToEachPeerUntilItIsGone() {
    chain.peers.up(KEYS.get(2));
    chain.peers.up(KEYS.get(3));
    var old = Batches.transfer(1, 0);
    admit(old);
    assertThat(toldInTicks(5)).isEmpty();
    admit(Batches.transfer(1, 1)); // has not waited long yet

    var told = toldInTicks(2);

    assertThat(told).containsOnlyKeys(KEYS.subList(1, 4)).allSatisfy((peer, ids) ->
        assertThat(ids).containsExactly(old.id()));
    chain.pool.drop(List.of(old.id(), Batches.transfer(1, 1).id()));
    assertThat(toldInTicks(20)).isEmpty();
  }

  @Test
  void aLongQueueIsToldInParts() {
    for (int nonce = 0; nonce < 1_200; nonce++) {
      admit(Batches.transfer(1, nonce));
    }
    var told = new ArrayList<TransactionId>();
    var parts = new ArrayList<Integer>();
    for (int tick = 0; tick < 20 && parts.size() < 3; tick++) {
      toldInTicks(1).values().forEach(ids -> {
        told.addAll(ids);
        parts.add(ids.size());
      });
    }

    assertThat(parts).containsExactly(500, 500, 200);
    assertThat(told).doesNotHaveDuplicates();
    assertThat(toldInTicks(5)).as("a pause").isEmpty();
    assertThat(toldInTicks(3).get(KEYS.get(1))).as("and from the beginning").containsExactlyElementsOf(told);
  }

  private void admit(BatchView batch) {
    assertThat(chain.pool.admit(batch, chain.sealedHead().next(), chain.sealedHead().view(), chain.now)).isEmpty();
  }

  private Map<PublicKey, List<TransactionId>> toldInTicks(int ticks) {
    var told = new HashMap<PublicKey, List<TransactionId>>();
    for (int tick = 0; tick < ticks; tick++) {
      chain.now += 1_000;
      flow.announceAgain();
      for (var effect : chain.drain()) {
        if (effect instanceof ChainEffect.Send(var peer, PeerMessage.HaveBatches(var ids))) {
          told.computeIfAbsent(peer, key -> new ArrayList<>()).addAll(ids);
        }
      }
    }
    return told;
  }
}
