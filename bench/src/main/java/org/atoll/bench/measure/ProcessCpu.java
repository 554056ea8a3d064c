package org.atoll.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** CPU time of processes, from Linux's /proc. */
public final class ProcessCpu {
  /** USER_HZ: what the kernel reports in, on every architecture Atoll runs on. */
  private static final long TICKS_PER_SECOND = 100;
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private ProcessCpu() {}

  /**
   * User and system time of all threads so far, those that ended included, in steps of 10 ms.
   *
   * @throws IOException when there is no such process
   */
  public static Duration of(long pid) throws IOException {
    return parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
  }

  /**
   * The same to the nanosecond, but of the threads that live: for short measurements of processes that keep theirs.
   *
   * @throws IOException when there is no such process
   */
  public static Duration exactly(long pid) throws IOException {
    long nanos = 0;
    try (var threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
      for (var thread : threads) {
        try {
          nanos += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
        } catch (NoSuchFileException ended) {
          continue;
        }
      }
    }
    return Duration.ofNanos(nanos);
  }

  /** The stat line: the command's name, which may hold anything, ends at the last parenthesis. */
  static Duration parse(String stat) throws IOException {
    var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    if (fields.length <= SYSTEM) {
      throw new IOException("unknown form of /proc/PID/stat: " + stat.strip());
    }
    long ticks = Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
    return Duration.ofMillis(ticks * 1_000 / TICKS_PER_SECOND);
  }

  /** The machine's load average over the last minute; negative where there is none. */
  public static double loadAverage() {
    return java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
