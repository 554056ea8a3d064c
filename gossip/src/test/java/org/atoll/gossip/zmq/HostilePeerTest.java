package org.atoll.gossip.zmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.atoll.gossip.Lane;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.core.Control;
import org.atoll.gossip.core.Frame;
import org.atoll.gossip.core.FrameCodec;
import org.atoll.gossip.core.LaneBudget;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What strangers and bad peers may do to a real node: nothing but lose their link. */
@Timeout(60)
class HostilePeerTest {
  private final Random random = new Random(9);

  @Test
  void aFloodMovesTheHeapALittleAndCostsTheLink() throws Exception {
    var tight = LaneBudget.defaults().map(_ -> new LaneBudget(200, 1 << 20));
    try (var victim = Node.start(Node.config(1, 0), options -> options.withBudgets(tight));
        var honest = Node.start(2, victim.address());
        var flooder = new RawPeer(3, victim.address(), random)) {
      Node.await("up", () -> victim.up.contains(Node.id(2)) && honest.up.contains(Node.id(1)));
      assertThat(flooder.join()).isTrue();
      var vote = FrameCodec.encode(new Frame.Piece(true, true, Node.VOTE, 500, Bytes.wrap(new byte[500])));
      long before = usedHeap();
      long most = 0;
      int sent = 0;
      while (sent < 100_000 && flooder.send(vote)) {
        sent++;
        if (sent % 2_000 == 0) {
          most = Math.max(most, usedHeap());
        }
        if (victim.received.size() > 1_000) {
          victim.received.clear(); // what was within budget is the application's to bound
        }
      }
      most = Math.max(most, usedHeap());

      assertThat(sent).as("cut before the end").isLessThan(100_000);
      Node.await("down", () -> !victim.up.contains(Node.id(3)));
      assertThat((most - before) >> 20).as("MiB").isLessThanOrEqualTo(64);
      assertThat(victim.network.counters().get("limit_hits{VOTE}")).isPositive();
      assertThat(victim.up).containsExactly(Node.id(2));
      victim.received.clear();
      honest.network.broadcast(Lane.VOTE, Node.VOTE, Bytes.wrap(new byte[1]));
      Node.await("still there", () -> victim.received.stream().anyMatch(r -> r.from().equals(Node.id(2))));
    }
  }

  @Test
  void aReplayedProofOpensNothing() throws Exception {
    try (var victim = Node.start(1)) {
      Bytes proof;
      try (var honest = new RawPeer(3, victim.address(), random)) {
        assertThat(honest.join()).isTrue();
        proof = honest.lastProof();
      }
      Node.await("gone", () -> victim.up.isEmpty());
      long ups = victim.ups.get();
      try (var thief = new RawPeer(3, victim.address(), random)) { // even with the same CURVE key
        thief.send(FrameCodec.encode(thief.hello()));
        assertThat(thief.receive(5_000)).get().isInstanceOf(Frame.Welcome.class);
        thief.send(proof);
        assertThat(thief.receive(5_000)).contains(new Frame.Refuse("bad signature"));
      }
      assertThat(victim.ups.get()).isEqualTo(ups);
    }
  }

  @Test
  void messagesBeforeTheHandshakeOrPeeringAreNotParsed() throws Exception {
    try (var victim = Node.start(1)) {
      var vote = FrameCodec.encode(new Frame.Piece(true, true, Node.VOTE, 1, Bytes.wrap(new byte[1])));
      try (var stranger = new RawPeer(3, victim.address(), random)) {
        stranger.send(vote);
        assertThat(stranger.receive(3_000)).isEmpty();
        assertThat(stranger.lost()).isTrue();
      }
      assertThat(victim.received).isEmpty();
      assertThat(victim.network.counters().get("handshakes_refused")).isEqualTo(1);
    }
  }

  @Test
  void anUnpeeredLinkAsksItsTwoQuestionsASecond() throws Exception {
    try (var victim = Node.start(1); var stranger = new RawPeer(3, victim.address(), random)) {
      assertThat(stranger.join()).isTrue();
      int answers = 0;
      for (int i = 0; i < 8; i++) {
        stranger.send(FrameCodec.encode(new Frame.Talk(new Control.PeersRequest())));
      }
      while (stranger.receive(500).orElse(null) instanceof Frame.Talk(Control.PeersReply _)) {
        answers++;
      }
      assertThat(answers).isBetween(4, 5);
    }
  }

