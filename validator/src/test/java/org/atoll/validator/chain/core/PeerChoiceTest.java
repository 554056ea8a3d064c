package org.atoll.validator.chain.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.junit.jupiter.api.Test;

final class PeerChoiceTest {
  private static final List<PublicKey> PEERS = IntStream.range(0, 2).mapToObj(seed ->
      PrivateKey.generate(SignatureAlgorithm.SECP256K1, new Random(seed)).publicKey()).toList();

  private final ChainState chain = new JoinFlowTest.World(JoinRules.never()).chain;
  private final PeerChoice choice = new PeerChoice(chain);

  private Optional<PublicKey> next() {
    return choice.next(0, peer -> true);
  }

  private void strike(PublicKey peer) {
    for (int i = 0; i < 3; i++) {
      choice.strike(peer, "late");
    }
  }

  @Test
  void whoBrokeItsWordIsAskedNoMoreUntilNobodyElseIsThere() {
    PEERS.forEach(chain.peers::up);
    chain.now = 1_000;
    strike(PEERS.getFirst());

    assertThat(next()).contains(PEERS.getLast());
    assertThat(next()).contains(PEERS.getLast());
    assertThat(choice.next(0, peer -> !peer.equals(PEERS.getLast()))).as("the other is busy: it comes later").isEmpty();

    strike(PEERS.getLast());

    assertThat(List.of(next().orElseThrow(), next().orElseThrow())).as("all were late").hasSameElementsAs(PEERS);
    assertThat(choice.next(1, peer -> true)).as("nobody has proved that").isEmpty();
  }
}
