package org.atoll.simulator.core.world;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.atoll.simulator.core.kernel.RandomTree;
import org.atoll.simulator.core.metrics.RunRecorder;
import org.atoll.simulator.core.model.Behaviour;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.core.model.Network;
import org.atoll.simulator.core.model.Topology;

/** Makes faults begin and end. */
final class FaultDriver {
  private final World world;
  private final List<Fault> faults;
  private final Network network;
  private final RunRecorder recorder;
  private boolean split;

  FaultDriver(World world, List<Fault> faults, Network network, RunRecorder recorder) {
    this.world = world;
    this.faults = faults;
    this.network = network;
    this.recorder = recorder;
    for (var fault : faults) {
      if (fault.kind() instanceof Fault.Kind.Byzantine) {
        Arrays.stream(fault.nodes()).forEach(recorder::byzantine);
      }
    }
  }

  /** Nodes with a second self, ascending. */
  int[] twins() {
    return faults.stream().filter(FaultDriver::makesTwins).flatMapToInt(fault -> Arrays.stream(fault.nodes()))
        .sorted().distinct().toArray();
  }

  void schedule() {
    for (int number = 0; number < faults.size(); number++) {
      var fault = faults.get(number);
      world.schedule(fault.atMicros(), EventKind.FAULT_BEGINS, RandomTree.WORLD, number, 0, null);
      if (fault.ends()) {
        world.schedule(fault.untilMicros(), EventKind.FAULT_ENDS, RandomTree.WORLD, number, 0, null);
      }
    }
  }

  /** While there are twins, each of them hears and is heard on its own side only. */
  boolean hear(Host from, Host to) {
    boolean twin = world.hosts(from.identity).length > 1 || world.hosts(to.identity).length > 1;
    return !split || !twin || from.side == to.side;
  }

  void begin(int number) {
    var fault = faults.get(number);
    switch (fault.kind()) {
      case Fault.Kind.Crash _ -> each(fault, this::crash);
      case Fault.Kind.Pause _ -> each(fault, host -> host.pausedUntil = Math.max(host.pausedUntil, fault.untilMicros()));
      case Fault.Kind.Partition partition -> network.cut(partition.cut());
      case Fault.Kind.Disturb worse -> disturb(fault, worse, 1);
      case Fault.Kind.Wire wire -> throw new IllegalStateException("no scenario has " + wire);
      case Fault.Kind.DiskStall _ -> each(fault, host -> host.disk.stall(fault.untilMicros()));
      case Fault.Kind.DiskFull _ -> each(fault, host -> host.disk.full(1));
      case Fault.Kind.ClockStep step -> each(fault, host -> host.clock.step(world.nowMicros(), step.byMicros()));
      case Fault.Kind.ClockSkew skew -> each(fault, host -> host.clock.skew(world.nowMicros(), skew.ppm()));
      case Fault.Kind.Byzantine lie -> lie(fault, lie, number);
    }
  }

  void end(int number) {
    var fault = faults.get(number);
    switch (fault.kind()) {
      case Fault.Kind.Crash crash -> each(fault, host -> restart(host, crash.wipe()));
      case Fault.Kind.Pause _ -> { // events come by themselves
      }
      case Fault.Kind.Partition partition -> network.heal(partition.cut());
      case Fault.Kind.Disturb worse -> disturb(fault, worse, -1);
      case Fault.Kind.Wire wire -> throw new IllegalStateException("no scenario has " + wire);
      case Fault.Kind.DiskStall _ -> { // a time
      }
      case Fault.Kind.DiskFull _ -> each(fault, host -> host.disk.full(-1));
      case Fault.Kind.ClockStep step -> each(fault, host -> host.clock.step(world.nowMicros(), -step.byMicros()));
      case Fault.Kind.ClockSkew _ -> each(fault, host -> host.clock.skew(world.nowMicros(), 0));
      case Fault.Kind.Byzantine lie -> repent(fault, lie);
    }
    recorder.healed(world.nowMicros());
  }

  private void crash(Host host) {
    if (host.crashes++ == 0) {
      host.up = false;
      host.incarnation++;
      host.timers.clear();
      host.streams.clear();
      host.cpuFree = 0;
      int lost = host.disk.crash();
      recorder.down(host.identity);
      recorder.count("writes_lost", lost);
      host.node().crash();
    }
  }

  private void restart(Host host, boolean wipe) {
    if (wipe) {
      host.disk.wipe();
    }
    if (--host.crashes == 0) {
      host.up = true;
      recorder.up(world.nowMicros(), host.identity);
      host.node().restart(host.nowMillis());
      world.link(host);
    }
  }

  private void disturb(Fault fault, Fault.Kind.Disturb worse, int sign) {
    for (int node : fault.nodes()) {
      network.disturb(node, sign * worse.lossPpm(), sign * worse.duplicatePpm(), sign * worse.delayMicros(),
          sign * worse.jitterMicros());
    }
  }

  private void lie(Fault fault, Fault.Kind.Byzantine lie, int number) {
    if (lie.behaviour() == Behaviour.TWINS) {
      part(lie, number);
      each(fault, host -> host.mute = false);
    }
    each(fault, host -> {
      host.lies.add(lie);
      if (lie.behaviour() == Behaviour.CLOCK_LIAR) {
        host.clock.step(world.nowMicros(), lie.micros());
      }
    });
  }

  private void repent(Fault fault, Fault.Kind.Byzantine lie) {
    each(fault, host -> {
      host.lies.remove(lie);
      if (lie.behaviour() == Behaviour.CLOCK_LIAR) {
        host.clock.step(world.nowMicros(), -lie.micros());
      }
    });
    if (lie.behaviour() == Behaviour.TWINS) {
      split = false;
      for (int node : fault.nodes()) {
        world.hosts(node)[1].mute = true;
      }
    }
  }

  /** Second twins talk to the other side: the nodes named, or a half that is drawn. */
  private void part(Fault.Kind.Byzantine lie, int number) {
    split = true;
    var honest = IntStream.range(0, world.nodes()).filter(node -> world.hosts(node).length == 1).toArray();
    var other = lie.other();
    if (other.length == 0) {
      var order = Topology.shuffled(honest.length, world.random().stream(RandomTree.WORLD, "twins " + number));
      other = Arrays.stream(order).limit(honest.length / 2).map(at -> honest[at]).toArray();
    }
    for (int node = 0; node < world.nodes(); node++) {
      world.hosts(node)[0].side = 0;
      if (world.hosts(node).length > 1) {
        world.hosts(node)[1].side = 1;
      }
    }
    for (int node : other) {
      if (world.hosts(node).length == 1) {
        world.hosts(node)[0].side = 1;
      }
    }
  }

  private void each(Fault fault, Consumer<Host> action) {
    for (int node : fault.nodes()) {
      for (var host : world.hosts(node)) {
        action.accept(host);
      }
    }
  }

  private static boolean makesTwins(Fault fault) {
    return fault.kind() instanceof Fault.Kind.Byzantine lie && lie.behaviour() == Behaviour.TWINS;
  }
}
