package org.atoll.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Blocks come as usual while one of five is down (reliability.md P2), slots of the one that is missing apart.
 * {@code -Datoll.network.seconds=60} watches for longer.
 */
@Timeout(3_600)
final class DegradedIT {
  private static final Duration PATIENCE = Scale.patience();
  private static final int SECONDS = Scale.of("seconds", 10);
  private static final int RATE = Scale.of("rate", 50);

  @TempDir Path folder;

  @Test
  void givenFiveValidators_whenOneIsDown_thenTheOthersGoOnAtTheirPace() throws Exception {
    try (var cluster = Cluster.start(folder.resolve("n"), 5, false, 22_000, PATIENCE);
        var observer = new Observer(cluster);
        var traffic = new Traffic(cluster.clients.subList(0, 4), RATE)) {
      Thread.sleep(3_000);
      long began = System.nanoTime();
      Thread.sleep(SECONDS * 1_000L);
      var usual = observer.intervals(0, began, System.nanoTime());
      cluster.network.kill(4);
      long killed = System.nanoTime();
      Thread.sleep(SECONDS * 1_000L);
      var degraded = observer.intervals(0, killed, System.nanoTime());
      System.out.println("five:          " + usual + "\none of five down: " + degraded);

      assertThat(degraded.p99()).isLessThanOrEqualTo(Scale.bound(usual.p99() * 3 / 2, 3_000));
      traffic.finish();
      var accepted = traffic.accepted();
      cluster.await(PATIENCE, "all " + accepted.size() + " accepted transactions are final",
          () -> observer.finalTransactions().keySet().containsAll(accepted));
      assertThat(observer.conflicts()).isEmpty();
      cluster.awaitOn(List.of(0, 1, 2, 3), PATIENCE, "in step", NodeHealth::inStep);
    }
  }
}
