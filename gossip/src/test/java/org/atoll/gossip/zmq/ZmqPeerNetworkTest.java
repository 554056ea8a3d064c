package org.atoll.gossip.zmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.atoll.gossip.Lane;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real sockets on loopback. */
@Timeout(60)
class ZmqPeerNetworkTest {
  @Test
  void twoNodesExchangeMessagesOfAllLanesAndSizes() throws InterruptedException {
    try (var a = Node.start(1); var b = Node.start(2, a.address())) {
      Node.await("up", () -> a.up.contains(Node.id(2)) && b.up.contains(Node.id(1)));

      a.network.broadcast(Lane.VOTE, Node.VOTE, Bytes.of(com.google.protobuf.ByteString.copyFromUtf8("vote")));
      assertThat(b.next()).isEqualTo(new Node.Received(Node.id(1), Lane.VOTE, Node.VOTE,
          Bytes.wrap("vote".getBytes())));

      var large = new byte[5_000_001];
      new Random(3).nextBytes(large);
      b.network.send(Node.id(1), Lane.BLOCK, Node.BLOCK, Bytes.copyOf(large));
      assertThat(a.next().body()).isEqualTo(Bytes.wrap(large));

      b.network.send(Node.id(1), Lane.BATCH, Node.BATCH, Bytes.EMPTY);
      assertThat(a.next().body()).isEqualTo(Bytes.EMPTY);
    }
  }
}
