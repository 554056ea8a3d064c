package org.atoll.cli.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The process of a network's fault proxies. */
final class ProxyProcess {
  private static final List<String> MEMORY = List.of("-Xmx256m", "-XX:ReservedCodeCacheSize=32m");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration STEP = Duration.ofMillis(50);

  private final Path network;
  private final Path pid;
  private final Path log;

  ProxyProcess(Path network) {
    this.network = network;
    this.pid = network.resolve("run").resolve("faults.pid");
    this.log = network.resolve("logs").resolve("faults.log");
  }

  /** Starts it unless it runs, and waits until it listens for all nodes. */
  void start(Launcher launcher) throws NetworkException, IOException, InterruptedException {
    var client = new FaultClient(network);
    var running = PidFile.read(pid);
    if (running.isPresent() && client.isUp()) {
      client.nodes();
      return;
    }
    Files.createDirectories(pid.getParent());
    Files.createDirectories(log.getParent());
    var process = launcher.start(MEMORY, List.of("network", "proxies", "--dir", network.toString()), log);
    PidFile.write(pid, process.toHandle());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!client.isUp()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new NetworkException(NetworkException.Kind.NOT_NOW, "the fault proxies do not start; see " + log + ": "
            + Files.readAllLines(log).stream().reduce((first, second) -> second).orElse("(nothing)"));
      }
      Thread.sleep(STEP);
    }
  }

  void end() throws IOException, InterruptedException {
    Optional<ProcessHandle> running = PidFile.read(pid);
    if (running.isPresent()) {
      running.get().destroy();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (running.get().isAlive() && System.nanoTime() < deadline) {
        Thread.sleep(STEP);
      }
      running.get().destroyForcibly();
    }
    Files.deleteIfExists(pid);
  }
}
