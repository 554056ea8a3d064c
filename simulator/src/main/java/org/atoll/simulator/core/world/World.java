package org.atoll.simulator.core.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.atoll.simulator.core.kernel.EventQueue;
import org.atoll.simulator.core.kernel.RandomTree;
import org.atoll.simulator.core.kernel.Samplers;
import org.atoll.simulator.core.kernel.TraceHash;
import org.atoll.simulator.core.metrics.CostMeter;
import org.atoll.simulator.core.metrics.RunRecorder;
import org.atoll.simulator.core.model.Disk;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.core.model.Network;
import org.atoll.simulator.core.model.NodeClock;
import org.atoll.simulator.core.model.Topology;
import org.jspecify.annotations.Nullable;

/** One network in virtual time. The same setup, seed and build give the same events. One thread. */
public final class World {
  /** Two nodes that are up again need so long for a link. */
  private static final long LINK_MICROS = 200_000;
  private static final EventListener NOBODY = (number, micros, node, kind, detail, payload) -> {};

  private final WorldSetup setup;
  private final RandomTree random;
  private final EventQueue queue = new EventQueue(1 << 12);
  private final TraceHash hash = new TraceHash();
  private final RunRecorder recorder;
  private final Network network;
  private final int[][] peers;
  private final List<Host> hosts = new ArrayList<>();
  private final Host[][] byIdentity;
  private final Cluster cluster;
  private final Wire wire;
  private final Liar liar;
  private final Streams streams;
  private final FaultDriver faults;
  private final SplittableRandom arrivals;
  private EventListener listener = NOBODY;
  private @Nullable EventCosts costs;
  private final long[] happened = new long[EventKind.values().length];
  private long nowMicros;
  private long transactions;

  public World(WorldSetup setup, RandomTree random, Cluster cluster) {
    this.setup = setup;
    this.random = random;
    this.cluster = cluster;
    wire = cluster.wire();
    recorder = new RunRecorder(setup.nodes(), setup.warmUpMicros(), setup.deliveryMicros());
    network = new Network(setup.nodes(), setup.link(), random);
    peers = setup.degree() == 0 ? Topology.mesh(setup.nodes())
        : Topology.rings(setup.nodes(), setup.degree(), random.stream(RandomTree.WORLD, "topology"));
    arrivals = random.stream(RandomTree.WORLD, "load");
    liar = new Liar(this, wire);
    streams = new Streams(this, network, wire, setup.connected());
    byIdentity = new Host[setup.nodes()][];
    for (int node = 0; node < setup.nodes(); node++) {
      byIdentity[node] = new Host[] {host(node)};
    }
    faults = new FaultDriver(this, setup.faults(), network, recorder);
    for (int twin : faults.twins()) {
      var second = host(twin);
      second.mute = true;
      byIdentity[twin] = new Host[] {byIdentity[twin][0], second};
    }
    hosts.forEach(host -> host.inhabit(cluster.node(host)));
    hosts.forEach(host -> schedule(0, EventKind.START, host.instance, 0, 0, null));
    faults.schedule();
    schedule(0, EventKind.SAMPLE, RandomTree.WORLD, 0, 0, null);
    nextTransaction();
  }

  /** Told of every event from now on. */
  public void listen(EventListener watcher) {
    listener = watcher;
  }

  /** From now on events are timed by that clock, which no event sees. */
  public void measure(LongSupplier nanoClock) {
    costs = new EventCosts(wire, nanoClock);
  }

  /** What {@link #measure} found. */
  public List<CostMeter.Cost> costs() {
    return costs == null ? List.of() : costs.meter().costs();
  }

  /** Until nothing is left to happen before {@code untilMicros}; the clock then shows that. */
  public void run(long untilMicros) {
    run(untilMicros, Long.MAX_VALUE, () -> false);
  }

  /**
   * @param mostEvents stop after so many
   * @param done asked at every point of the timeline
   * @return true if {@code done} or the number of events ended it
   */
  public boolean run(long untilMicros, long mostEvents, BooleanSupplier done) {
    while (queue.nextTime() <= untilMicros) {
      if (hash.count() >= mostEvents) {
        return true;
      }
      queue.poll();
      nowMicros = queue.time();
      var kind = EventKind.at(queue.kind());
      timed(kind);
      if (kind == EventKind.SAMPLE && done.getAsBoolean()) {
        return true;
      }
    }
    nowMicros = untilMicros;
    return false;
  }

  private void timed(EventKind kind) {
    var measured = costs;
    if (measured == null) {
      handle(kind);
      return;
    }
    int cost = measured.kind(kind, queue.payload());
    long begun = measured.meter().begins(cost);
    handle(kind);
    measured.meter().ended(cost, begun);
  }

  public long nowMicros() {
    return nowMicros;
  }

  public long events() {
    return hash.count();
  }

  /** Events of one kind that have happened. */
  public long events(EventKind kind) {
    return happened[kind.ordinal()];
  }

  public String traceHash() {
    return hash.hex();
  }

  public RunRecorder recorder() {
    return recorder;
  }

  int nodes() {
    return setup.nodes();
  }

  int[] peers(int node) {
    return peers[node];
  }

  Streams streams() {
    return streams;
  }

  /** Whether what one says can reach the other at all. */
  boolean hear(Host from, Host to) {
    return faults.hear(from, to);
  }

  RandomTree random() {
    return random;
  }

  /** One, or two if the node has a twin. */
  Host[] hosts(int identity) {
    return byIdentity[identity];
  }

  long schedule(long atMicros, EventKind kind, int instance, long first, long second, @Nullable Object payload) {
    return queue.add(atMicros, kind.ordinal(), instance, first, second, payload);
  }

