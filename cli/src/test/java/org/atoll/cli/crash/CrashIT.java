package org.atoll.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real processes, killed at random moments under load, on the same folder again and again. */
final class CrashIT {
  private static final int KILLS = 10;
  private static final int MAX_BEFORE_KILL = 300;
  private static final long MINED_MILLIS = 30_000;

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({"0, 1", "100, 2"})
  void givenTransfersUnderWay_whenKilledAndStarted_thenNothingAcceptedOrShownIsLost(long blockTimeMillis, long seed)
      throws Exception {
    var random = new Random(seed);
    var data = temporary.resolve("data");
    var load = new TransferLoad(random);
    for (int kill = 0; kill < KILLS; kill++) {
      try (var node = NodeProcess.start(data, blockTimeMillis)) {
        var rpc = node.awaitReady();
        load.checkReceipts(rpc);
        load.resendUnanswered(rpc);
        load.awaitMined(rpc, MINED_MILLIS);
        load.checkChain(rpc);
        load.run(rpc, random.nextInt(1, MAX_BEFORE_KILL));
        node.kill();
      }
      StateCheck.recompute(data);
      if (random.nextInt(3) == 0) { // again while it starts
        try (var node = NodeProcess.start(data, blockTimeMillis)) {
          node.killAfter(Duration.ofMillis(random.nextInt(1, 3_000)));
        }
      }
    }
    try (var node = NodeProcess.start(data, blockTimeMillis)) {
      var rpc = node.awaitReady();
      load.resendUnanswered(rpc);
      load.awaitMined(rpc, MINED_MILLIS);
      load.checkReceipts(rpc);
      load.checkChain(rpc);
      load.run(rpc, 20);
      load.resendUnanswered(rpc);
      load.awaitMined(rpc, MINED_MILLIS);
      load.checkChain(rpc);
    }
    assertThat(load.receiptCount()).isGreaterThan(KILLS);
  }

  @Test
  void givenTransfersUnderWay_whenTerminated_thenTheNodeEndsInOrderWithinFiveSeconds() throws Exception {
    var data = temporary.resolve("data");
    var load = new TransferLoad(new Random(3));
    try (var node = NodeProcess.start(data, 0)) {
      var rpc = node.awaitReady();
      var sending = Thread.ofPlatform().start(() -> {
        try {
          load.run(rpc, Integer.MAX_VALUE); // until the node is gone
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
        }
      });
      while (load.acceptedCount() < 50 && sending.isAlive()) {
        Thread.onSpinWait();
      }
      long began = System.nanoTime();

      int code = node.terminate(Duration.ofSeconds(10));

      long millis = (System.nanoTime() - began) / 1_000_000;
      sending.join();
      assertThat(code).as(node.errors()).isZero();
      assertThat(millis).isLessThan(5_000);
      assertThat(node.errors()).doesNotContain("Exception");
    }
    try (var node = NodeProcess.start(data, 0)) {
      var rpc = node.awaitReady();
      load.checkReceipts(rpc);
      load.resendUnanswered(rpc);
      load.awaitMined(rpc, MINED_MILLIS);
      load.checkChain(rpc);
    }
  }

  @Test
  void givenARunningNode_whenASecondIsStartedOnItsFolder_thenThatSaysSoAndTheFirstGoesOn() throws Exception {
    var data = temporary.resolve("data");
    try (var first = NodeProcess.start(data, 0)) {
      var rpc = first.awaitReady();
      try (var second = NodeProcess.start(data, 0)) {
        assertThat(second.exitCode(Duration.ofSeconds(60))).isEqualTo(75);
        assertThat(second.errors().lines()).containsExactly(
            "atoll: another process has " + data.resolve("data") + " open");
      }
      var load = new TransferLoad(new Random(4));
      load.run(rpc, 10);
      load.resendUnanswered(rpc);
      load.awaitMined(rpc, MINED_MILLIS);
      load.checkChain(rpc);
    }
    assertThat(Files.exists(data.resolve("data"))).isTrue();
  }
}
