package org.atoll.cli.crash;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code atoll dev} as a process of its own, with this process's Java and class path. */
final class NodeProcess implements AutoCloseable {
  private static final List<String> JAVA = List.of(
      Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
      "-Xmx512m", "-Xss512k", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
      "org.atoll.cli.Atoll");

  private final Process process;
  private final Path log;

  private NodeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it without waiting. What it writes to its error output goes to a file beside the folder. */
  static NodeProcess start(Path data, long blockTimeMillis) throws IOException {
    var command = new ArrayList<>(JAVA);
    command.addAll(List.of("dev", "--data", data.toString(), "--port", "0", "--json", "--block-time",
        Long.toString(blockTimeMillis)));
    var log = data.resolveSibling(data.getFileName() + ".err");
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return new NodeProcess(builder.start(), log);
  }

  /** Waits until it serves; its client. */
  JsonRpc awaitReady() throws IOException {
    var out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
    var line = out.readLine();
    if (line == null) {
      throw new AssertionError("the node did not start:\n" + errors());
    }
    return new JsonRpc(URI.create(JsonMapper.builder().build().readTree(line).path("rpc").asText()).getPort());
  }

  String errors() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** False when it ended before. */
  boolean killAfter(Duration time) throws InterruptedException {
    boolean ended = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    kill();
    return !ended;
  }

  /** SIGTERM; the exit code. */
  int terminate(Duration atMost) throws InterruptedException {
    process.destroy();
    return exitCode(atMost);
  }

  int exitCode(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
      throw new AssertionError("still running after " + atMost);
    }
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