  void send(Host from, int to, Object message, int size) {
    if (from.mute) {
      return;
    }
    if (from.lies.isEmpty()) {
      transmit(from, to, message, size, 0);
    } else {
      liar.send(from, to, message, size);
    }
  }

  void transmit(Host from, int to, Object message, int size, long lateMicros) {
    var kind = wire.kind(message);
    recorder.sent(kind, size);
    long arrival = network.arrival(nowMicros, from.identity, to, size, kind.urgent());
    if (arrival == Network.LOST) {
      recorder.lost();
      return;
    }
    arrive(from, to, message, arrival + lateMicros);
    if (network.duplicated(from.identity, to)) {
      arrive(from, to, message, arrival + lateMicros + 1);
    }
  }

  private void arrive(Host from, int to, Object message, long when) {
    for (var host : byIdentity[to]) {
      if (faults.hear(from, host)) {
        schedule(when, EventKind.DELIVER, host.instance, from.identity, 0, message);
      }
    }
  }

  /** A node that has started again makes its links; peers that are down make theirs when they start. */
  void link(Host again) {
    if (cluster.connectsItself()) {
      return;
    }
    for (int peer : peers[again.identity]) {
      for (var other : byIdentity[peer]) {
        if (other.up) {
          schedule(nowMicros + LINK_MICROS, EventKind.LINKED, again.instance, peer, again.incarnation, null);
          schedule(nowMicros + LINK_MICROS, EventKind.LINKED, other.instance, again.identity, other.incarnation, null);
        }
      }
    }
  }

  private void handle(EventKind kind) {
    int instance = queue.node();
    if (instance >= 0) {
      var host = hosts.get(instance);
      if (host.pausedUntil > nowMicros) {
        long again = schedule(host.pausedUntil, kind, instance, queue.first(), queue.second(), queue.payload());
        if (kind == EventKind.TIMER && queue.second() == host.incarnation) {
          host.timers.postpone(queue.first(), queue.sequence(), again);
        }
        return;
      }
      nodeEvent(kind, host);
      return;
    }
    note(kind, RandomTree.WORLD, queue.first(), null, 0);
    switch (kind) {
      case SAMPLE -> {
        recorder.sample(nowMicros);
        schedule(nowMicros + setup.sampleMicros(), EventKind.SAMPLE, RandomTree.WORLD, 0, 0, null);
      }
      case SUBMIT -> nextTransaction();
      case FAULT_BEGINS -> faults.begin((int) queue.first());
      case FAULT_ENDS -> faults.end((int) queue.first());
      case START, DELIVER, TIMER, SYNCED, EXECUTED, LINKED, STREAM -> throw new IllegalStateException(kind + " without a node");
    }
  }

  private void nodeEvent(EventKind kind, Host host) {
    long first = queue.first();
    boolean message = kind == EventKind.DELIVER || kind == EventKind.SUBMIT;
    if (!host.up || queue.second() != host.incarnation && !message && kind != EventKind.STREAM) {
      return; // meant for a node that has crashed since
    }
    if (kind == EventKind.TIMER && !host.timers.fire(first, queue.sequence())) {
      return; // cancelled or moved
    }
    var payload = queue.payload();
    if (message && !host.lies.isEmpty() && liar.deaf(host, thing(payload))) {
      return;
    }
    note(kind, host.instance, first, payload, message ? wire.digest(thing(payload))
        : kind == EventKind.STREAM ? streams.digest(thing(payload)) : 0);
    long now = host.clock.millis(nowMicros);
    switch (kind) {
      case START -> host.node().start(now);
      case DELIVER -> host.node().deliver((int) first, thing(payload), now);
      case TIMER -> host.node().timer(first, now);
      case SUBMIT -> host.node().submit(thing(payload), now);
      case LINKED -> host.node().linked((int) first, now);
      case STREAM -> streams.happen(thing(payload), now);
      case SYNCED -> {
        host.disk.synced(first);
        ((Completion) thing(payload)).done(now);
      }
      case EXECUTED -> ((Completion) thing(payload)).done(now);
      case FAULT_BEGINS, FAULT_ENDS, SAMPLE -> throw new IllegalStateException(kind + " at a node");
    }
  }

  void line(int instance, String text) {
    listener.line(nowMicros, instance, text);
  }

  private void note(EventKind kind, int node, long detail, @Nullable Object payload, long digest) {
    happened[kind.ordinal()]++;
    hash.add(nowMicros, node, kind.ordinal(), digest + TraceHash.mix(detail));
    listener.event(hash.count(), nowMicros, node, kind, detail, payload);
  }

  /** A transaction reaches a node that draws itself; the next one is on its way. */
  private void nextTransaction() {
    if (setup.load() <= 0) {
      return;
    }
    long when = nowMicros + 1 + Samplers.exponential(arrivals, (long) (1e6 / setup.load()));
    var transaction = cluster.transaction(transactions, arrivals);
    for (var host : byIdentity[arrivals.nextInt(setup.nodes())]) {
      schedule(when, EventKind.SUBMIT, host.instance, transactions, 0, transaction);
    }
    schedule(when, EventKind.SUBMIT, RandomTree.WORLD, transactions, 0, null);
    transactions++;
  }

  private Host host(int identity) {
    int instance = hosts.size();
    var draw = random.stream(instance, "clock");
    var clock = new NodeClock(setup.epochMillis(), Samplers.around(draw, setup.clocks().offsetMicros()),
        (int) Samplers.around(draw, setup.clocks().skewPpm()));
    var host = new Host(this, instance, identity, clock, new Disk(setup.disk(), random.stream(instance, "disk")));
    hosts.add(host);
    return host;
  }

  private static Object thing(@Nullable Object payload) {
    return Objects.requireNonNull(payload);
  }
}
