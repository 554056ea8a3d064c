package org.atoll.simulator.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where and with what a simulation ran.
 *
 * @param build version or commit, as far as known
 */
public record Environment(String build, String jdk, String cpu, String system) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  public static Environment here(String build) {
    return new Environment(build, System.getProperty("java.vm.name") + " " + Runtime.version(), processor(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"));
  }

  private static String processor() {
    int cores = Runtime.getRuntime().availableProcessors();
    var name = System.getProperty("os.arch");
    if (Files.isReadable(CPU_INFO)) {
      try (var lines = Files.lines(CPU_INFO)) {
        name = lines.filter(line -> line.startsWith("model name")).map(line -> line.substring(line.indexOf(':') + 2))
            .findFirst().orElse(name);
      } catch (IOException unreadable) {
        name = name + " (unnamed: " + unreadable.getMessage() + ")";
      }
    }
    return name + ", " + cores + (cores == 1 ? " core" : " cores");
  }
}
