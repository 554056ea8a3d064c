package org.atoll.gossip.zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.Lane;
import org.atoll.gossip.NetworkId;
import org.atoll.gossip.Offence;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.core.PeeringLimits;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets on loopback. */
@Timeout(60)
class ZmqPeerNetworkTest {
  private static final Bytes HELLO = Bytes.wrap("hello".getBytes());

  @Test
  void twoNodesExchangeMessagesOfAllLanesAndSizes() throws InterruptedException {
    try (var a = Node.start(1); var b = Node.start(2, a.address())) {
      awaitPair(a, b);

      a.network.broadcast(Lane.VOTE, Node.VOTE, HELLO);
      assertThat(b.next()).isEqualTo(new Node.Received(Node.id(1), Lane.VOTE, Node.VOTE, HELLO));

      var large = new byte[5_000_001];
      new Random(3).nextBytes(large);
      b.network.send(Node.id(1), Lane.BLOCK, Node.BLOCK, Bytes.copyOf(large));
      assertThat(a.next().body()).isEqualTo(Bytes.wrap(large));

      b.network.send(Node.id(1), Lane.BATCH, Node.BATCH, Bytes.EMPTY);
      assertThat(a.next().body()).isEqualTo(Bytes.EMPTY);

      assertThat(a.network.peers()).singleElement().satisfies(peer -> {
        assertThat(peer.id()).isEqualTo(Node.id(2));
        assertThat(peer.peered()).isTrue();
        assertThat(peer.outbound()).isFalse();
        assertThat(peer.standing()).isEqualTo(100);
        assertThat(peer.address()).contains(b.address());
      });
    }
  }

  @Test
  void whatIsNotConfiguredIsRefusedAtOnce() {
    try (var a = Node.start(1)) {
      assertThatThrownBy(() -> a.network.broadcast(Lane.VOTE, 99, HELLO)).hasMessageContaining("99");
      assertThatThrownBy(() -> a.network.broadcast(Lane.BLOCK, Node.VOTE, HELLO)).hasMessageContaining("lane");
      assertThatThrownBy(() -> a.network.broadcast(Lane.VOTE, Node.VOTE, Bytes.wrap(new byte[5_000])))
          .hasMessageContaining("at most");
    }
  }

  @Test
  void votesOvertakeBlocksUnderWay() throws InterruptedException {
    try (var a = Node.start(1); var b = Node.start(2, a.address())) {
      awaitPair(a, b);
      for (int i = 0; i < 6; i++) {
        a.network.broadcast(Lane.BLOCK, Node.BLOCK, Bytes.wrap(new byte[4 << 20]));
      }
      a.network.broadcast(Lane.VOTE, Node.VOTE, HELLO);

      int blocksBefore = 0;
      while (b.next().lane() != Lane.VOTE) {
        blocksBefore++;
      }
      assertThat(blocksBefore).isLessThan(3);
    }
  }

  @Test
  void fiveNodesFindEachOtherThroughOneAndOneReturnsAfterItsDeath() throws InterruptedException {
    var nodes = new ArrayList<Node>();
    try {
      nodes.add(Node.start(1));
      for (int i = 2; i <= 5; i++) {
        nodes.add(Node.start(i, nodes.getFirst().address()));
      }
      Node.await("mesh", () -> nodes.stream().allMatch(node -> node.up.size() == 4));

      int port = nodes.get(2).network.bound().getFirst().port();
      nodes.get(2).close();
      Node.await("gone", () -> nodes.get(0).up.size() == 3 && nodes.get(4).up.size() == 3);

      nodes.set(2, Node.start(Node.config(3, port, nodes.get(0).address()), UnaryOperator.identity()));
      Node.await("back", () -> nodes.stream().allMatch(node -> node.up.size() == 4));
      nodes.get(2).network.broadcastExcept(Lane.VOTE, Node.VOTE, HELLO, Set.of(Node.id(1)));
      assertThat(nodes.get(4).next().from()).isEqualTo(Node.id(3));
      assertThat(nodes.get(1).next().from()).isEqualTo(Node.id(3));
      assertThat(nodes.get(0).received).isEmpty();
    } finally {
      nodes.forEach(Node::close);
    }
  }

