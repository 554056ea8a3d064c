package org.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Hardhat, Foundry, ethers and viem against the built distribution: runs {@code e2e/run.mjs}. Needs Node.js 20 with
 * npm; without them it is skipped, but not where the environment variable CI is set.
 */
@TestInstance(Lifecycle.PER_CLASS)
class OutsideClientsIT {
  private static final int LEAST_NODE = 20;
  private static final int INSTALL_MINUTES = 10;
  private static final int RUN_MINUTES = 20;
  private static final int SHOWN_LINES = 60;

  private final Path e2e = Path.of("..", "e2e").toAbsolutePath().normalize();
  private final Path atoll = Path.of("target", "dist", "bin", "atoll").toAbsolutePath();

  @BeforeAll
  void install() throws IOException, InterruptedException {
    var missing = missing();
    if (missing.isPresent()) {
      if (Optional.ofNullable(System.getenv("CI")).filter(ci -> !ci.isEmpty() && !ci.equals("false")).isPresent()) {
        fail(missing.get() + ", and CI has to run the outside clients");
      }
      System.out.println("Outside clients are NOT tested: " + missing.get() + ". Install Node.js " + LEAST_NODE
          + " or later with npm to test them.");
      abort(missing.get());
    }
    var installed = e2e.resolve("node_modules/.installed-lock.json");
    var lock = e2e.resolve("package-lock.json");
    if (!Files.exists(installed) || Files.mismatch(installed, lock) != -1) {
      assertThat(run(INSTALL_MINUTES, "npm", "ci", "--no-audit", "--no-fund").exit()).as("npm ci").isZero();
      Files.copy(lock, installed);
    }
  }

  /** Says what is missing, if anything is. */
  private static Optional<String> missing() throws IOException, InterruptedException {
    if (!onPath("node") || !onPath("npm")) {
      return Optional.of("no Node.js with npm on the PATH");
    }
    var process = new ProcessBuilder("node", "--version").start();
    var version = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    process.waitFor();
    int major = Integer.parseInt(version.replaceFirst("^v(\\d+).*$", "$1"));
    return major >= LEAST_NODE ? Optional.empty() : Optional.of("Node.js is " + version);
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  @Test
  void passAgainstOneProcess() throws Exception {
    suites("dev");
  }

  @Test
  void passAgainstSeparateProcessesWhoseProcessorIsKilled() throws Exception {
    suites("separate");
  }

  @Test
  void passOnAChainWithoutGas() throws Exception {
    suites("free");
  }

  private void suites(String mode) throws IOException, InterruptedException {
    var ended = run(RUN_MINUTES, "node", "run.mjs", atoll.toString(), mode);
    assertThat(ended.exit()).as(() -> "node run.mjs " + mode + ":\n" + ended.failure()).isZero();
  }

  private record Ended(int exit, List<String> output) {
    /** From the first suite that failed. */
    String failure() {
      return output.stream().dropWhile(line -> !line.startsWith("FAILED")).limit(SHOWN_LINES)
          .collect(Collectors.joining("\n"));
    }
  }

  /** Runs it in e2e/ with its output shown as it comes, on this JDK. */
  private Ended run(int minutes, String... command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(List.of(command)).directory(e2e.toFile()).redirectErrorStream(true);
    builder.environment().put("ATOLL_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("HARDHAT_DISABLE_TELEMETRY_PROMPT", "true");
    var process = builder.start();
    try {
      var output = new ArrayList<String>();
      var reader = Thread.ofPlatform().start(() -> process.inputReader().lines().peek(output::add)
          .forEach(System.out::println));
      if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
        fail(String.join(" ", command) + " took more than " + minutes + " minutes");
      }
      reader.join();
      return new Ended(process.exitValue(), output);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
