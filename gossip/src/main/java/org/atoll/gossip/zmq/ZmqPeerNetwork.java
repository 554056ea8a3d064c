package org.atoll.gossip.zmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.atoll.gossip.Conduct;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.Lane;
import org.atoll.gossip.Offence;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.PeerId;
import org.atoll.gossip.PeerListener;
import org.atoll.gossip.PeerNetwork;
import org.atoll.gossip.PeerStatus;
import org.atoll.gossip.PerLane;
import org.atoll.gossip.core.Handshake;
import org.atoll.gossip.core.MessageTypes;
import org.atoll.gossip.core.PeerRecord;
import org.atoll.gossip.core.PeeringEvent;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link PeerNetwork} over ZeroMQ with CURVE. One thread, {@code gossip}, owns all sockets and the peering. */
public final class ZmqPeerNetwork implements PeerNetwork {
  private static final Logger LOG = LoggerFactory.getLogger(ZmqPeerNetwork.class);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private record Started(List<Endpoint> bound, GossipLoop loop) {}

  private final GossipConfig config;
  private final GossipOptions options;
  private final MessageTypes types;
  private final Mailbox mailbox;
  private final Counters counters = new Counters();
  private final Thread thread;
  private final Started started;
  private volatile boolean closing;

  private ZmqPeerNetwork(GossipConfig config, GossipOptions options, PeerListener listener) throws IOException {
    this.config = config;
    this.options = options;
    this.types = new MessageTypes(config.types());
    this.mailbox = new Mailbox();
    var start = new CompletableFuture<Started>();
    this.thread = Thread.ofPlatform().name("gossip").daemon().unstarted(() -> run(listener, start));
    thread.start();
    this.started = start.join();
  }

  /**
   * Binds and begins to dial. Events may arrive before this returns.
   *
   * @throws UncheckedIOException when an endpoint cannot be bound
   */
  public static ZmqPeerNetwork open(GossipConfig config, GossipOptions options, PeerListener listener) {
    try {
      return new ZmqPeerNetwork(config, options, listener);
    } catch (CompletionException refused) {
      throw new UncheckedIOException(new IOException("cannot bind " + config.bind(), refused.getCause()));
    } catch (IOException noPipe) {
      throw new UncheckedIOException(noPipe);
    }
  }

  /** Where it listens, in the order of the configuration, with the ports in use. */
  public List<Endpoint> bound() {
    return started.bound;
  }

  /** What others need to reach this node, were it at {@code host} with the port bound first. */
  public PeerAddress addressAt(String host) {
    return new PeerAddress(config.nodeKey().publicKey(), config.curveKeys().publicKey(),
        new Endpoint(host, started.bound.getFirst().port()));
  }

  @Override
  public void broadcast(Lane lane, int type, Bytes body) {
    broadcastExcept(lane, type, body, Set.of());
  }

  @Override
  public void broadcastExcept(Lane lane, int type, Bytes body, Set<PeerId> except) {
    types.checked(lane, type, body.size());
    post(new Request.Broadcast(lane, type, body, Set.copyOf(except)));
  }

  @Override
  public void send(PeerId to, Lane lane, int type, Bytes body) {
    types.checked(lane, type, body.size());
    post(new Request.Send(to, lane, type, body));
  }

  @Override
  public void penalise(PeerId peer, Offence offence) {
    counters.increment("peer_penalties{" + offence + "}");
    mailbox.tell(new Request.Tell(new PeeringEvent.Offended(peer, offence)));
  }

  @Override
  public void protect(Set<PublicKey> members, Set<PublicKey> direct) {
    mailbox.tell(new Request.Tell(new PeeringEvent.Members(
        members.stream().map(PeerId::new).collect(Collectors.toSet()),
        direct.stream().map(PeerId::new).collect(Collectors.toSet()))));
  }

  @Override
  public void connect(PeerAddress address) {
    mailbox.tell(new Request.Tell(new PeeringEvent.AddStatic(address)));
  }

  @Override
  public void ban(PeerId peer) {
    mailbox.tell(new Request.Tell(new PeeringEvent.Ban(peer)));
  }

  @Override
  public void unban(PeerId peer) {
    mailbox.tell(new Request.Tell(new PeeringEvent.Unban(peer)));
  }

  @Override
  public List<PeerStatus> peers() {
    return started.loop.statuses();
  }

  @Override
  public Conduct conduct() {
    return started.loop.conduct();
  }

  @Override
  public Map<String, Long> counters() {
    return counters.snapshot();
  }

  /** Messages waiting for the socket thread. */
  public PerLane<Integer> mailboxDepths() {
    return mailbox.depths();
  }

  /** False after {@link #close} or a fatal error. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    closing = true;
    mailbox.wake();
    if (Thread.currentThread().equals(thread)) {
      return;
    }
    try {
      if (!thread.join(CLOSING)) {
        LOG.warn("event=gossip.close.slow");
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private void post(Request.Post post) {
    if (!mailbox.offer(post)) {
      counters.increment("mailbox_dropped{" + post.lane() + "}");
    }
  }

  private void run(PeerListener listener, CompletableFuture<Started> start) {
    try (mailbox; var sockets = new Sockets(config.curveKeys(), config.bind(), mailbox)) {
      var random = new SecureRandom();
      var instance = new byte[8];
      random.nextBytes(instance);
      var local = new Handshake.Local(config.nodeKey(), config.network(), Bytes.wrap(instance),
          config.curveKeys().publicKey(), options.authorised());
      var loop = new GossipLoop(
          new Rim(options, local, ownRecord(sockets.bound()), types, listener, counters, random), mailbox, sockets);
      config.bootstrap().forEach(address -> loop.tell(new PeeringEvent.AddBootstrap(address)));
      start.complete(new Started(sockets.bound(), loop));
      while (!closing) {
        loop.turn();
      }
      loop.finish();
    } catch (Throwable broken) {
      if (!start.completeExceptionally(broken)) {
        options.onFatal().accept(broken);
      }
    }
  }

  private Optional<PeerRecord> ownRecord(List<Endpoint> bound) {
    if (config.advertise().isEmpty()) {
      return Optional.empty();
    }
    var advertised = config.advertise().getFirst();
    var endpoint = advertised.port() == 0 ? advertised.withPort(bound.getFirst().port()) : advertised;
    return Optional.of(PeerRecord.sign(config.nodeKey(), config.network(),
        new PeerAddress(config.nodeKey().publicKey(), config.curveKeys().publicKey(), endpoint),
        System.currentTimeMillis()));
  }
}
