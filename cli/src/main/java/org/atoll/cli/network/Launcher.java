package org.atoll.cli.network;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts this command line as other processes, which outlive this one. */
public final class Launcher {
  /** Set by the start script of a distribution: its folder. */
  private static final String HOME = "atoll.home";
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final List<String> JAVA_OPTIONS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k",
      "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private final List<String> command;

  private Launcher(List<String> command) {
    this.command = List.copyOf(command);
  }

  /** As this process was started: by the distribution's script, or by the JVM with this class path. */
  public static Launcher ofThisProcess() {
    var command = new ArrayList<String>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString()); // so that Ctrl-C in this terminal does not reach them
    }
    var home = System.getProperty(HOME);
    if (home != null) {
      command.add(Path.of(home, "bin", "atoll").toString());
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(JAVA_OPTIONS);
    }
    return new Launcher(command);
  }

  /**
   * @param memory options for the JVM
   * @param log its output is added here
   */
  Process start(List<String> memory, List<String> arguments, Path log) throws IOException {
    var all = new ArrayList<>(command);
    boolean script = System.getProperty(HOME) != null;
    if (!script) {
      all.addAll(memory);
      all.add("org.atoll.cli.Atoll");
    }
    all.addAll(arguments);
    var builder = new ProcessBuilder(all).redirectErrorStream(true)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    var environment = builder.environment();
    if (script) {
      environment.put("ATOLL_JAVA_HOME", System.getProperty("java.home"));
      environment.merge("ATOLL_JAVA_OPTS", String.join(" ", memory), (own, ours) -> ours + " " + own);
    } else {
      environment.put("CLASSPATH", System.getProperty("java.class.path"));
    }
    return builder.start();
  }
}
