package org.atoll.cli.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of fault on one network of processes, under load: nothing conflicts, nothing accepted is lost. */
@Timeout(1_200)
final class FaultIT {
  private static final Duration PATIENCE = Scale.patience();
  private static final List<Integer> ALL = List.of(0, 1, 2, 3);

  @TempDir Path folder;

  @Test
  void givenEachKindOfFault_whenItEnds_thenAllNodesAreInStepAgain() throws Exception {
    try (var cluster = Cluster.startWithProxies(folder.resolve("n"), 4, 22_400, PATIENCE);
        var observer = new Observer(cluster); var traffic = new Traffic(cluster.clients, 10)) {
      var run = cluster.network.faults(System.out::println);
      cluster.fault("links", "all", "delay=60ms", "jitter=40ms", "loss_percent=1", "until=3s");
      cluster.fault("reset", "all");
      cluster.fault("half_open", "1");
      cluster.fault("flip", "2", "ppm=200", "until=2s");
      cluster.fault("drip", "3", "bytes_per_second=50", "until=2s");
      cluster.fault("refuse", "1", "until=1s");
      cluster.fault("pause", "2", "until=3s");
      cluster.fault("crash", "3", "wipe=true", "until=1s");
      assertThat(run.show()).isEmpty();
      long height = cluster.highestFinal();
      cluster.awaitOn(ALL, PATIENCE, "final after all of it", health -> health.finalHeight() > height + 3
          && health.inStep() && health.hasStarted());

      traffic.finish();
      var accepted = traffic.accepted();
      cluster.await(PATIENCE, "all " + accepted.size() + " accepted transactions are final",
          () -> observer.finalTransactions().keySet().containsAll(accepted));
      assertThat(observer.conflicts()).isEmpty();
    }
  }

  @Test
  void givenNoProxies_whenLinksAreToSuffer_thenItSaysWhatToDo() throws Exception {
    try (var cluster = Cluster.make(folder.resolve("n"), 4, false, NetworkPlan.Ports.of(22_400))) {
      assertThatThrownBy(() -> cluster.fault("partition", "0,1/2,3", "until=1s")).isInstanceOf(NetworkException.class)
          .hasMessageContaining("--faults");
      cluster.network.useProxies();
      assertThatThrownBy(() -> cluster.fault("partition", "0,1/2,3", "until=1s")).isInstanceOf(NetworkException.class)
          .hasMessageContaining("do not run");
    }
  }
}
