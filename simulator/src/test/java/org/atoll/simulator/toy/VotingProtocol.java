package org.atoll.simulator.toy;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.atoll.simulator.core.kernel.TraceHash;
import org.atoll.simulator.core.model.MessageKind;
import org.atoll.simulator.core.world.Cluster;
import org.atoll.simulator.core.world.NodeContext;
import org.atoll.simulator.core.world.SimNode;
import org.atoll.simulator.core.world.Wire;
import org.atoll.simulator.run.ClusterSetup;
import org.atoll.simulator.run.Protocol;

/** Producers in slots, two rounds of votes over each block, locks that nobody lets go: safe, sometimes stuck. */
public final class VotingProtocol implements Protocol {
  static final long GENESIS = 1;

  sealed interface Message {
    long digest();
  }

  record Made(long key, long parent, long height, long slot, int producer, long root, int transactions)
      implements Message {
    @Override
    public long digest() {
      return TraceHash.mix(key + root);
    }
  }

  record Vote(int step, long block, long height, int voter) implements Message {
    @Override
    public long digest() {
      return TraceHash.mix(block * 31 + step * 7 + voter);
    }
  }

  record Ask(long fromHeight) implements Message {
    @Override
    public long digest() {
      return TraceHash.mix(fromHeight);
    }
  }

  record Answer(List<Made> blocks, long finalBlock) implements Message {
    @Override
    public long digest() {
      return TraceHash.mix(blocks.size() * 31L + finalBlock);
    }
  }

  record Payment(long number) implements Message {
    @Override
    public long digest() {
      return TraceHash.mix(number);
    }
  }

  @Override
  public String name() {
    return "voting";
  }

  @Override
  public Cluster cluster(ClusterSetup setup) {
    long slotMillis = (long) setup.params().getOrDefault("slot_ms", 3_000L);
    long executeMillis = (long) setup.params().getOrDefault("execute_ms", 20L);
    return new Cluster() {
      @Override
      public Wire wire() {
        return new VotingWire();
      }

      @Override
      public SimNode node(NodeContext context) {
        return new VotingNode(context, slotMillis, executeMillis);
      }

      @Override
      public Object transaction(long number, SplittableRandom random) {
        return new Payment(number);
      }
    };
  }

  private static final class VotingWire implements Wire {
    @Override
    public MessageKind kind(Object message) {
      return switch ((Message) message) {
        case Made _ -> MessageKind.BLOCK;
        case Vote _ -> MessageKind.VOTE;
        case Ask _, Answer _ -> MessageKind.SYNC;
        case Payment _ -> MessageKind.TRANSACTION;
      };
    }

    @Override
    public long digest(Object message) {
      return ((Message) message).digest();
    }

    @Override
    public int author(Object message) {
      return switch ((Message) message) {
        case Made made -> made.producer();
        case Vote vote -> vote.voter();
        case Ask _, Answer _, Payment _ -> -1;
      };
    }

    @Override
    public Optional<Object> conflicting(Object message) {
      return switch ((Message) message) {
        case Made made -> Optional.of(new Made(TraceHash.mix(made.key() + 1), made.parent(), made.height(),
            made.slot(), made.producer(), made.root(), made.transactions()));
        case Vote vote -> Optional.of(new Vote(vote.step(), TraceHash.mix(vote.block() + 1), vote.height(),
            vote.voter()));
        case Ask _, Answer _, Payment _ -> Optional.empty();
      };
    }

    @Override
    public Optional<Object> wrongRoot(Object message) {
      return message instanceof Made made ? Optional.of(new Made(made.key(), made.parent(), made.height(), made.slot(),
          made.producer(), made.root() + 1, made.transactions())) : Optional.empty();
    }

    @Override
    public boolean censored(Object message) {
      return message instanceof Payment payment && payment.number() % 2 == 0;
    }
  }
}
