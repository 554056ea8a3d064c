package org.atoll.simulator.core.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.atoll.simulator.core.kernel.RandomTree;
import org.atoll.simulator.core.kernel.TraceHash;
import org.atoll.simulator.core.model.Behaviour;
import org.atoll.simulator.core.model.Delay;
import org.atoll.simulator.core.model.DiskModel;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.core.model.LinkModel;
import org.atoll.simulator.core.model.MessageKind;
import org.junit.jupiter.api.Test;

/** Two nodes that note what happens to them. */
class WorldTest {
  private static final long SECOND = 1_000_000;

  private final List<Scripted> nodes = new ArrayList<>();

  private static final class Scripted implements SimNode {
    final NodeContext context;
    final List<String> log = new ArrayList<>();

    Scripted(NodeContext context) {
      this.context = context;
    }

    @Override
    public void start(long nowMillis) {
      log.add(nowMillis + " start");
      context.setTimer(1, nowMillis + 1_000);
      context.setTimer(2, nowMillis + 700);
      context.setTimer(2, nowMillis + 900);
      context.setTimer(3, nowMillis + 500);
      context.cancelTimer(3);
    }

    @Override
    public void deliver(int from, Object message, long nowMillis) {
      log.add(nowMillis + " " + message + " from " + from);
    }

    @Override
    public void timer(long id, long nowMillis) {
      log.add(nowMillis + " timer " + id);
      if (id == 1) {
        context.broadcast("tick", 100);
        context.write("entry", 10);
        context.sync(now -> log.add("synced"));
        context.execute(50_000, now -> log.add(now + " executed"));
        context.execute(50_000, now -> log.add(now + " executed"));
        context.setTimer(1, nowMillis + 1_000);
      }
    }

    @Override
    public void submit(Object transaction, long nowMillis) {
      log.add(nowMillis + " submit");
    }

    @Override
    public void crash() {
      log.add("crash");
    }

    @Override
    public void restart(long nowMillis) {
      log.add(nowMillis + " restart with " + context.stored());
    }
  }

  @Test
  void timersMovesCancelsMessagesAndWorkHappenOnTime() {
    world().run(1_200_000);

    assertThat(nodes.getFirst().log).containsExactly("0 start", "900 timer 2", "1000 timer 1", "synced",
        "1020 tick from 1", "1050 executed", "1100 executed");
  }

  @Test
  void aCrashDropsTimersMessagesAndCompletions() {
    world(fault(1_010_000, 3 * SECOND, new Fault.Kind.Crash(false))).run(5 * SECOND);

    assertThat(nodes.getFirst().log).containsExactly("0 start", "900 timer 2", "1000 timer 1", "synced", "crash",
        "3000 restart with [entry]", "3020 tick from 1", "4020 tick from 1");
  }

  @Test
  void aWipedDiskIsEmpty() {
    world(fault(1_010_000, 3 * SECOND, new Fault.Kind.Crash(true))).run(3 * SECOND);

    assertThat(nodes.getFirst().log).endsWith("3000 restart with []");
  }

  @Test
  void crashesThatOverlapEndWithTheLast() {
    world(fault(SECOND / 2, 3 * SECOND, new Fault.Kind.Crash(false)),
        fault(SECOND, 4 * SECOND, new Fault.Kind.Crash(false))).run(4 * SECOND + 1);

    assertThat(nodes.getFirst().log).containsExactly("0 start", "crash", "4000 restart with []");
  }

  @Test
  void aPausedNodeFindsEverythingWaiting() {
    world(fault(950_000, 1_500_000, new Fault.Kind.Pause())).run(1_550_000);

    assertThat(nodes.getFirst().log).startsWith("0 start", "900 timer 2", "1500 timer 1", "1500 tick from 1");
  }

  @Test
  void aStalledDiskKeepsOneWaiting() {
    world(fault(500_000, 2_500_000, new Fault.Kind.DiskStall())).run(2_400_000);
    assertThat(nodes.getFirst().log).doesNotContain("synced");
    assertThat(nodes.getLast().log).contains("synced");
  }

  @Test
  void aSteppedClockIsSeenByTheNode() {
    world(fault(100_000, 2 * SECOND, new Fault.Kind.ClockStep(5 * SECOND))).run(2_020_000);

    assertThat(nodes.getFirst().log).contains("5900 timer 2", "6000 timer 1", "6020 tick from 1")
        .endsWith("2020 tick from 1");
  }

  @Test
  void silenceIsHeardByNobody() {
    world(fault(0, Long.MAX_VALUE, new Fault.Kind.Byzantine(Behaviour.SILENT, 0, new int[0]))).run(5 * SECOND);

    assertThat(nodes.getLast().log).noneMatch(line -> line.contains("from 0"));
    assertThat(nodes.getFirst().log).anyMatch(line -> line.contains("from 1"));
  }

  @Test
  void aMessageUnderWayWhenItsSenderCrashesArrives() {
    world(fault(1_005_000, 3 * SECOND, new Fault.Kind.Crash(false))).run(1_100_000);

    assertThat(nodes.getLast().log).contains("1020 tick from 0");
  }

  private static Fault fault(long at, long until, Fault.Kind kind) {
    return new Fault(at, until, new int[] {0}, kind);
  }

  private World world(Fault... faults) {
    var setup = new WorldSetup(2, 0, LinkModel.of(new Delay.Constant(20_000)), 0, false, WorldSetup.Clocks.EXACT,
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
        var node = new Scripted(context);
        nodes.add(node);
        return node;
      }

      @Override
      public Object transaction(long number, SplittableRandom random) {
        return "pay";
      }
    });
  }
}
