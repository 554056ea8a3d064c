package org.atoll.cli.network;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.core.model.Fault.Harm;
import org.atoll.simulator.core.model.Fault.Kind;

/** Plays faults on a network that runs. Used by one thread, except {@link #heal}. */
public final class FaultRun {
  private final LocalNetwork network;
  private final FaultClient proxies;
  private final Consumer<String> say;
  private final Set<Integer> crashed = new HashSet<>();

  FaultRun(LocalNetwork network, FaultClient proxies, Consumer<String> say) {
    this.network = network;
    this.proxies = proxies;
    this.say = say;
  }

  /** Returns when the last of them has ended, or begun if it has no end. */
  public void play(FaultSchedule schedule) throws NetworkException, IOException, InterruptedException {
    if (schedule.harmsLinks()) {
      network.requireProxies();
    }
    long began = System.nanoTime();
    for (var step : schedule.steps()) {
      long wait = step.atMillis() - Duration.ofNanos(System.nanoTime() - began).toMillis();
      Thread.sleep(Math.max(0, wait));
      take(step, schedule.harmsLinks());
    }
  }

  private void take(FaultSchedule.Step step, boolean links) throws NetworkException, IOException, InterruptedException {
    if (links) {
      proxies.plan(LinkHarms.of(step.active(), network.file().nodes().size()));
    }
    for (var fault : step.ends()) {
      end(fault);
      say.accept("over    " + FaultSchedule.describe(fault));
    }
    for (var fault : step.begins()) {
      begin(fault);
      say.accept("begins  " + FaultSchedule.describe(fault));
    }
  }

  private void begin(Fault fault) throws NetworkException, IOException, InterruptedException {
    int nodes = network.file().nodes().size();
    switch (fault.kind()) {
      case Kind.Crash(var wipe) -> {
        for (int node : fault.nodes()) {
          network.kill(node);
          if (wipe) {
            network.wipe(node);
          }
          if (fault.ends()) {
            crashed.add(node);
          }
        }
      }
      case Kind.Pause _ -> network.signal("STOP", boxed(fault));
      case Kind.Wire(var harm, var _) when harm == Harm.RESET -> proxies.reset(fault, nodes);
      case Kind.Wire(var harm, var _) when harm == Harm.HALF_OPEN -> proxies.halfOpen(fault, nodes);
      case Kind.Wire _, Kind.Partition _, Kind.Disturb _ -> {} // planned
      case Kind.DiskStall _, Kind.DiskFull _, Kind.ClockStep _, Kind.ClockSkew _, Kind.Byzantine _ ->
          throw new IllegalStateException("not of processes: " + fault);
    }
  }

  private void end(Fault fault) throws NetworkException, IOException, InterruptedException {
    if (fault.kind() instanceof Kind.Pause) {
      network.signal("CONT", boxed(fault));
    } else if (fault.kind() instanceof Kind.Crash) {
      for (int node : fault.nodes()) {
        network.start(node);
        crashed.remove(node);
      }
    }
  }

  private static List<Integer> boxed(Fault fault) {
    return IntStream.of(fault.nodes()).boxed().toList();
  }

  /** Ends what goes on, whoever began it: links are clear, nobody is paused. Nodes this run was to start are started. */
  public void heal() throws NetworkException, IOException, InterruptedException {
    var file = network.file();
    if (file.proxies() != 0 && proxies.isUp()) {
      proxies.plan(LinkHarms.of(List.of(), file.nodes().size()));
    }
    network.signal("CONT", IntStream.range(0, file.nodes().size()).boxed().toList());
    for (int node : new ArrayList<>(crashed)) {
      network.start(node);
      crashed.remove(node);
    }
  }

  /** A line for each link that suffers: its name, what happens to bytes of the node that dialled, and to the others. */
  public List<String> show() throws NetworkException, IOException {
    network.requireProxies();
    return proxies.show();
  }
}