  @Test
  void membersAreLinkedDirectlyWhateverTheMaximum() throws InterruptedException {
    var nodes = new ArrayList<Node>();
    try {
      for (int i = 1; i <= 5; i++) {
        var bootstrap = nodes.stream().limit(1).map(Node::address).toArray(PeerAddress[]::new);
        nodes.add(Node.start(Node.config(i, 0, bootstrap),
            options -> options.withLimits(PeeringLimits.of(1, 1))));
      }
      var members = Set.of(Node.key(1).publicKey(), Node.key(2).publicKey(), Node.key(3).publicKey(),
          Node.key(4).publicKey(), Node.key(5).publicKey());
      nodes.forEach(node -> node.network.protect(members, members));
      Node.await("mesh of members", () -> nodes.stream().allMatch(node -> node.up.size() == 4));
    } finally {
      nodes.forEach(Node::close);
    }
  }

  @Test
  void anotherChainOrGenesisGetsNoLink() throws InterruptedException {
    for (var other : List.of(new NetworkId(8, Node.NETWORK.genesisId()), new NetworkId(7, Hash32.ZERO))) {
      try (var a = Node.start(1)) {
        var config = Node.config(2, 0, a.address());
        try (var b = Node.start(new GossipConfig(config.nodeKey(), config.curveKeys(), other, config.bind(),
            config.advertise(), config.bootstrap(), config.types()), UnaryOperator.identity())) {
          Node.await("refused", () -> a.network.counters().getOrDefault("handshakes_refused", 0L) > 0);
          assertThat(a.ups.get() + b.ups.get()).isZero();
          assertThat(a.network.peers()).isEmpty();
        }
      }
    }
  }

  @Test
  void anUnauthorisedNodeIsCutAndARemovedOneToo() throws InterruptedException {
    var allowed = new AtomicBoolean(false);
    try (var a = Node.start(Node.config(1, 0), options -> options.withAuthorised(_ -> allowed.get()));
        var b = Node.start(2, a.address())) {
      Node.await("refused", () -> a.network.counters().getOrDefault("handshakes_refused", 0L) > 0);
      assertThat(a.ups.get()).isZero();

      allowed.set(true);
      awaitPair(a, b);

      allowed.set(false);
      Node.await("cut", () -> a.up.isEmpty() && b.up.isEmpty());
    }
  }

  @Test
  void aBadSignatureCostsTheLink() throws InterruptedException {
    try (var a = Node.start(1); var b = Node.start(2, a.address())) {
      awaitPair(a, b);
      a.network.penalise(Node.id(2), Offence.UNDECODABLE);
      Node.await("standing", () -> a.network.peers().stream().anyMatch(peer -> peer.standing() == 75));
      a.network.penalise(Node.id(2), Offence.BAD_SIGNATURE);
      Node.await("banned", () -> a.up.isEmpty() && b.up.isEmpty());
      long ups = a.ups.get();
      Thread.sleep(1_500); // it does dial again
      assertThat(a.ups.get()).isEqualTo(ups);

      a.network.unban(Node.id(2));
      awaitPair(a, b);
    }
  }

  @Test
  void speaksIpv6() throws InterruptedException {
    var here = new Endpoint("::1", 0);
    var config = Node.config(1, 0);
    try (var a = Node.start(new GossipConfig(config.nodeKey(), config.curveKeys(), config.network(), List.of(here),
            List.of(here), List.of(), config.types()), UnaryOperator.identity());
        var b = Node.start(2, a.network.addressAt("::1"))) {
      awaitPair(a, b);
      Node.await("status", () -> !b.network.peers().isEmpty());
      assertThat(b.network.peers().getFirst().remote()).contains(":");
    }
  }

  @Test
  void theBookBringsANodeBackWithoutBootstrap(@TempDir Path dir)
      throws InterruptedException {
    var book = new BookFile(dir.resolve("peers"));
    try (var a = Node.start(1)) {
      try (var b = Node.start(Node.config(2, 0, a.address()), options -> options.withBook(book))) {
        awaitPair(a, b);
      }
      Node.await("gone", () -> a.up.isEmpty());
      assertThat(book.load()).hasSize(1);
      try (var b = Node.start(Node.config(2, 0), options -> options.withBook(book))) {
        awaitPair(a, b);
      }
    }
  }

  @Test
  void aPortInUseIsSaid() {
    try (var a = Node.start(1)) {
      var config = Node.config(2, a.network.bound().getFirst().port());
      assertThatThrownBy(() -> Node.start(config, UnaryOperator.identity())).hasMessageContaining("cannot bind");
    }
  }

  static void awaitPair(Node a, Node b) throws InterruptedException {
    Node.await("up", () -> a.up.size() == 1 && b.up.size() == 1);
  }
}
