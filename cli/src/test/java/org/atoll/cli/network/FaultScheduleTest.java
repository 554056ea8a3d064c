package org.atoll.cli.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.atoll.gossip.fault.FaultPlan;
import org.atoll.simulator.core.model.Fault;
import org.atoll.simulator.scenario.FaultPlans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan does to links, and when. */
final class FaultScheduleTest {
  @Test
  void aPartitionBlocksWhatCrossesIt() {
    var links = LinkHarms.of(faults("partition 0,1/2,3"), 4);

    assertThat(links).hasSize(12);
    assertThat(links.get("0>1").isClear()).isTrue();
    assertThat(links.get("2>3").isClear()).isTrue();
    for (var link : List.of("0>2", "0>3", "1>2", "3>1")) {
      assertThat(links.get(link)).isEqualTo(new LinkHarms.Directions(FaultPlan.BLOCKED, FaultPlan.BLOCKED));
    }
  }

  @Test
  void aOneWayCutBlocksThatWayOfBothLinks() {
    var links = LinkHarms.of(faults("partition 1 direction=outward"), 3); // node 1 hears and is not heard

    assertThat(links.get("1>0")).isEqualTo(new LinkHarms.Directions(FaultPlan.BLOCKED, FaultPlan.CLEAR));
    assertThat(links.get("0>1")).isEqualTo(new LinkHarms.Directions(FaultPlan.CLEAR, FaultPlan.BLOCKED));
    assertThat(links.get("0>2").isClear()).isTrue();
  }

  @Test
  void troublesOfBothEndsAddUpAndFaultsCombine() {
    var links = LinkHarms.of(faults("links 1,2 delay=100ms loss_percent=1", "flip 2 ppm=7", "drip 0 bytes_per_second=9"),
        4);

    assertThat(links.get("1>3").forward()).isEqualTo(FaultPlan.parse("delay=100 loss=10"));
    assertThat(links.get("1>2").forward()).isEqualTo(FaultPlan.parse("delay=200 loss=20 corrupt=7"));
    assertThat(links.get("0>2").backward()).isEqualTo(FaultPlan.parse("delay=100 loss=10 corrupt=7 rate=9"));
    assertThat(LinkHarms.of(faults("links 1 jitter=40ms"), 2).get("0>1").forward())
        .isEqualTo(FaultPlan.parse("delay=20 jitter=100"));
  }

  @Test
  void stepsComeInOrderWithWhatHoldsThen() throws NetworkException {
    var schedule = FaultSchedule.of(faults("pause 1 at=2s until=5s", "partition 0/1 until=2s", "crash 0 at=3s"));

    var steps = schedule.steps();

    assertThat(steps).extracting(FaultSchedule.Step::atMillis).containsExactly(0L, 2_000L, 3_000L, 5_000L);
    assertThat(steps).extracting(step -> step.begins().size()).containsExactly(1, 1, 1, 0);
    assertThat(steps).extracting(step -> step.ends().size()).containsExactly(0, 1, 0, 1);
    assertThat(steps).extracting(step -> step.active().size()).containsExactly(1, 1, 2, 1);
    assertThat(schedule.harmsLinks()).isTrue();
    assertThat(FaultSchedule.of(faults("pause 1")).harmsLinks()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"disk_full 1", "disk_stall 1", "clock_step 1 by=5s", "clock_skew 1 ppm=50", "equivocate 1",
      "links 1 duplicate_percent=1"})
  void whatOnlyTheSimulatorCanIsRefused(String plan) {
    assertThatThrownBy(() -> FaultSchedule.of(faults(plan))).isInstanceOf(NetworkException.class)
        .hasMessageContaining("atoll sim run");
  }

  @Test
  void faultsAreDescribed() {
    assertThat(faults("partition 0,1/2,3 direction=inward", "links 1 delay=5ms loss_percent=0.5", "drip 2", "pause 0,1",
        "crash 3 wipe=true")).extracting(FaultSchedule::describe).containsExactly("partition 0,1/2,3 inward",
            "links 1 delay 5 ms jitter 0 ms loss 0.5 %", "drip 2 1", "pause 0,1", "crash 3 wipe");
  }

  @Test
  void nodesDialEachOtherThroughTheProxies() {
    var nodes = List.of(new NetworkFile.Node(0, true, 1, 2, 700), new NetworkFile.Node(1, true, 2, 3, 701));
    var ports = new ProxyPorts(5_000);

    var rewrite = ports.rewrite(new NetworkFile(1, 500, false, 5_000, nodes), 1);

    assertThat(rewrite).startsWith("127.0.0.1:700=127.0.0.1:5032,127.0.0.1:702=127.0.0.1:5034,");
    assertThat(rewrite).doesNotContain("127.0.0.1:701=");
    assertThat(ports.of(31, 31)).isLessThan(5_000 + ProxyPorts.COUNT);
  }

  private static List<Fault> faults(String... plans) {
    return Stream.of(plans).map(plan -> FaultPlans.one(List.of(plan.split(" ", -1)), 4, new SplittableRandom(1)))
        .toList();
  }
}
