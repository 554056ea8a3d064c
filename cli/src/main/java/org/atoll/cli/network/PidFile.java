package org.atoll.cli.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Which process runs something, with its start so that another one with the same number is not taken for it. */
final class PidFile {
  /** The system's clock may be set while a process runs, which shifts what its start is said to be. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private PidFile() {}

  static void write(Path file, ProcessHandle process) throws IOException {
    Files.writeString(file, process.pid() + " " + started(process).map(Instant::toEpochMilli).orElse(0L) + "\n");
  }

  /** Empty when it is not running. */
  static Optional<ProcessHandle> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var parts = Files.readString(file).strip().split(" ");
    try {
      long pid = Long.parseLong(parts[0]);
      var start = Instant.ofEpochMilli(Long.parseLong(parts[1]));
      if (hasEnded(pid)) {
        return Optional.empty();
      }
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process ->
          started(process).map(actual -> Duration.between(start, actual).abs().compareTo(TOLERANCE) < 0).orElse(true));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException torn) {
      throw new IOException(file + " is damaged; remove it after making sure that no such process runs", torn);
    }
  }

  /** Linux keeps a process that has ended until its parent has asked for the exit code, which not every init does at once. */
  private static boolean hasEnded(long pid) {
    var stat = Path.of("/proc", Long.toString(pid), "stat");
    if (!Files.exists(stat)) {
      return false; // another system, or gone meanwhile
    }
    try {
      var text = Files.readString(stat);
      return "ZX".indexOf(text.charAt(text.lastIndexOf(')') + 2)) >= 0;
    } catch (IOException gone) { // between the two looks
      return true;
    }
  }

  private static Optional<Instant> started(ProcessHandle process) {
    return process.info().startInstant();
  }
}
