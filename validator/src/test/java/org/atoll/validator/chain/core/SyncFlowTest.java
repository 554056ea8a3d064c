package org.atoll.validator.chain.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.peer.core.PeerMessage;
import org.junit.jupiter.api.Test;

/** Questions to peers that take their time. */
final class SyncFlowTest implements SyncFlow.Sink {
  private final ChainState chain = new JoinFlowTest.World(JoinRules.never(), JoinFlowTest.Conduct.SILENT,
      JoinFlowTest.Conduct.SILENT).chain;
  private final SyncFlow sync = new SyncFlow(chain, () -> false, this);

  /** When headers were asked for, in seconds. */
  private List<Long> questions(int seconds) {
    var asked = new ArrayList<Long>();
    for (int second = 0; second < seconds; second++) {
      chain.now = second * 1_000L;
      sync.onTimer();
      for (var effect : chain.drain()) {
        if (effect instanceof ChainEffect.Send(var to, PeerMessage.WantHeaders wanted)) {
          asked.add(chain.now / 1_000);
        }
      }
    }
    return asked;
  }

  @Test
  void whoeverIsLateGetsMoreAndMoreTimeUpToABound() {
    assertThat(questions(20)).containsExactly(0L, 2L, 6L, 10L, 14L, 18L);
  }

  @Test
  void anAnswerInTimeMakesItAskSoonerAgain() {
    questions(11); // the last one, of 10 s, may take four
    chain.now = 10_500;
    chain.peers.all().forEach(peer -> sync.onHeaders(peer.key,
        new PeerMessage.Headers(1, List.of(), Optional.empty())));
    assertThat(chain.drain()).as("asks on").anyMatch(effect -> effect instanceof ChainEffect.Send);

    chain.now = 13_000; // two are over
    sync.onTimer();

    assertThat(chain.drain()).anyMatch(effect -> effect instanceof ChainEffect.Send);
  }

  @Override
  public void block(SignedHeader header, List<BatchView> batches) {
    throw new AssertionError("nobody sent one");
  }

  @Override
  public void certificate(Certificate certificate) {
    throw new AssertionError("nobody sent one");
  }
}
