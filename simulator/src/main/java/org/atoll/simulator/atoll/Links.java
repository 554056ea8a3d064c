package org.atoll.simulator.atoll;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.atoll.gossip.Offence;
import org.atoll.gossip.PeerId;
import org.atoll.gossip.core.Control;
import org.atoll.gossip.core.PeerRecord;
import org.atoll.gossip.core.Peering;
import org.atoll.gossip.core.PeeringEffect;
import org.atoll.gossip.core.PeeringEvent;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Bytes;
import org.atoll.simulator.core.world.NodeContext;
import org.atoll.simulator.core.world.Opened;

/** Whom a node is linked with: decided by the network's own {@link Peering}, over streams of virtual time. One life. */
final class Links {
  private static final int FEW_NODES = 64;
  private static final long TICK_MILLIS = 250;
  private static final long SLOW_TICK_MILLIS = 1_000; // as seldom as it may be, because it costs the square of the nodes

  private static final long HEARD_MILLIS = 100; // telling of every message would cost more than it says

  private final AtollCluster cluster;
  private final NodeContext world;
  private final Listener listener;
  private final Peering peering;
  private final long tickMillis;
  private long phase; // so that nodes do not tick all at once
  private final long[] linkOf; // by node; 0: not linked
  private final long[] heard;
  private int[] linked = {};

  /** Told when chain messages begin and cease to flow. */
  interface Listener {
    void up(int peer, long nowMillis);

    void down(int peer, long nowMillis);
  }

  /**
   * What a node's lives have in common.
   *
   * @param number of this life, from 0
   * @param book peers known from the lives before
   */
  record Past(int number, List<PeerRecord> book) {
    Past {
      book = List.copyOf(book);
    }
  }

  Links(AtollCluster cluster, NodeContext world, Past past, Listener listener) {
    this.cluster = cluster;
    this.world = world;
    this.listener = listener;
    linkOf = new long[world.nodes()];
    heard = new long[world.nodes()];
    tickMillis = world.nodes() <= FEW_NODES ? TICK_MILLIS : SLOW_TICK_MILLIS;
    phase = world.random("tick").nextLong(tickMillis);
    var setup = cluster.peering();
    var own = new PeerRecord(setup.address(world.self()), past.number() + 1L, Bytes.EMPTY);
    peering = new Peering(new Peering.Setup(own.id(), setup.limits(), record -> true, () -> Optional.of(own),
        node -> ""),
        world.random("peering " + past.number()));
    peering.restore(past.book());
  }

  void start(long now) {
    var setup = cluster.peering();
    setup.bootstrap(world.self()).forEach(address -> tell(new PeeringEvent.AddBootstrap(address), now));
    setup.always(world.peers()).forEach(address -> tell(new PeeringEvent.AddStatic(address), now));
    world.setTimer(TimerNumbers.PEERING, now);
  }

  /** The chain says who decides, and whom of them this node needs whatever other peers it has. */
  void want(MemberSet members, Set<PublicKey> direct, long now) {
    if (cluster.peering().heedsChain()) {
      tell(new PeeringEvent.Members(members.members().stream().map(member -> new PeerId(member.key()))
          .collect(Collectors.toUnmodifiableSet()),
          direct.stream().map(PeerId::new).collect(Collectors.toUnmodifiableSet())), now);
    }
  }

  void tick(long now) {
    world.setTimer(TimerNumbers.PEERING, now + tickMillis + phase);
    phase = 0;
    tell(new PeeringEvent.Tick(), now);
  }

  List<PeerRecord> book() {
    return peering.book();
  }

  void opened(Opened connection, long now) {
    var run = Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(connection.run()).array());
    tell(new PeeringEvent.Opened(connection.link(), id(connection.peer()), connection.outbound(), run,
        PeeringSetup.host(connection.peer())), now);
  }

  void said(long link, Control control, long now) {
    tell(new PeeringEvent.Said(link, control), now);
  }

  void closed(long link, String why, long now) {
    tell(new PeeringEvent.Closed(link, why), now);
  }

  void offended(int peer, long now) {
    tell(new PeeringEvent.Offended(id(peer), Offence.BROKEN_PROMISE), now);
  }

  /** Whether messages of that node count; it lives, if so. */
  boolean hears(int peer) {
    long link = linkOf[peer];
    if (link == 0) {
      return false;
    }
    long now = world.steadyMillis();
    if (now - heard[peer] >= HEARD_MILLIS) {
      heard[peer] = now;
      peering.heard(link, now);
    }
    return true;
  }

  boolean isLinked(int peer) {
    return linkOf[peer] != 0;
  }

  /** Ascending. Not to be changed. */
  int[] linked() {
    return linked;
  }

  private PeerId id(int node) {
    return cluster.peering().address(node).id();
  }

  private void tell(PeeringEvent event, long now) {
    peering.step(event, world.steadyMillis()).forEach(effect -> perform(effect, now));
  }

  private void perform(PeeringEffect effect, long now) {
    switch (effect) {
      case PeeringEffect.Dial(var link, var address) -> world.dial(link, cluster.number(address.nodeKey()));
      case PeeringEffect.Say(var link, var control) -> world.say(link, control, MessageSizes.of(control));
      case PeeringEffect.Cut(var link, var why) -> world.hangUp(link, why);
      case PeeringEffect.Up(var link, var peer, var outbound) -> {
        int node = cluster.number(peer.key());
        world.log("peer.up node=" + node);
        change(node, link);
        listener.up(node, now);
      }
      case PeeringEffect.Down(var link, var peer, var why) -> {
        int node = cluster.number(peer.key());
        world.log("peer.down node=" + node + " why=\"" + why + '"');
        change(node, 0);
        listener.down(node, now);
      }
    }
  }

  private void change(int node, long link) {
    linkOf[node] = link;
    heard[node] = 0;
    var next = new int[linkOf.length];
    int count = 0;
    for (int peer = 0; peer < linkOf.length; peer++) {
      if (linkOf[peer] != 0) {
        next[count++] = peer;
      }
    }
    linked = Arrays.copyOf(next, count);
  }
}
