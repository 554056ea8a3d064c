package org.atoll.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.atoll.simulator.core.world.EventKind;
import org.atoll.simulator.core.world.EventListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Networks whose links the production peering makes. */
class AtollPeeringTest {
  private static final int MEMBERS = 7;

  /** Who is linked with whom, from what the nodes log. */
  private static final class Watch implements EventListener {
    final Map<Integer, TreeSet<Integer>> links = new HashMap<>();
    final List<String> downs = new ArrayList<>();

    @Override
    public void event(long number, long micros, int node, EventKind kind, long detail, @Nullable Object payload) {}

    @Override
    public void line(long micros, int node, String text) {
      var words = text.split("[ =]", -1);
      if (text.startsWith("peer.up ")) {
        links.computeIfAbsent(node, any -> new TreeSet<>()).add(Integer.parseInt(words[2]));
      } else if (text.startsWith("peer.down ")) {
        links.get(node).remove(Integer.parseInt(words[2]));
        downs.add(micros / 1_000_000 + " s, node " + node + ": " + text);
      }
    }
  }

  private static AtollNetwork discovering(int nodes, String duration) {
    return AtollNetwork.quick(nodes, duration).with("params", "producers = " + MEMBERS)
        .table("peering", "min = 4\nmax = 12\nbootstrap = [0, 1]");
  }

  @Test
  void givenTwoKnownNodes_thenMembersLinkDirectlyOthersFindEnoughAndAllFollow() {
    var watch = new Watch();

    var run = Runs.of(discovering(30, "60 s").toml(), 1, watch);

    assertThat(run.violations()).isEmpty();
    assertThat(Runs.value(run, "final_height")).isGreaterThan(80);
    assertThat(Runs.value(run, "final_height_lowest")).isGreaterThan(Runs.value(run, "final_height") - 3);
    for (int member = 0; member < MEMBERS; member++) {
      for (int other = 0; other < MEMBERS; other++) {
        assertThat(other == member || watch.links.get(member).contains(other)).isTrue();
      }
    }
    watch.links.forEach((node, peers) -> {
      assertThat(peers).hasSizeGreaterThanOrEqualTo(4);
      assertThat(peers.stream().filter(peer -> node >= MEMBERS || peer >= MEMBERS).count()).isLessThanOrEqualTo(12);
    });
  }

  @Test
  void givenAPartition_thenSilentLinksAreCutAndComeBack() {
    var watch = new Watch();
    var network = discovering(12, "60 s").fault("partition", 20, 40, "nodes = [0, 1, \"9..11\"]");

    var run = Runs.of(network.toml(), 1, watch);

    assertThat(run.violations()).isEmpty();
    assertThat(watch.downs).isNotEmpty().allMatch(line -> line.matches("2[5-9] s, .*"));
    assertThat(watch.downs).anyMatch(line -> line.contains("why=\"silent\""));
    assertThat(watch.links.get(0)).contains(1, 2, 3, 4, 5, 6);
    assertThat(Runs.value(run, "recovery_ms")).isLessThan(5_000);
    assertThat(Runs.value(run, "final_height_lowest")).isGreaterThan(Runs.value(run, "final_height") - 3);
  }

  @Test
  void givenAShortPartition_thenNoLinkIsLost() {
    var watch = new Watch();

    var run = Runs.of(discovering(12, "40 s").fault("partition", 20, 24, "nodes = [0, 1]").toml(), 1, watch);

    assertThat(run.violations()).isEmpty();
    assertThat(watch.downs).isEmpty();
  }
}
