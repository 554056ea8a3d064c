package org.atoll.cli.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
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
}
