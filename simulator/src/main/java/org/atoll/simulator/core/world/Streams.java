package org.atoll.simulator.core.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.atoll.simulator.core.model.MessageKind;
import org.atoll.simulator.core.model.Network;
import org.jspecify.annotations.Nullable;

/**
 * Connections as TCP makes them: reliable and in order, stalled by loss and by partitions, silent when the other machine is
 * off, refused when it has started again and remembers nothing. One thread.
 */
final class Streams {
  private static final long RETRY_MICROS = 200_000;
  private static final int MOST_RETRIES = 8; // then nobody waits any more
  private static final int SMALL = 64; // bytes of what opens and closes

  private final World world;
  private final Network network;
  private final Wire wire;
  private final boolean instantly;

  /** How a connection comes to be: three ways there and back until both ends know. */
  private enum Step { SYN, SYN_ACK, HELLO, WELCOME, RESET }

  private record Bye(String why) {}

  /** One end of a connection. */
  private static final class End {
    final Host host;
    final int incarnation;
    final Deque<Sent> unsent = new ArrayDeque<>(0); // the first is being tried again
    long lastArrival;
    long link;
    boolean open;
    @Nullable End other;

    End(Host host) {
      this.host = host;
      this.incarnation = host.incarnation;
    }

    boolean lives() {
      return host.up && host.incarnation == incarnation;
    }

    End peer() {
      if (other == null) {
        throw new IllegalStateException("a connection has two ends");
      }
      return other;
    }
  }

  private record Sent(Object what, int bytes) {}

  /** Payload of an event: something arrives at an end, or the other end tries again. */
  private sealed interface Segment {
    record Arrival(End at, Object what) implements Segment {}

    record Retry(End from, int count) implements Segment {}
  }

  /** The connections of one host, by the numbers the node has for them. */
  static final class Table {
    private final Map<Long, End> ends = new HashMap<>(); // never iterated
    private long nextInbound = -1;

    void clear() {
      ends.clear();
    }
  }

  /** @param instantly whether all that is sent at the very beginning arrives at once */
  Streams(World world, Network network, Wire wire, boolean instantly) {
    this.world = world;
    this.network = network;
    this.wire = wire;
    this.instantly = instantly;
  }

  void dial(Host from, long link, int to) {
    var own = new End(from);
    own.link = link;
    from.streams.ends.put(link, own);
    reachable(from, to).ifPresent(host -> {
      own.other = new End(host);
      own.other.other = own;
      send(own, Step.SYN, SMALL);
    });
  }

  /** Of twins the one that hears. */
  private Optional<Host> reachable(Host from, int to) {
    for (var host : world.hosts(to)) {
      if (!host.mute && world.hear(from, host)) {
        return Optional.of(host);
      }
    }
    return Optional.empty();
  }

  void say(Host from, long link, Object frame, int bytes) {
    var end = from.streams.ends.get(link);
    if (end != null && end.open) {
      world.recorder().sent(MessageKind.PEERING, bytes);
      send(end, frame, bytes);
    }
  }

  void hangUp(Host from, long link, String why) {
    var end = from.streams.ends.remove(link);
    if (end != null && end.other != null) {
      end.open = false;
      send(end, new Bye(why), SMALL);
    }
  }

  private void send(End from, Object what, int bytes) {
    if (from.unsent.isEmpty() && speaks(from) && reaches(from)) {
      transmit(from, what, bytes);
      return;
    }
    from.unsent.add(new Sent(what, bytes));
    if (from.unsent.size() == 1) {
      push(from, 0);
    }
  }

  /** Sends all that waits, or comes back later. */
  private void push(End from, int retries) {
    while (!from.unsent.isEmpty()) {
      if (!speaks(from) || retries > MOST_RETRIES) {
        from.unsent.clear();
        return;
      }
      if (!reaches(from)) {
        world.schedule(world.nowMicros() + (RETRY_MICROS << retries), EventKind.STREAM, from.host.instance, from.link,
            from.incarnation, new Segment.Retry(from, retries + 1));
        return;
      }
      var sent = from.unsent.remove();
      transmit(from, sent.what(), sent.bytes());
    }
  }

  private static boolean speaks(End from) {
    return from.lives() && !from.host.mute;
  }

  private boolean reaches(End from) {
    var to = from.peer().host;
    return world.hear(from.host, to) && !network.isCut(from.host.identity, to.identity);
  }

  private void transmit(End from, Object what, int bytes) {
    var to = from.peer();
    long now = world.nowMicros();
    long arrival = instantly && now == 0 ? 0
        : network.reliableArrival(now, from.host.identity, to.host.identity, bytes);
    to.lastArrival = Math.max(to.lastArrival, arrival);
    world.schedule(to.lastArrival, EventKind.STREAM, to.host.instance, to.link, to.incarnation,
        new Segment.Arrival(to, what));
  }

  /** For the trace hash. */
  long digest(Object payload) {
    return switch ((Segment) payload) {
      case Segment.Arrival arrival -> digestOf(arrival.what());
      case Segment.Retry retry -> -1 - retry.count();
    };
  }

  private long digestOf(Object what) { // most are frames
    if (what instanceof Step step) {
      return step.ordinal();
    }
    return what instanceof Bye ? -1 : wire.digest(what);
  }

  void happen(Object payload, long nowMillis) {
    switch ((Segment) payload) {
      case Segment.Retry(var from, var count) -> push(from, count);
      case Segment.Arrival(var at, var what) -> {
        if (at.lives()) {
          arrive(at, what, nowMillis);
        } else {
          refuse(at, what);
        }
      }
    }
  }

  /** A machine that has started again knows nothing of the connection. */
  private void refuse(End at, Object what) {
    if (what == Step.SYN && at.peer().lives()) { // it was dialled before it crashed: as good as after
      var fresh = new End(at.host);
      fresh.other = at.peer();
      at.peer().other = fresh;
      send(fresh, Step.SYN_ACK, SMALL);
    } else if (what != Step.RESET) {
      var fresh = new End(at.host);
      fresh.other = at.peer();
      send(fresh, Step.RESET, SMALL);
    }
  }

  private void arrive(End at, Object what, long nowMillis) {
    if (what instanceof Step step) {
      take(at, step, nowMillis);
    } else if (what instanceof Bye(var why)) {
      closed(at, why, nowMillis);
    } else if (at.open) {
      at.host.node().said(at.link, what, nowMillis);
    }
  }

  private void take(End at, Step step, long nowMillis) {
    var host = at.host;
    switch (step) {
      case SYN -> send(at, Step.SYN_ACK, SMALL);
      case SYN_ACK -> {
        if (host.streams.ends.get(at.link) == at) {
          send(at, Step.HELLO, SMALL);
        }
      }
      case HELLO -> {
        at.link = host.streams.nextInbound--;
        at.open = true;
        host.streams.ends.put(at.link, at);
        send(at, Step.WELCOME, SMALL);
        host.node().opened(new Opened(at.link, at.peer().host.identity, false, run(at.peer())), nowMillis);
      }
      case WELCOME -> {
        if (host.streams.ends.get(at.link) == at) {
          at.open = true;
          host.node().opened(new Opened(at.link, at.peer().host.identity, true, run(at.peer())), nowMillis);
        }
      }
      case RESET -> closed(at, "connection reset", nowMillis);
    }
  }

  private static void closed(End at, String why, long nowMillis) {
    at.open = false;
    if (at.host.streams.ends.remove(at.link, at)) {
      at.host.node().closed(at.link, why, nowMillis);
    }
  }

  private static long run(End end) {
    return (long) end.host.instance << Integer.SIZE | end.incarnation;
  }
}
