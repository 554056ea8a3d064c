package org.atoll.gossip.zmq;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.atoll.gossip.Conduct;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.Lane;
import org.atoll.gossip.PeerId;
import org.atoll.gossip.PeerStatus;
import org.atoll.gossip.core.Assembly;
import org.atoll.gossip.core.Control;
import org.atoll.gossip.core.Frame;
import org.atoll.gossip.core.FrameCodec;
import org.atoll.gossip.core.Handshake;
import org.atoll.gossip.core.PeerRecord;
import org.atoll.gossip.core.Peering;
import org.atoll.gossip.core.PeeringEffect;
import org.atoll.gossip.core.PeeringEvent;
import org.atoll.sdk.value.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the socket thread does: {@link Peering}'s effects, messages of the application, frames in and out. */
final class GossipLoop implements Intake.Consequences {
  private static final Logger LOG = LoggerFactory.getLogger(GossipLoop.class);
  private static final long TICK_MILLIS = 250;
  private static final long BUSY_MILLIS = 2; // between attempts to send what did not fit or is paced
  private static final long REFUSAL_LOG_MILLIS = 10_000;
  private static final long SAVE_MILLIS = 10_000;
  private static final long HANDSHAKE_MILLIS = 5_000;
  private static final long FAREWELL_MILLIS = 100; // for the last word to leave
  private static final long ROOM_BYTES = 64L << 20; // for all unfinished messages
  private static final int MAX_HANDSHAKES = 64;
  private static final int FRAMES_A_TURN = 256;
  private static final int FRAMES_A_LINK = 64;

  /** A wire that has had its last word. */
  private record Farewell(Wire wire, long atMillis) {}

  private final Rim rim;
  private final Mailbox mailbox;
  private final Sockets sockets;
  private final Peering peering;
  private final Intake intake;
  private final Wire.Shared shared;
  private final Map<Long, Wire> wires = new LinkedHashMap<>();
  private final Map<PeerId, Wire> peers = new LinkedHashMap<>(); // up
  private final Map<Long, Sockets.Dealer> dealers = new LinkedHashMap<>();
  private final Map<Long, PeeringEffect.Dial> lookups = new HashMap<>();
  private final InboundTable inbound = new InboundTable();
  private final ArrayDeque<Farewell> farewells = new ArrayDeque<>();
  private volatile List<PeerStatus> statuses = List.of();
  private volatile Conduct conduct = Conduct.GOOD;
  private long nowMillis;
  private long nextInbound = -1;
  private long lastTickMillis;
  private long lastSaveMillis;
  private long lastRefusalMillis = Long.MIN_VALUE / 2;
  private long refusalsSuppressed;

  GossipLoop(Rim rim, Mailbox mailbox, Sockets sockets) {
    this.rim = rim;
    this.mailbox = mailbox;
    this.sockets = sockets;
    this.nowMillis = clockMillis();
    this.lastTickMillis = nowMillis - TICK_MILLIS;
    this.lastSaveMillis = nowMillis;
    var local = rim.local();
    this.peering = new Peering(new Peering.Setup(new PeerId(local.nodeKey().publicKey()), rim.options().limits(),
        this::isGenuine, rim::own, peer -> rim.options().organisations().apply(peer.key())), rim.random());
    this.intake = new Intake(rim, peering, this);
    this.shared = new Wire.Shared(rim.options().budgets(), new Assembly.Room(ROOM_BYTES), HANDSHAKE_MILLIS);
    peering.restore(rim.options().book().load());
  }

  private boolean isGenuine(PeerRecord record) {
    return rim.local().authorised().test(record.address().nodeKey()) && record.isSigned(rim.local().network());
  }

  /** Any thread: all links as of the last tick. */
  List<PeerStatus> statuses() {
    return statuses;
  }

  /** Any thread: as of the last tick. */
  Conduct conduct() {
    return conduct;
  }

  /** Waits for something to do, at most until the next tick, and does it. */
  void turn() {
    sockets.poll(isBusy() ? BUSY_MILLIS : farewells.isEmpty() ? TICK_MILLIS : FAREWELL_MILLIS);
    nowMillis = clockMillis();
    mailbox.acknowledge();
    sockets.authenticate();
    receive();
    requests();
    if (nowMillis - lastTickMillis >= TICK_MILLIS) {
      lastTickMillis = nowMillis;
      tick();
    }
    List.copyOf(wires.values()).forEach(this::flush);
    while (!farewells.isEmpty() && farewells.peek().atMillis <= nowMillis) {
      farewells.remove().wire.way.cut();
    }
  }

