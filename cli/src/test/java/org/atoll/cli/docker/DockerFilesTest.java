package org.atoll.cli.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** There is no engine to run them here, so what can be wrong in them is checked piece by piece. */
final class DockerFilesTest {
  private static final Path DOCKER = Path.of("..", "docker");
  private static final Set<String> COMMANDS = Set.of("validator", "processor", "gateway");

  private static Map<String, Object> compose() throws IOException {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(DOCKER.resolve("compose.yaml")));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> services() throws IOException {
    return (Map<String, Map<String, Object>>) compose().get("services");
  }

  @SuppressWarnings("unchecked")
  private static List<String> strings(Object list) {
    return list == null ? List.of() : (List<String>) list;
  }

  @Test
  void everyServiceIsConfined() throws IOException {
    services().forEach((name, service) -> {
      assertThat(service).as(name).containsEntry("read_only", true).containsEntry("user", "10001:10001")
          .containsEntry("cap_drop", List.of("ALL"));
      assertThat(strings(service.get("ports"))).as(name).allMatch(port -> port.startsWith("127.0.0.1:"));
    });
  }

  @Test
  @SuppressWarnings("unchecked")
  void whatIsReferredToIsThere() throws IOException {
    var volumes = ((Map<String, Object>) compose().get("volumes")).keySet();
    var services = services();
    services.forEach((name, service) -> {
      assertThat(strings(service.get("volumes"))).as(name).allSatisfy(volume ->
          assertThat(volumes).contains(volume.substring(0, volume.indexOf(':'))));
      if (service.get("depends_on") instanceof Map<?, ?> needed) {
        assertThat(services.keySet()).as(name).containsAll((Set<String>) needed.keySet());
      }
    });
  }

  @Test
  void socketsAreAskedWhereVolumesAreMounted() throws IOException {
    services().forEach((name, service) -> {
      var mounts = strings(service.get("volumes")).stream().map(volume -> volume.substring(volume.indexOf(':') + 1))
          .toList();
      for (var argument : strings(service.get("command"))) {
        for (var part : argument.split(",")) {
          if (part.endsWith(".sock")) {
            var folder = part.replace("unix:", "").replaceFirst("/[^/]+$", "");
            assertThat(mounts).as(name + " " + part).contains(folder);
          }
        }
      }
    });
  }

  @Test
  void commandsAreOnesTheImageHas() throws IOException {
    services().forEach((name, service) -> {
      if (!service.containsKey("entrypoint")) {
        assertThat(COMMANDS).as(name).contains(strings(service.get("command")).getFirst());
      }
    });
    assertThat(services()).hasSize(1 + 4 * 4);
  }

  @Test
  void theImageRunsAsNobodyAndTakesSignals() throws IOException {
    var lines = Files.readAllLines(DOCKER.resolve("Dockerfile"));
    assertThat(lines).contains("USER 10001:10001", "ENTRYPOINT [\"/opt/atoll/bin/atoll\"]",
        "CMD [\"validator\", \"--dir\", \"/data\"]").anyMatch(line -> line.startsWith("HEALTHCHECK "));
    for (var line : lines) {
      if (line.startsWith("COPY ") && !line.contains("cli/target")) {
        var words = line.split(" ");
        for (int i = 1; i < words.length - 1; i++) {
          assertThat(Path.of("..").resolve(words[i])).isExecutable();
        }
      }
    }
  }

  /** The script of service {@code setup}, with the commands a container would run, in plain folders. */
  @Test
  void theSetupScriptMakesFourFoldersThatBelongTogether(@TempDir Path folder) throws Exception {
    var atoll = Files.writeString(folder.resolve("atoll"), "#!/bin/sh\nexec \"" + System.getProperty("java.home")
        + "/bin/java\" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m --enable-native-access=ALL-UNNAMED"
        + " org.atoll.cli.Atoll \"$@\"\n");
    assertThat(atoll.toFile().setExecutable(true)).isTrue();
    for (int run = 0; run < 2; run++) { // the second finds all in place
      var builder = new ProcessBuilder(DOCKER.resolve("make-network").toAbsolutePath().toString(), folder.toString(),
          "validator-0:7700", "validator-1:7700", "validator-2:7700", "validator-3:7700")
          .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
      builder.environment().put("ATOLL", atoll.toString());
      builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
      var process = builder.start();
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(folder.resolve("log"))).isZero();
    }
    var genesis = Files.readString(folder.resolve("shared/genesis.json"));
    for (int i = 0; i < 4; i++) {
      var node = folder.resolve("node" + i);
      assertThat(node.resolve("genesis.json")).hasContent(genesis);
      assertThat(node.resolve("guard")).isNotEmptyDirectory();
      assertThat(Files.readString(node.resolve("atoll.toml"))).contains("validator-" + (i + 1) % 4 + ":7700");
    }
  }
}
