package org.atoll.simulator.atoll;

import java.util.List;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.simulator.core.world.NodeContext;
import org.atoll.simulator.core.world.SimNode;
import org.atoll.validator.peer.core.PeerMessage;
import org.jspecify.annotations.Nullable;

/** A validator over its lives: what outlives a crash, and the process while it runs. */
final class AtollNode implements SimNode {
  private final AtollCluster cluster;
  private final NodeContext world;
  private final Witness witness;
  private Guards guards = Guards.created();
  private @Nullable AtollProcess process;

  AtollNode(AtollCluster cluster, NodeContext world) {
    this.cluster = cluster;
    this.world = world;
    this.witness = new Witness(cluster.ledger().genesis(), world.record());
  }

  @Override
  public void start(long nowMillis) {
    world.compact(List.of(new NodeStore.Entry.Begin()));
    var begun = begin(nowMillis);
    for (int peer : world.peers()) {
      begun.linked(peer, nowMillis);
    }
  }

  private AtollProcess begin(long nowMillis) {
    var store = new NodeStore(cluster.ledger().genesis());
    world.stored().forEach(entry -> store.apply((NodeStore.Entry) entry));
    var begun = new AtollProcess(cluster, world, guards, witness, store, nowMillis);
    process = begun;
    begun.start(nowMillis);
    return begun;
  }

  @Override
  public void deliver(int from, Object message, long nowMillis) {
    running().received(from, (PeerMessage) message, nowMillis);
  }

  @Override
  public void timer(long id, long nowMillis) {
    running().timer(id, nowMillis);
  }

  @Override
  public void submit(Object transaction, long nowMillis) {
    running().submit(List.of((BatchView) transaction), nowMillis);
  }

  @Override
  public void linked(int peer, long nowMillis) {
    running().linked(peer, nowMillis);
  }

  @Override
  public void crash() {
    process = null;
  }

  @Override
  public void restart(long nowMillis) {
    if (world.stored().isEmpty()) { // another disk
      guards = Guards.lost();
      world.compact(List.of(new NodeStore.Entry.Begin()));
      witness.forget();
    }
    begin(nowMillis);
  }

  private AtollProcess running() {
    var running = process;
    if (running == null) {
      throw new IllegalStateException("node " + world.self() + " is down");
    }
    return running;
  }
}
