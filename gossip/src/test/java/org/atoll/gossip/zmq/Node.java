package org.atoll.gossip.zmq;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.Lane;
import org.atoll.gossip.MessageType;
import org.atoll.gossip.NetworkId;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.PeerId;
import org.atoll.gossip.PeerListener;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/** A real network on loopback that remembers what happened. */
final class Node implements PeerListener, AutoCloseable {
  static final int VOTE = 1;
  static final int BLOCK = 2;
  static final int BATCH = 3;
  static final List<MessageType> TYPES = List.of(new MessageType(VOTE, "vote", Lane.VOTE, 4 << 10),
      new MessageType(BLOCK, "block", Lane.BLOCK, 8 << 20), new MessageType(BATCH, "batch", Lane.BATCH, 1 << 20));
  static final NetworkId NETWORK = new NetworkId(7, Hash32.fromHex("11".repeat(32)));

  record Received(PeerId from, Lane lane, int type, Bytes body) {}

  final Set<PeerId> up = ConcurrentHashMap.newKeySet();
  final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  final AtomicLong ups = new AtomicLong();
  final ZmqPeerNetwork network;

  private Node(GossipConfig config, GossipOptions options) {
    network = ZmqPeerNetwork.open(config, options, this);
  }

  static Node start(long seed, PeerAddress... bootstrap) {
    return start(config(seed, 0, bootstrap), UnaryOperator.identity());
  }

  static Node start(GossipConfig config, UnaryOperator<GossipOptions> options) {
    return new Node(config, options.apply(GossipOptions.DEFAULT));
  }

  static GossipConfig config(long seed, int port, PeerAddress... bootstrap) {
    var here = new Endpoint("127.0.0.1", port);
    return new GossipConfig(key(seed), curve(seed), NETWORK, List.of(here), List.of(here), List.of(bootstrap), TYPES);
  }

  static PrivateKey key(long seed) {
    return PrivateKey.generate(SignatureAlgorithm.SECP256K1, new Random(seed));
  }

  static CurveKeyPair curve(long seed) {
    return CurveKeyPair.generate(new Random(~seed));
  }

  static PeerId id(long seed) {
    return new PeerId(key(seed).publicKey());
  }

  PeerAddress address() {
    return network.addressAt("127.0.0.1");
  }

  Received next() throws InterruptedException {
    var next = received.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing received");
    }
    return next;
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    await(what, Duration.ofSeconds(15), condition);
  }

  static void await(String what, Duration limit, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + what);
      }
      Thread.sleep(5);
    }
  }

  @Override
  public void peerUp(PeerId id, PublicKey nodeKey, boolean outbound) {
    ups.incrementAndGet();
    if (!up.add(id)) {
      throw new AssertionError("up twice");
    }
  }

  @Override
  public void peerDown(PeerId id, String why) {
    if (!up.remove(id)) {
      throw new AssertionError("down twice");
    }
  }

  @Override
  public void received(PeerId from, Lane lane, int type, Bytes body) {
    received.add(new Received(from, lane, type, body));
  }

  @Override
  public void close() {
    network.close();
  }
}