  @Test
  void thousandsOfMutatedFramesOnLiveSocketsCrashNothing() throws Exception {
    try (var victim = Node.start(1)) {
      for (int i = 0; i < 15; i++) {
        try (var peer = new RawPeer(100 + i, victim.address(), random)) { // a mutated handshake
          peer.send(mutated(FrameCodec.encode(peer.hello())));
          peer.receive(50);
        }
      }
      for (int i = 0; i < 6; i++) {
        try (var peer = new RawPeer(200 + i, victim.address(), random)) {
          assertThat(peer.join()).isTrue();
          boolean linked = true;
          for (int j = 0; j < 250 && linked; j++) {
            long before = bytesIn(victim);
            linked = peer.send(mutated(FrameCodec.encode(anyFrame(peer))));
            for (int wait = 0; linked && bytesIn(victim) == before && wait < 100; wait++) {
              Thread.sleep(1);
            }
            victim.network.unban(Node.id(200 + i)); // so that it may go on
          }
        }
      }
      assertThat(victim.network.counters().get("peer_penalties{undecodable}")).isGreaterThan(100);
      assertServes(victim);
    }
  }

  @Test
  void aNegativeFrameLengthEndsTheConnectionOnly() throws Exception {
    try (var victim = Node.start(1)) {
      for (long length : new long[] {-1, Long.MIN_VALUE, Long.MIN_VALUE | Integer.MAX_VALUE, 1 << 30}) {
        try (var socket = new Socket()) {
          socket.connect(new InetSocketAddress("127.0.0.1", victim.address().endpoint().port()), 5_000);
          socket.setSoTimeout(4_000); // before anybody's patience ends
          socket.getOutputStream().write(ByteBuffer.allocate(64 + 9 + 20).put(greeting()).put((byte) 6)
              .putLong(length).array());
          assertThat(socket.getInputStream().transferTo(OutputStream.nullOutputStream())).isNotNegative();
        } catch (SocketException reset) {
          continue; // also an end
        }
      }
      assertServes(victim);
    }
  }

  @Test
  void aConnectionThatSaysNothingIsCut() throws Exception {
    try (var victim = Node.start(1); var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", victim.address().endpoint().port()), 5_000);
      socket.getOutputStream().write(greeting()); // then JeroMQ itself would wait for ever
      socket.setSoTimeout(8_000);
      assertThat(socket.getInputStream().transferTo(OutputStream.nullOutputStream())).isPositive();
    }
  }

  @Test
  void garbageOnTheBarePortCrashesNothing() throws Exception {
    try (var victim = Node.start(1)) {
      for (int i = 0; i < 300; i++) {
        var bytes = new byte[random.nextInt(600)];
        random.nextBytes(bytes);
        if (i % 2 == 0 && bytes.length > 64) {
          System.arraycopy(greeting(), 0, bytes, 0, 64);
          if (i % 4 == 0) {
            bytes[64] = 4;
            bytes[65] = (byte) 200; // as long as a HELLO
          }
        }
        try (var socket = new Socket()) {
          socket.connect(new InetSocketAddress("127.0.0.1", victim.address().endpoint().port()), 5_000);
          socket.getOutputStream().write(bytes);
        } catch (IOException cutAlready) {
          continue;
        }
      }
      assertServes(victim);
    }
  }

  private static long bytesIn(Node node) {
    return node.network.counters().getOrDefault("bytes_in", 0L);
  }

  private void assertServes(Node victim) throws InterruptedException {
    assertThat(victim.network.isAlive()).isTrue();
    victim.received.clear();
    PeerAddress address = victim.address();
    try (var honest = Node.start(2, address)) {
      Node.await("serves", () -> victim.up.contains(Node.id(2)) && honest.up.contains(Node.id(1)));
      honest.network.broadcast(Lane.BATCH, Node.BATCH, Bytes.wrap(new byte[9]));
      Node.await("received", () -> victim.received.stream().anyMatch(r -> r.from().equals(Node.id(2))));
    }
  }

  private Frame anyFrame(RawPeer peer) {
    return switch (random.nextInt(5)) {
      case 0 -> new Frame.Piece(random.nextBoolean(), true, random.nextInt(5), 100, Bytes.wrap(new byte[100]));
      case 1 -> new Frame.Piece(true, false, Node.BLOCK, 1 << 20, Bytes.wrap(new byte[FrameCodec.PIECE]));
      case 2 -> new Frame.Talk(new Control.PeersReply(List.of()));
      case 3 -> new Frame.Talk(new Control.Ping(5));
      default -> peer.hello();
    };
  }

  private Bytes mutated(Bytes frame) {
    var bytes = frame.toArray();
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return random.nextInt(4) == 0 ? Bytes.wrap(bytes).slice(0, random.nextInt(bytes.length)) : Bytes.wrap(bytes);
  }

  /** Of ZMTP 3 with CURVE. */
  private static byte[] greeting() {
    var greeting = new byte[64];
    greeting[0] = (byte) 0xff;
    greeting[9] = 0x7f;
    greeting[10] = 3;
    System.arraycopy("CURVE".getBytes(), 0, greeting, 12, 5);
    return greeting;
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
