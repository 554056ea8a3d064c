package org.atoll.bench.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.atoll.bench.load.BenchException;

/** A process that runs until it is closed; its output goes to a file. */
final class Daemon implements AutoCloseable {
  private static final long STOP_SECONDS = 10;
  private static final int TAIL = 600;

  private final String name;
  private final Process process;
  private final Path log;

  private Daemon(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  static Daemon start(String name, Path folder, List<String> command) throws IOException {
    var log = folder.resolve(name + ".log");
    var process = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start();
    return new Daemon(name, process, log);
  }

  /** Whether something is ready yet. */
  interface Probe {
    boolean ready() throws IOException;
  }

  /**
   * Waits until the probe says so; an IOException of the probe means not yet.
   *
   * @throws BenchException when the process ends or the time is over
   */
  void await(Probe probe, int seconds) throws BenchException, InterruptedException {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      try {
        if (probe.ready()) {
          return;
        }
      } catch (IOException notYet) {
        if (System.nanoTime() > giveUp) {
          throw new BenchException(name + " is not ready after " + seconds + " s: " + notYet.getMessage() + tail(),
              notYet);
        }
      }
      if (!process.isAlive()) {
        throw new BenchException(name + " ended with code " + process.exitValue() + tail());
      }
      if (System.nanoTime() > giveUp) {
        throw new BenchException(name + " is not ready after " + seconds + " s" + tail());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  long pid() {
    return process.pid();
  }

  String output() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private String tail() {
    try {
      var text = output().strip();
      return "; its last words:\n" + text.substring(Math.max(0, text.length() - TAIL));
    } catch (IOException unreadable) {
      return "; " + log + " cannot be read: " + unreadable.getMessage();
    }
  }

  /** As a crash: no chance to clean up. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Asks it to end; ends it after ten seconds. */
  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
