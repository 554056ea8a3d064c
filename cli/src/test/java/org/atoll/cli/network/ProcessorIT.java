package org.atoll.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processors of one validator that are killed, hang or are slow while it makes blocks (reliability.md T1): the state is
 * never wrong, the network does not wait, one that hangs is dropped. {@code -Datoll.network.processor.kills=1000} and
 * {@code -Datoll.network.processor.rounds=50} do more.
 */
@Timeout(7_200)
final class ProcessorIT {
  private static final Duration PATIENCE = Scale.patience();
  private static final int KILLS = Scale.of("processor.kills", 50);
  private static final int ROUNDS = Scale.of("processor.rounds", 1);
  private static final int NODE = 3;
  private static final List<Integer> ALL = List.of(0, 1, 2, 3);

  private final Random random = new Random(Scale.of("seed", 1));
  private final List<Process> processors = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void endProcessors() throws InterruptedException {
    for (var process : processors) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void givenLoad_whenProcessorsDieHangAndDawdle_thenStateIsRightAndNobodyWaits() throws Exception {
    try (var cluster = Cluster.make(folder.resolve("n"), 4, false, NetworkPlan.Ports.of(23_000))) {
      separate(cluster);
      start(cluster, "intkey");
      start(cluster, "seth");
      start(cluster, "seth");
      cluster.started(PATIENCE);
      cluster.awaitOn(List.of(NODE), PATIENCE, "has its processors", NodeHealth::hasStarted);
      try (var observer = new Observer(cluster); var traffic = new Traffic(cluster.clients, 20)) {
        Thread.sleep(2_000);
        killOneOfTwo(cluster, observer);
        for (int round = 0; round < ROUNDS; round++) {
          killBoth(cluster);
          hang(cluster);
          dawdle(cluster);
        }
        traffic.finish();
        var accepted = traffic.accepted();
        cluster.await(PATIENCE, "all " + accepted.size() + " accepted transactions are final",
            () -> observer.finalTransactions().keySet().containsAll(accepted));
        long height = cluster.highestFinal();
        cluster.awaitOn(ALL, PATIENCE, "in step", health -> health.inStep() && health.finalHeight() >= height);

        assertThat(observer.conflicts()).isEmpty();
        for (int node : ALL) {
          assertThat(cluster.network.log(node)).content().doesNotContain("safety.halt").doesNotContain("block.invalid");
        }
      }
    }
  }

  /** The node's processors are processes of the test. */
  private static void separate(Cluster cluster) throws Exception {
    var file = cluster.network.folder().resolve("node" + NODE).resolve("atoll.toml");
    var text = Files.readString(file);
    assertThat(text).contains("embedded = [\"evm\",\n  \"intkey\"]\nlisten = \"off\"");
    Files.writeString(file, text.replace("embedded = [\"evm\",\n  \"intkey\"]\nlisten = \"off\"",
        "embedded = []\nlisten = \"unix\""));
  }

  private Process start(Cluster cluster, String family) throws Exception {
    var own = cluster.network.folder().resolve("node" + NODE);
    var process = Launcher.ofThisProcess().start(List.of("-Xmx160m"), List.of("processor", family, "--connect",
        own.resolve("run").resolve("processor.sock").toString()), own.resolve("logs").resolve(family + ".log"));
    processors.add(process);
    return process;
  }

  /** One of two instances dies with work in hand: the other takes over. */
  private void killOneOfTwo(Cluster cluster, Observer observer) throws Exception {
    long began = System.nanoTime();
    for (int kill = 0; kill < KILLS; kill++) {
      int victim = 1 + kill % 2;
      Thread.sleep(random.nextInt(20, 2 * (int) Cluster.SLOT_MILLIS));
      processors.get(victim).destroyForcibly().waitFor();
      processors.set(victim, start(cluster, "seth"));
      processors.removeLast();
      cluster.awaitOn(List.of(NODE), PATIENCE, "has both again", health -> health.processors("evm") == 2);
    }
    var meanwhile = observer.intervals(NODE, began, System.nanoTime());
    System.out.println("one of two processors killed " + KILLS + " times: " + meanwhile);
    assertThat(meanwhile.p99()).as("delay beyond a slot").isLessThanOrEqualTo(Scale.bound(2 * Cluster.SLOT_MILLIS, 3_000));
  }

  /** The node waits, the others do not. */
  private void killBoth(Cluster cluster) throws Exception {
    processors.get(1).destroyForcibly().waitFor();
    processors.get(2).destroyForcibly().waitFor();
    long height = cluster.highestFinal();
    cluster.awaitOn(List.of(0, 1, 2), PATIENCE, "final without the node that has no processor",
        health -> health.finalHeight() > height + 2);
    cluster.awaitOn(List.of(NODE), PATIENCE, "says so", health -> health.reasons().contains("processor-missing"));
    processors.set(1, start(cluster, "seth"));
    processors.set(2, start(cluster, "seth"));
    processors.subList(3, processors.size()).clear();
    caughtUp(cluster);
  }

  /** SIGSTOP to both: dropped for their silence, taken again when they come back. */
  private void hang(Cluster cluster) throws Exception {
    signal("STOP", 1, 2);
    try {
      long began = System.nanoTime();
      cluster.awaitOn(List.of(NODE), PATIENCE, "drops those that hang",
          health -> health.reasons().contains("processor-missing"));
      System.out.println("hung processors dropped after " + (System.nanoTime() - began) / 1_000_000 + " ms");
      long height = cluster.highestFinal();
      cluster.awaitOn(List.of(0, 1, 2), PATIENCE, "final meanwhile", health -> health.finalHeight() > height + 2);
    } finally {
      signal("CONT", 1, 2);
    }
    caughtUp(cluster);
  }

  /** Runs a fifth of the time. */
  private void dawdle(Cluster cluster) throws Exception {
    for (int i = 0; i < 10; i++) {
      signal("STOP", 1, 2);
      Thread.sleep(200);
      signal("CONT", 1, 2);
      Thread.sleep(50);
    }
    caughtUp(cluster);
  }

  private static void caughtUp(Cluster cluster) throws Exception {
    long height = cluster.highestFinal();
    cluster.awaitOn(List.of(NODE), PATIENCE, "caught up", health -> health.hasStarted() && health.inStep()
        && health.finalHeight() > height);
  }

  private void signal(String name, int... indexes) throws Exception {
    var command = new ArrayList<String>(List.of("/bin/sh", "-c", "kill -" + name + " \"$@\"", "kill"));
    for (int index : indexes) {
      command.add(Long.toString(processors.get(index).pid()));
    }
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }
}
