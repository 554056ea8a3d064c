package org.atoll.simulator.toy;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.atoll.simulator.core.kernel.Samplers;
import org.atoll.simulator.core.model.MessageKind;
import org.atoll.simulator.core.world.Cluster;
import org.atoll.simulator.core.world.NodeContext;
import org.atoll.simulator.core.world.SimNode;
import org.atoll.simulator.core.world.Wire;
import org.atoll.simulator.run.ClusterSetup;
import org.atoll.simulator.run.Protocol;

/** Longest chain with exponential waits: closed forms C3 and C4 say what must come out. */
public final class PoissonProtocol implements Protocol {
  private record Found(long key, long parent, long height, int producer) {}

  @Override
  public String name() {
    return "poisson";
  }

  @Override
  public Cluster cluster(ClusterSetup setup) {
    long interval = (long) setup.params().getOrDefault("interval_ms", 3_000L);
    return new Cluster() {
      @Override
      public Wire wire() {
        return new FoundWire();
      }

      @Override
      public SimNode node(NodeContext context) {
        return new Miner(context, interval * setup.nodes());
      }

      @Override
      public Object transaction(long number, SplittableRandom random) {
        return number;
      }
    };
  }

  private static final class FoundWire implements Wire {
    @Override
    public MessageKind kind(Object message) {
      return message instanceof Found ? MessageKind.BLOCK : MessageKind.TRANSACTION;
    }

    @Override
    public long digest(Object message) {
      return message instanceof Found found ? found.key() : (Long) message;
    }
  }

  private static final class Miner implements SimNode {
    private final NodeContext context;
    private final long meanMillis;
    private final SplittableRandom waits;
    private final Map<Long, Found> blocks = new HashMap<>();
    private final Map<Long, Found> orphans = new HashMap<>();
    private Found head = new Found(0, -1, 0, -1);

    Miner(NodeContext context, long meanMillis) {
      this.context = context;
      this.meanMillis = meanMillis;
      waits = context.random("waits");
    }

    @Override
    public void start(long nowMillis) {
      blocks.put(0L, head);
      arm(nowMillis);
    }

    @Override
    public void timer(long id, long nowMillis) {
      var found = new Found(waits.nextLong() | 1, head.key(), head.height() + 1, context.self());
      context.broadcast(found, 1_000);
      accept(found);
      arm(nowMillis);
    }

    @Override
    public void deliver(int from, Object message, long nowMillis) {
      if (message instanceof Found found && !blocks.containsKey(found.key())) {
        if (blocks.containsKey(found.parent())) {
          accept(found);
          for (int peer : context.peers()) {
            if (peer != from && context.peers().length < context.nodes() - 1) {
              context.send(peer, found, 1_000);
            }
          }
        } else {
          orphans.put(found.parent(), found);
        }
      }
    }

    @Override
    public void submit(Object transaction, long nowMillis) {}

    @Override
    public void crash() {}

    @Override
    public void restart(long nowMillis) {
      arm(nowMillis);
    }

    private void arm(long nowMillis) {
      context.setTimer(1, nowMillis + Math.max(1, Samplers.exponential(waits, meanMillis)));
    }

    private void accept(Found found) {
      blocks.put(found.key(), found);
      context.record().block(found.key(), found.parent(), found.height(), found.producer(), 0, 1_000);
      if (found.height() > head.height()) {
        int reorg = found.parent() == head.key() ? 0 : 1;
        head = found;
        context.record().head(found.key(), found.height(), reorg);
      }
      var next = orphans.remove(found.key());
      if (next != null) {
        accept(next);
      }
    }
  }
}
