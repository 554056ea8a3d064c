package org.atoll.cli.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * The commands of compose.yaml, each in a box with the volumes, user and read-only root it names, in networks of their
 * own: the network comes up and its health checks pass. Needs root and a built distribution:
 * {@code -Datoll.docker.check=true}.
 */
@Timeout(600)
final class ComposeIT {
  private static final Path DOCKER = Path.of("..", "docker").toAbsolutePath().normalize();
  private static final Path DIST = Path.of("target", "dist").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("atoll.network.patience", 60) * 3L);
  private static final String PREFIX = "atollbox" + ProcessHandle.current().pid() % 1_000 + "-";
  private static final String SWITCH = PREFIX + "switch";

  private final Map<String, Process> running = new LinkedHashMap<>();
  private final List<String> namespaces = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void givenTheCommandsOfCompose_whenRunInBoxes_thenTheirHealthChecksPassAndTheyStopInOrder() throws Exception {
    assumeTrue(Boolean.getBoolean("atoll.docker.check"), "skipped: -Datoll.docker.check=true runs it (Linux, root)");
    folder.toFile().setExecutable(true, false);
    var services = services();
    prepare(services);

    run("setup", services.get("setup"));
    assertThat(running.get("setup").waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(running.remove("setup").exitValue()).as(log("setup")).isZero();
    for (var service : services.entrySet()) {
      if (!service.getKey().equals("setup")) {
        run(service.getKey(), service.getValue());
      }
    }
    for (var service : services.entrySet()) {
      awaitHealthy(service.getKey(), service.getValue());
    }
    assertThat(log("validator-0")).contains("block.final");
    running.forEach((name, process) -> assertThat(process.isAlive()).as(name + ": " + log(name)).isTrue());
    running.values().forEach(Process::destroy);
    for (var process : running.entrySet()) {
      assertThat(process.getValue().waitFor(15, TimeUnit.SECONDS)).as(process.getKey()).isTrue();
      assertThat(process.getValue().exitValue()).as(process.getKey() + ": " + log(process.getKey())).isZero();
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> services() throws IOException {
    try (var file = Files.newInputStream(DOCKER.resolve("compose.yaml"))) {
      return (Map<String, Map<String, Object>>) ((Map<String, Object>) new Yaml().load(file)).get("services");
    }
  }

  @SuppressWarnings("unchecked")
  private static List<String> strings(Object list) {
    return list == null ? List.of() : (List<String>) list;
  }

  /** The image, the volumes, and a network without a way out. */
  private void prepare(Map<String, Map<String, Object>> services) throws Exception {
    var image = folder.resolve("image");
    command("cp", "-al", DIST.toString(), image.toString());
    for (var script : List.of("healthcheck", "make-network")) {
      Files.copy(DOCKER.resolve(script), image.resolve("bin").resolve(script));
    }
    command("ip", "netns", "add", SWITCH);
    namespaces.add(SWITCH);
    command("ip", "-n", SWITCH, "link", "add", "wire", "type", "bridge");
    command("ip", "-n", SWITCH, "link", "set", "wire", "up");
    var hosts = new StringBuilder("127.0.0.1 localhost\n");
    int number = 10;
    for (var service : services.entrySet()) {
      var namespace = PREFIX + service.getKey();
      command("ip", "netns", "add", namespace);
      namespaces.add(namespace);
      command("ip", "-n", namespace, "link", "set", "lo", "up");
      if (service.getKey().startsWith("validator")) {
        var wire = "wire" + number;
        command("ip", "-n", SWITCH, "link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", namespace);
        command("ip", "-n", SWITCH, "link", "set", wire, "master", "wire", "up");
        command("ip", "-n", namespace, "address", "add", "10.77.0." + number + "/24", "dev", "eth0");
        command("ip", "-n", namespace, "link", "set", "eth0", "up");
        hosts.append("10.77.0.").append(number++).append(' ').append(service.getKey()).append('\n');
      }
      for (var volume : strings(service.getValue().get("volumes"))) {
        var source = folder.resolve("volumes").resolve(volume.substring(0, volume.indexOf(':')));
        if (!Files.exists(source)) {
          Files.createDirectories(source);
          command("chown", "10001:10001", source.toString()); // as the image's folders are
        }
      }
    }
    Files.writeString(folder.resolve("hosts"), hosts);
  }

  private void run(String name, Map<String, Object> service) throws IOException {
    var words = new ArrayList<>(strings(service.getOrDefault("entrypoint", List.of("/opt/atoll/bin/atoll"))));
    words.addAll(strings(service.get("command")));
    running.put(name, box(name, service, words, folder.resolve(name + ".log")));
  }

  private Process box(String name, Map<String, Object> service, List<String> words, Path log) throws IOException {
    var command = new ArrayList<>(List.of(DOCKER.resolve("box").toString(), PREFIX + name,
        folder.resolve("root-" + name).toString(), folder.resolve("image").toString(),
        folder.resolve("hosts").toString()));
    for (var volume : strings(service.get("volumes"))) {
      int colon = volume.indexOf(':');
      command.add(folder.resolve("volumes").resolve(volume.substring(0, colon)) + "=" + volume.substring(colon + 1));
    }
    command.add("--");
    command.addAll(words);
    var builder = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("ATOLL_JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  @SuppressWarnings("unchecked")
  private void awaitHealthy(String name, Map<String, Object> service) throws Exception {
    var health = (Map<String, Object>) service.get("healthcheck");
    if (health != null && Boolean.TRUE.equals(health.get("disable"))) {
      return;
    }
    var test = health == null ? List.of("CMD", "/opt/atoll/bin/healthcheck") : strings(health.get("test"));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (box(name, service, test.subList(1, test.size()), folder.resolve("health.log")).waitFor() != 0) {
      assertThat(System.nanoTime()).as(name + " is not healthy: " + log(name)).isLessThan(deadline);
      Thread.sleep(1_000);
    }
  }

  private String log(String name) {
    try {
      var lines = Files.readAllLines(folder.resolve(name + ".log"));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  private static void command(String... words) throws Exception {
    var process = new ProcessBuilder(words).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(String.join(" ", words) + ": " + said).isZero();
  }

  @AfterEach
  void endAll() throws Exception {
    for (var process : running.values()) {
      process.destroyForcibly().waitFor();
    }
    for (var namespace : namespaces) {
      command("ip", "netns", "del", namespace);
    }
  }
}
