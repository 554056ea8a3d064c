package org.atoll.simulator.atoll;

import java.util.List;
import org.atoll.gossip.core.Control;
import org.atoll.gossip.core.PeerRecord;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.simulator.core.world.NodeContext;
import org.atoll.simulator.core.world.Opened;
import org.atoll.simulator.core.world.SimNode;
import org.atoll.validator.peer.core.PeerMessage;
import org.jspecify.annotations.Nullable;

/** A validator over its lives: what outlives a crash, and the process while it runs. */
final class AtollNode implements SimNode {
  private final AtollCluster cluster;
  private final NodeContext world;
  private final Witness witness;
  private Guards guards = Guards.created();
  private FaultyStore store;
  private List<PeerRecord> book = List.of();
  private int lives;
  private @Nullable AtollProcess process;

  AtollNode(AtollCluster cluster, NodeContext world) {
    this.cluster = cluster;
    this.world = world;
    this.store = new FaultyStore(cluster::shared);
    this.witness = new Witness(cluster.ledger().genesis(), cluster.turns(), world.record());
  }

  @Override
  public void start(long nowMillis) {
    begin(List.of(), nowMillis);
  }

  /** @param book peers that the disk knows */
  private void begin(List<PeerRecord> book, long nowMillis) {
    var begun = new AtollProcess(cluster, world, new AtollProcess.Past(new Links.Past(lives++, book), guards, witness),
        OpenStore.open(store, cluster.ledger().genesis(), world), nowMillis);
    process = begun;
    begun.start(nowMillis);
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
  public void opened(Opened connection, long nowMillis) {
    running().links().opened(connection, nowMillis);
  }

  @Override
  public void said(long link, Object frame, long nowMillis) {
    running().links().said(link, (Control) frame, nowMillis);
  }

  @Override
  public void closed(long link, String why, long nowMillis) {
    running().links().closed(link, why, nowMillis);
  }

  @Override
  public void crash() {
    book = running().links().book();
    process = null;
  }

  @Override
  public void restart(long nowMillis) {
    if (world.stored().isEmpty()) { // another disk
      guards = Guards.lost();
      store = new FaultyStore(cluster::shared);
      witness.forget();
      book = List.of();
    } else {
      store.crashed(Math.toIntExact(world.stored().stream().filter(StoreThread.STORED::equals).count()));
    }
    begin(book, nowMillis);
  }

  private AtollProcess running() {
    var running = process;
    if (running == null) {
      throw new IllegalStateException("node " + world.self() + " is down");
    }
    return running;
  }
}
