package org.atoll.simulator.core.world;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.atoll.simulator.core.metrics.NodeRecorder;
import org.atoll.simulator.core.metrics.RecordingView;
import org.atoll.simulator.core.model.Disk;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.core.model.NodeClock;
import org.jspecify.annotations.Nullable;

/** The machine a node runs on. */
final class Host implements NodeContext {
  final int instance;
  final int identity;
  final NodeClock clock;
  final Disk disk;
  final Timers timers = new Timers();
  final Streams.Table streams = new Streams.Table();
  final List<Fault.Kind.Byzantine> lies = new ArrayList<>();
  private final World world;
  private final NodeRecorder recorder;
  private @Nullable SimNode node;
  int incarnation;
  int crashes; // that have not ended
  boolean up = true;
  boolean mute; // a twin that is not there yet
  int side;
  long pausedUntil;
  long cpuFree;

  Host(World world, int instance, int identity, NodeClock clock, Disk disk) {
    this.world = world;
    this.instance = instance;
    this.identity = identity;
    this.clock = clock;
    this.disk = disk;
    recorder = new RecordingView(world.recorder(), identity, world::nowMicros);
  }

  void inhabit(SimNode inhabitant) {
    node = inhabitant;
  }

  SimNode node() {
    if (node == null) {
      throw new IllegalStateException("node " + instance + " is not made yet");
    }
    return node;
  }

  long nowMillis() {
    return clock.millis(world.nowMicros());
  }

  @Override
  public int self() {
    return identity;
  }

  @Override
  public int nodes() {
    return world.nodes();
  }

  @Override
  public int[] peers() {
    return world.peers(identity);
  }

  @Override
  public void send(int to, Object message, int sizeBytes) {
    world.send(this, to, message, sizeBytes);
  }

  @Override
  public void broadcast(Object message, int sizeBytes) {
    for (int peer : world.peers(identity)) {
      world.send(this, peer, message, sizeBytes);
    }
  }

  @Override
  public void dial(long link, int to) {
    world.streams().dial(this, link, to);
  }

  @Override
  public void say(long link, Object frame, int sizeBytes) {
    world.streams().say(this, link, frame, sizeBytes);
  }

  @Override
  public void hangUp(long link, String why) {
    world.streams().hangUp(this, link, why);
  }

  @Override
  public long steadyMillis() {
    return world.nowMicros() / 1_000;
  }

  @Override
  public void setTimer(long id, long atMillis) {
    long when = clock.whenShows(atMillis, world.nowMicros());
    timers.set(id, world.schedule(when, EventKind.TIMER, instance, id, incarnation, null));
  }

  @Override
  public void cancelTimer(long id) {
    timers.cancel(id);
  }

  @Override
  public void execute(long cpuMicros, Completion completion) {
    cpuFree = Math.max(cpuFree, world.nowMicros()) + cpuMicros;
    world.recorder().cpu(cpuMicros);
    world.schedule(cpuFree, EventKind.EXECUTED, instance, 0, incarnation, completion);
  }

  @Override
  public boolean write(Object entry, int sizeBytes) {
    return disk.write(entry, sizeBytes);
  }

  @Override
  public void sync(Completion completion) {
    long done = disk.sync(world.nowMicros());
    world.schedule(done, EventKind.SYNCED, instance, disk.written(), incarnation, completion);
  }

  @Override
  public List<Object> stored() {
    return disk.records();
  }

  @Override
  public void compact(List<?> entries) {
    disk.replaceAll(List.copyOf(entries));
  }

  @Override
  public SplittableRandom random(String purpose) {
    return world.random().stream(instance, purpose);
  }

  @Override
  public NodeRecorder record() {
    return recorder;
  }

  @Override
  public void log(String line) {
    world.line(instance, line);
  }
}