  private boolean isBusy() {
    for (var wire : wires.values()) { // asked for with every message
      if (!wire.outgoing.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Goodbye to all; the sockets are the caller's to close. */
  void finish() {
    for (var wire : List.copyOf(wires.values())) {
      wire.way.send(FrameCodec.encode(new Frame.Talk(new Control.Goodbye("stopping"))));
    }
    rim.options().book().save(peering.book());
  }

  @Override
  public void tell(PeeringEvent event) {
    peering.step(event, nowMillis).forEach(this::perform);
  }

  @Override
  public void refuse(Wire wire, String why) {
    rim.counters().increment("handshakes_refused");
    logRefusal(wire, why);
    if (!wire.outbound) {
      wire.way.send(FrameCodec.encode(new Frame.Refuse(why)));
    }
    tell(new PeeringEvent.Closed(wire.id, why));
    retire(wire);
  }

  /** Strangers can cause it as often as they like: one line in ten seconds. */
  private void logRefusal(Wire wire, String why) {
    if (nowMillis - lastRefusalMillis < REFUSAL_LOG_MILLIS) {
      refusalsSuppressed++;
      return;
    }
    LOG.info("event=peer.refused remote={} outbound={} why=\"{}\" suppressed={}", wire.host, wire.outbound, why,
        refusalsSuppressed);
    lastRefusalMillis = nowMillis;
    refusalsSuppressed = 0;
  }

  @Override
  public void opened(Wire wire, Handshake.Remote remote) {
    wire.peer = Optional.of(remote.peer());
    tell(new PeeringEvent.Opened(wire.id, remote.peer(), wire.outbound, remote.instance(), wire.host));
  }

  private void perform(PeeringEffect effect) {
    switch (effect) {
      case PeeringEffect.Dial dial -> look(dial);
      case PeeringEffect.Say(var link, var control) -> {
        var wire = wires.get(link);
        if (wire != null && !wire.outgoing.offerControl(new Frame.Talk(control))) {
          lose(wire, "does not read");
        }
      }
      case PeeringEffect.Cut(var link, var why) -> {
        lookups.remove(link);
        var wire = wires.get(link);
        if (wire != null) {
          LOG.debug("event=peer.cut remote={} why=\"{}\"", wire.host, why);
          if (wire.peer.isPresent()) {
            flush(wire);
            wire.way.send(FrameCodec.encode(new Frame.Talk(new Control.Goodbye(why))));
          }
          retire(wire);
        }
      }
      case PeeringEffect.Up(var link, var peer, var outbound) -> {
        var wire = wires.get(link);
        if (wire != null) {
          peers.put(peer, wire);
          LOG.info("event=peer.up peer={} remote={} outbound={}", peer, wire.host, outbound);
          rim.listener().peerUp(peer, peer.key(), outbound);
        }
      }
      case PeeringEffect.Down(var link, var peer, var why) -> {
        var wire = peers.get(peer);
        if (wire != null && wire.id == link) {
          peers.remove(peer);
          LOG.info("event=peer.down peer={} why=\"{}\"", peer, why);
          rim.listener().peerDown(peer, why);
        }
      }
    }
  }

  private void look(PeeringEffect.Dial dial) {
    var to = rim.options().dialRewrite().apply(dial.address().endpoint());
    lookups.put(dial.link(), dial);
    Thread.ofVirtual().name("gossip-lookup").start(() -> {
      String host;
      try {
        host = InetAddress.getByName(to.host()).getHostAddress(); // a literal needs no look-up and does not wait
      } catch (UnknownHostException unknown) {
        mailbox.tell(new Request.Lost(dial.link(), "unknown host " + to.host()));
        return;
      }
      mailbox.tell(new Request.Resolved(dial.link(), to, host));
    });
  }

  private void connect(Request.Resolved resolved) {
    var dial = lookups.remove(resolved.link());
    if (dial == null) {
      return; // given up meanwhile
    }
    var address = dial.address();
    var to = new Endpoint(resolved.host(), resolved.to().port());
    var handshake = new Handshake.Dialler(rim.local(), address.nodeKey(), address.curveKey(), rim.nonce());
    var dealer = sockets.dial(dial.link(), to, address.curveKey());
    var wire = new Wire(dial.link(), true, resolved.host(), dealer, handshake, shared, nowMillis);
    wire.outgoing.offerControl(handshake.hello());
    wires.put(wire.id, wire);
    dealers.put(wire.id, dealer);
  }

  private void receive() {
    for (int i = 0; i < FRAMES_A_TURN; i++) {
      var incoming = sockets.receive();
      if (incoming.isEmpty()) {
        break;
      }
      fromInbound(incoming.get());
    }
    for (var entry : List.copyOf(dealers.entrySet())) {
      for (int i = 0; i < FRAMES_A_LINK; i++) {
        var frame = entry.getValue().receive();
        var wire = wires.get(entry.getKey());
        if (frame.isEmpty() || wire == null) {
          break;
        }
        intake.frame(wire, frame.get(), nowMillis);
      }
    }
  }

  private void fromInbound(Sockets.Incoming incoming) {
    switch (inbound.find(incoming)) {
      case InboundTable.Found.Known(var wire) -> intake.frame(wire, incoming.frame(), nowMillis);
      case InboundTable.Found.Retired() -> { }
      case InboundTable.Found.Stranger() -> {
        long open = wires.values().stream().filter(w -> w.peer.isEmpty() && !w.outbound).count();
        if (open >= MAX_HANDSHAKES || !FrameCodec.isHello(incoming.frame())) {
          rim.counters().increment(open >= MAX_HANDSHAKES ? "limit_hits{handshakes}" : "handshakes_refused");
          sockets.cut(incoming.remote());
          return;
        }
        var handshake = new Handshake.Listener(rim.local(), Bytes.fromHex(incoming.user()), rim.nonce());
        var way = sockets.wayTo(incoming.routingId(), incoming.remote());
        var host = incoming.remote().substring(0, incoming.remote().lastIndexOf(':'));
        var wire = new Wire(nextInbound--, false, host, way, handshake, shared, nowMillis);
        wires.put(wire.id, wire);
        inbound.add(incoming, wire);
        intake.frame(wire, incoming.frame(), nowMillis);
      }
    }
  }

  private void requests() {
    for (var next = mailbox.nextHousekeeping(); next.isPresent(); next = mailbox.nextHousekeeping()) {
      switch (next.get()) {
        case Request.Tell(var event) -> tell(event);
        case Request.Resolved resolved -> connect(resolved);
        case Request.Lost(var link, var why) -> {
          lookups.remove(link);
          var wire = wires.get(link);
          if (wire == null) {
            tell(new PeeringEvent.Closed(link, why));
          } else {
            lose(wire, why);
          }
        }
        case Request.Gone(var remote) -> inbound.byRemote(remote).ifPresent(wire -> {
          lose(wire, "connection ended");
          inbound.forget(remote);
        });
        case Request.Broken(var cause) -> throw new IllegalStateException("JeroMQ's thread ended", cause);
        case Request.Broadcast broadcast -> post(broadcast);
        case Request.Send send -> post(send);
      }
    }
    for (var lane : Lane.values()) {
      for (var next = mailbox.next(lane); next.isPresent(); next = mailbox.next(lane)) {
        post(next.get());
      }
    }
  }

  private void post(Request.Post post) {
    switch (post) {
      case Request.Broadcast(var lane, var type, var body, var except) -> {
        for (var entry : List.copyOf(peers.entrySet())) {
          if (!except.contains(entry.getKey())) {
            queue(entry.getValue(), lane, type, body);
          }
        }
      }
      case Request.Send(var to, var lane, var type, var body) -> {
        var wire = peers.get(to);
        if (wire != null) {
          queue(wire, lane, type, body);
        }
      }
    }
  }

  private void queue(Wire wire, Lane lane, int type, Bytes body) {
    long dropped = wire.outgoing.dropped();
    if (!wire.outgoing.offer(lane, type, body)) {
      rim.counters().increment("limit_hits{vote-queue}");
      lose(wire, "too slow for votes");
      return;
    }
    rim.counters().add("queue_dropped{" + lane + "}", wire.outgoing.dropped() - dropped);
  }

  private void flush(Wire wire) {
    for (int i = 0; i < FRAMES_A_LINK && wires.containsKey(wire.id); i++) {
      var frame = wire.outgoing.next(nowMillis);
      if (frame.isEmpty()) {
        return;
      }
      switch (wire.way.send(frame.get())) {
        case OK -> {
          wire.outgoing.sent();
          rim.counters().add("bytes_out", frame.get().size());
        }
        case FULL -> {
          return;
        }
        case GONE -> lose(wire, "connection ended");
      }
    }
  }

  private void tick() {
    tell(new PeeringEvent.Tick());
    for (var wire : List.copyOf(wires.values())) {
      if (wire.peer.isEmpty() && !wire.outbound && nowMillis > wire.deadlineMillis) {
        rim.counters().increment("limit_hits{handshake-time}");
        retire(wire);
      } else if (wire.peer.isPresent() && !rim.local().authorised().test(wire.peer.get().key())) {
        lose(wire, "no longer authorised");
      }
    }
    if (wires.values().stream().anyMatch(wire -> wire.outbound && wire.peer.isEmpty())) {
      sockets.nudge();
    }
    sockets.cutSilent(remote -> inbound.byRemote(remote).isPresent());
    var list = new ArrayList<PeerStatus>();
    for (var link : peering.links(nowMillis)) {
      var wire = wires.get(link.link());
      if (wire != null) {
        list.add(new PeerStatus(link.peer(), link.peered(), link.outbound(), link.member(), link.remote(),
            link.latencyMillis(), link.standing(), wire.outgoing.size(), link.address()));
      }
    }
    statuses = List.copyOf(list);
    conduct = peering.conduct(nowMillis);
    if (nowMillis - lastSaveMillis >= SAVE_MILLIS) {
      lastSaveMillis = nowMillis;
      peering.changedBook().ifPresent(rim.options().book()::save);
    }
  }

  /** The link is over, whatever {@link Peering} thinks of it: tells it. */
  private void lose(Wire wire, String why) {
    tell(new PeeringEvent.Closed(wire.id, why));
    retire(wire);
  }

  /** Out of all tables but the one that makes late frames harmless; cut a moment later. */
  private void retire(Wire wire) {
    if (wires.remove(wire.id) != null) {
      dealers.remove(wire.id);
      wire.retire();
      farewells.add(new Farewell(wire, nowMillis + FAREWELL_MILLIS));
    }
  }

  private static long clockMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
