package org.atoll.gossip.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.PeerId;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.value.Bytes;

/** Many {@link Peering}s in one thread and virtual time; links are reliable and take 5 to 100 ms, as TCP would. */
final class SimulatedNetwork {
  /** @param reachable whether others can dial it */
  final class SimNode {
    final int index;
    final PeerId id;
    final PeerAddress address;
    final boolean reachable;
    Peering peering;
    Bytes instance;
    boolean alive = true;
    final Map<Long, End> ends = new HashMap<>();
    final Map<PeerId, Long> up = new TreeMap<>();
    int mostUp;
    long nextInbound = -1;

    SimNode(int index, boolean reachable, String host) {
      this.index = index;
      this.reachable = reachable;
      this.id = id(index);
      this.address = new PeerAddress(id.key(), Bytes.wrap(new byte[32]), new Endpoint(host, 7700));
      start();
    }

    void start() {
      alive = true;
      instance = Bytes.copyOf((byte) random.nextInt(), (byte) random.nextInt(), (byte) random.nextInt());
      var own = reachable ? Optional.of(new PeerRecord(address, 1, Bytes.EMPTY)) : Optional.<PeerRecord>empty();
      peering = new Peering(new Peering.Setup(id, limits, _ -> true, () -> own, _ -> ""), new Random(random.nextLong()));
    }

    @Override
    public String toString() {
      return "node " + index + " up " + up.size();
    }

    void tell(PeeringEvent event) {
      if (alive) {
        peering.step(event, now).forEach(effect -> perform(this, effect));
      }
    }
  }

  /** Where a link ends at the other side. */
  private record End(SimNode node, long link) {}

  private record Due(long at, long order, Runnable what) {}

  final List<SimNode> nodes = new ArrayList<>();
  final Random random;
  private final PeeringLimits limits;
  private final PriorityQueue<Due> queue =
      new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
  private final Map<PeerId, SimNode> byId = new HashMap<>();
  private long order;
  long now;

  SimulatedNetwork(long seed, PeeringLimits limits) {
    this.random = new Random(seed);
    this.limits = limits;
  }

  static PeerId id(int index) {
    var key = new byte[32];
    new Random(index).nextBytes(key);
    return new PeerId(new PublicKey(SignatureAlgorithm.ED25519, Bytes.wrap(key)));
  }

  SimNode add(boolean reachable) {
    int i = nodes.size();
    return add(reachable, "10." + i / 250 + "." + i % 250 + ".1");
  }

  SimNode add(boolean reachable, String host) {
    var node = new SimNode(nodes.size(), reachable, host);
    nodes.add(node);
    byId.put(node.id, node);
    after(random.nextInt(1_000), () -> tick(node));
    return node;
  }

  void runFor(long millis) {
    long end = now + millis;
    while (!queue.isEmpty() && queue.peek().at <= end) {
      var due = queue.remove();
      now = due.at;
      due.what.run();
    }
    now = end;
  }

  /** No goodbye: the others see the connections end. */
  void crash(SimNode node) {
    node.alive = false;
    node.up.clear();
    List.copyOf(node.ends.keySet()).forEach(link -> cut(node, link, "connection ended"));
  }

  /** Nodes that this one can reach over peered links. */
  Set<PeerId> reachableFrom(SimNode start) {
    var seen = new HashSet<>(Set.of(start.id));
    var todo = new ArrayDeque<>(seen);
    while (!todo.isEmpty()) {
      for (var next : byId.get(todo.remove()).up.keySet()) {
        if (seen.add(next)) {
          todo.add(next);
        }
      }
    }
    return seen;
  }

  Map<PeerId, Set<PeerId>> graph() {
    var graph = new TreeMap<PeerId, Set<PeerId>>();
    nodes.stream().filter(node -> node.alive).forEach(node -> graph.put(node.id, new TreeSet<>(node.up.keySet())));
    return graph;
  }

  private void tick(SimNode node) {
    node.tell(new PeeringEvent.Tick());
    after(1_000, () -> tick(node));
  }

  private void after(long millis, Runnable what) {
    queue.add(new Due(now + millis, order++, what));
  }

  private void later(Runnable what) {
    after(5 + random.nextInt(96), what);
  }

  private void perform(SimNode node, PeeringEffect effect) {
    switch (effect) {
      case PeeringEffect.Dial(var link, var address) -> later(() -> answerDial(node, link, address));
      case PeeringEffect.Say(var link, var control) -> {
        var end = node.ends.get(link);
        if (end != null) {
          deliver(end, new PeeringEvent.Said(end.link, control));
        }
      }
      case PeeringEffect.Cut(var link, var why) -> cut(node, link, why);
      case PeeringEffect.Up(var link, var peer, var outbound) -> {
        if (node.up.put(peer, link) != null) {
          throw new AssertionError("up twice");
        }
        node.mostUp = Math.max(node.mostUp, node.up.size());
      }
      case PeeringEffect.Down(var link, var peer, var why) -> {
        if (!node.up.remove(peer, link)) {
          throw new AssertionError("down without up");
        }
      }
    }
  }

  private void answerDial(SimNode from, long link, PeerAddress address) {
    var to = byId.get(address.id());
    if (!from.alive) {
      return;
    }
    if (to == null || !to.alive || !to.reachable) {
      from.tell(new PeeringEvent.Closed(link, "refused"));
      return;
    }
    long other = to.nextInbound--;
    from.ends.put(link, new End(to, other));
    to.ends.put(other, new End(from, link));
    deliver(new End(to, other),
        new PeeringEvent.Opened(other, from.id, false, from.instance, from.address.endpoint().host()));
    from.tell(new PeeringEvent.Opened(link, to.id, true, to.instance, to.address.endpoint().host()));
  }

  private final Map<End, Long> arrivals = new HashMap<>();

  /** In order on each link. */
  private void deliver(End end, PeeringEvent event) {
    long at = Math.max(now + 5 + random.nextInt(96), arrivals.getOrDefault(end, 0L));
    arrivals.put(end, at);
    queue.add(new Due(at, order++, () -> {
      if (end.node.ends.containsKey(end.link)) {
        end.node.tell(event);
      }
    }));
  }

  private void cut(SimNode node, long link, String why) {
    var end = node.ends.remove(link);
    if (end != null) {
      arrivals.remove(new End(node, link));
      long at = Math.max(now + 5 + random.nextInt(96), arrivals.getOrDefault(end, 0L));
      queue.add(new Due(at, order++, () -> {
        arrivals.remove(end);
        if (end.node.ends.remove(end.link) != null) {
          end.node.tell(new PeeringEvent.Closed(end.link, why));
        }
      }));
    }
  }
}
