package org.atoll.validator.chain.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Event;
import org.atoll.validator.execution.BatchResult;
import org.atoll.validator.testing.Batches;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much a draft takes at a time. */
class DraftingTest {
  private static final List<PublicKey> KEYS = IntStream.range(0, 4)
      .mapToObj(k -> PrivateKey.generate(SignatureAlgorithm.ED25519, new SplittableRandom(k)).publicKey()).toList();

  private final List<Event> events = new ArrayList<>();
  private final List<Integer> chunks = new ArrayList<>();
  private ChainState chain;
  private Drafting drafting;
  private long drafts;

  @BeforeEach
  void start() {
    chain = NoArchive.chainOf(KEYS);
    drafting = new Drafting(chain, events::add);
  }

  private void pool(int from, int to) {
    for (int nonce = from; nonce < to; nonce++) {
      assertThat(chain.pool.admit(Batches.transfer(1, nonce), chain.sealedHead().next(), chain.sealedHead().view(),
          chain.now)).isEmpty();
    }
  }

  /** Builds until the draft is ready, with an executor that needs so long for a chunk and for each of its batches. */
  private void build(long deadlineMillis, long chunkMillis, long batchMillis) {
    drafting.build(new Action.BuildBlock(++drafts, chain.head.id(), chain.now, deadlineMillis));
    boolean more = true;
    while (more) {
      more = false;
      for (var effect : chain.drain()) {
        if (effect instanceof ChainEffect.Execute(var draft, var batches)) {
          chunks.add(batches.size());
          chain.now += chunkMillis + batchMillis * batches.size();
          drafting.onChunk(draft, batches.stream().<BatchResult>map(BatchResult.Included::new).toList());
          more = true;
        }
      }
    }
  }

  @Test
  void aFastExecutorGetsMoreEachTime() {
    pool(0, 600);

    build(chain.now + 1_800, 10, 0);
    drafting.abandonAll();
    build(chain.now + 1_800, 10, 0);

    assertThat(chunks).containsExactly(50, 100, 200, 250, 400, 200);
    assertThat(events).containsExactly(new Event.ProposalReady(1, 600), new Event.ProposalReady(2, 600));
  }

  @Test
  void whenTheOneSenderHasMuchMoreItWaitsForTheNextBlock() {
    pool(0, 1_500);

    build(chain.now + 1_800, 10, 0);

    assertThat(chunks).containsExactly(50, 100, 200, 400);
  }

  @Test
  void aSlowOneIsNotOverdue() {
    pool(0, 1_500);
    long deadline = chain.now + 1_800;

    build(deadline, 0, 10);

    assertThat(chunks).startsWith(50, 25, 12, 12).allMatch(size -> size >= 10);
    assertThat(chain.now).isBetween(deadline, deadline + 150);
    assertThat(events).hasSize(1).first().isInstanceOf(Event.ProposalReady.class);
  }

  @Test
  void fewThatWereFastSayNothingOfMany() {
    pool(0, 3);
    build(chain.now + 1_800, 10, 0);
    drafting.abandonAll();
    pool(3, 200);

    build(chain.now + 1_800, 10, 0);

    assertThat(chunks).startsWith(3, 50, 100);
  }
}
