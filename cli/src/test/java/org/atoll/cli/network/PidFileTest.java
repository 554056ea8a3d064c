package org.atoll.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PidFileTest {
  @TempDir Path folder;

  @Test
  void givenARunningProcess_thenItIsFoundUntilItEnds() throws Exception {
    var file = folder.resolve("pid");
    var process = new ProcessBuilder("sleep", "60").start();
    PidFile.write(file, process.toHandle());
    assertThat(PidFile.read(file)).contains(process.toHandle());

    process.destroyForcibly().waitFor();

    assertThat(PidFile.read(file)).isEmpty();
  }

  /** The parent, which is a sleep by then, never asks for the exit code of its child. */
  @Test
  void givenAnEndedProcessThatNobodyAskedFor_thenItIsNotRunning() throws Exception {
    var file = folder.resolve("pid");
    var parent = new ProcessBuilder("sh", "-c", "sleep 1 & echo $!; exec sleep 60").start();
    try (var out = parent.inputReader()) {
      var child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      PidFile.write(file, child);
      assertThat(PidFile.read(file)).contains(child);
      while (PidFile.read(file).isPresent()) {
        Thread.sleep(20);
      }
      assertThat(Files.exists(Path.of("/proc", Long.toString(child.pid())))).isEqualTo(Files.exists(Path.of("/proc")));
    } finally {
      parent.destroyForcibly().waitFor();
    }
  }
}
