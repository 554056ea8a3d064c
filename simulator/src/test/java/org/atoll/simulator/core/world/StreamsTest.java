package org.atoll.simulator.core.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.atoll.simulator.core.kernel.RandomTree;
import org.atoll.simulator.core.kernel.TraceHash;
import org.atoll.simulator.core.model.Cut;
import org.atoll.simulator.core.model.Delay;
import org.atoll.simulator.core.model.DiskModel;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.core.model.LinkModel;
import org.atoll.simulator.core.model.MessageKind;
import org.junit.jupiter.api.Test;

/** Node 0 dials node 1 and counts, a number every 100 ms. */
class StreamsTest {
  private static final long SECOND = 1_000_000;

  private final List<Talker> nodes = new ArrayList<>();

  private static final class Talker implements SimNode {
    final NodeContext context;
    final List<String> log = new ArrayList<>();
    int count;

    Talker(NodeContext context) {
      this.context = context;
    }

    @Override
    public void start(long nowMillis) {
      if (context.self() == 0) {
        context.dial(1, 1);
        context.setTimer(1, nowMillis + 100);
      }
    }

    @Override
    public void deliver(int from, Object message, long nowMillis) {
      throw new AssertionError("nobody sends messages");
    }

    @Override
    public void timer(long id, long nowMillis) {
      context.say(1, "frame " + count++, 100);
      context.setTimer(1, nowMillis + 100);
    }

    @Override
    public void submit(Object transaction, long nowMillis) {
      throw new AssertionError("no clients");
    }

    @Override
    public void opened(Opened connection, long nowMillis) {
      log.add(nowMillis + " opened " + connection.link() + " with " + connection.peer());
    }

    @Override
    public void said(long link, Object frame, long nowMillis) {
      log.add(nowMillis + " " + frame);
    }

    @Override
    public void closed(long link, String why, long nowMillis) {
      log.add(nowMillis + " closed " + link + ": " + why);
    }

    @Override
    public void crash() {
      log.add("crash");
    }

    @Override
    public void restart(long nowMillis) {
      log.add(nowMillis + " restart");
    }
  }

  @Test
  void bothEndsLearnOfAConnectionAndFramesFollow() {
    world(LinkModel.of(new Delay.Constant(20_000))).run(350_000);

    assertThat(nodes.getFirst().log).containsExactly("80 opened 1 with 1");
    assertThat(nodes.getLast().log).containsExactly("60 opened -1 with 0", "120 frame 0", "220 frame 1", "320 frame 2");
  }

  @Test
  void lossDelaysAndNothingIsMissingOrOutOfOrder() {
    world(new LinkModel(new Delay.Uniform(1_000, 90_000), 0, 300_000, 0, 0, 0, false)).run(60 * SECOND);

    var frames = nodes.getLast().log.stream().filter(line -> line.contains("frame"))
        .map(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1))).toList();
    assertThat(frames).hasSizeGreaterThan(450);
    for (int at = 1; at < frames.size(); at++) {
      assertThat(frames.get(at)).isEqualTo(frames.get(at - 1) + 1);
    }
  }

  @Test
  void aPartitionStallsAndEverythingArrivesAfterwards() {
    world(LinkModel.of(new Delay.Constant(20_000)), new Fault(SECOND, 4 * SECOND, new int[] {0, 1},
        new Fault.Kind.Partition(new Cut(new int[] {0, 1}, Cut.Direction.BOTH)))).run(6 * SECOND);

    var log = nodes.getLast().log;
    assertThat(log).noneMatch(line -> line.matches("(1[1-9]|2.|3.)\\d\\d .*")); // not from 1.1 s to 4 s
    assertThat(log).anyMatch(line -> line.endsWith(" frame 20"));
    assertThat(log.stream().filter(line -> line.contains("frame")).count()).isGreaterThan(50);
  }

  @Test
  void whoStartsAgainKnowsNothingOfOldConnections() {
    world(LinkModel.of(new Delay.Constant(20_000)),
        new Fault(SECOND, 2 * SECOND, new int[] {1}, new Fault.Kind.Crash(false))).run(5 * SECOND);

    assertThat(nodes.getFirst().log).containsExactly("80 opened 1 with 1", "2040 closed 1: connection reset");
    assertThat(nodes.getLast().log).endsWith("crash", "2000 restart");
  }

  private World world(LinkModel links, Fault... faults) {
    var setup = new WorldSetup(2, 0, links, 0, false, WorldSetup.Clocks.EXACT,
        new DiskModel(1_000, 0, 1_000_000_000, 0), 0, 0, 0, SECOND, List.of(faults));
    return new World(setup, new RandomTree(1), new Cluster() {
      @Override
      public Wire wire() {
        return new Wire() {
          @Override
          public MessageKind kind(Object message) {
            return MessageKind.OTHER;
          }

          @Override
          public long digest(Object message) {
            return TraceHash.of((String) message);
          }
        };
      }

      @Override
      public SimNode node(NodeContext context) {
        var node = new Talker(context);
        nodes.add(node);
        return node;
      }

      @Override
      public boolean connectsItself() {
        return true;
      }

      @Override
      public Object transaction(long number, SplittableRandom random) {
        return "pay";
      }
    });
  }
}
