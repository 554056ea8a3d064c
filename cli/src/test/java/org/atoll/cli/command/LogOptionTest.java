package org.atoll.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

final class LogOptionTest {
  @TempDir Path folder;

  @AfterEach
  void restore() throws Exception {
    new LogOption().apply(Map.of());
  }

  private static LogOption option(String level, String format, Path file) {
    var option = new LogOption();
    option.level = level;
    option.format = format;
    option.file = file.toString();
    return option;
  }

  @Test
  void linesGoWhereTheOptionsSay() throws Exception {
    var file = folder.resolve("logs").resolve("gateway.log");
    option("debug", "json", file).apply(Map.of("ATOLL_LOG_LEVEL", "error"));

    LoggerFactory.getLogger("org.atoll.cli.command.Sample").debug("sample.event n=1");

    assertThat(Files.readString(file)).contains("\"level\":\"DEBUG\"").contains("\"event\":\"sample.event\",\"n\":\"1\"");
  }

  @Test
  void theEnvironmentCountsWhereNoOptionIsGiven() throws Exception {
    var file = folder.resolve("log");
    var option = option("info", "text", file);
    option.level = null;
    option.apply(Map.of("ATOLL_LOG_LEVEL", "error", "ATOLL_P2P_MIN_PEERS", "none of its business"));

    LoggerFactory.getLogger("org.atoll.cli.command.Sample").warn("sample.event");
    LoggerFactory.getLogger("org.atoll.cli.command.Sample").error("other.event");

    assertThat(Files.readString(file)).doesNotContain("sample.event").contains("ERROR command other.event");
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> option("loud", "text", folder).apply(Map.of())).isInstanceOf(UserError.class)
        .hasMessageContaining("log.level").hasMessageContaining("loud");
  }

  @Test
  void aSettingBeatsTheOption() {
    var options = new HashMap<>(Map.of("log.level", "trace"));

    option("debug", "json", folder).addTo(options);

    assertThat(options).containsEntry("log.level", "trace").containsEntry("log.format", "json")
        .containsEntry("log.file", folder.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway --validator unix:nothing", "processor intkey --connect nothing",
      "engine dpos --connect nothing --key nothing", "validator --dir nothing"})
  void allProcessesTakeThem(String words) {
    var arguments = words.split(" ", -1);
    var command = switch (arguments[0]) {
      case "gateway" -> new GatewayCommand();
      case "processor" -> new ProcessorCommand();
      case "engine" -> new EngineCommand();
      default -> new ValidatorCommand();
    };
    var error = new StringWriter();
    var line = new CommandLine(command).setErr(new PrintWriter(error)).setExecutionExceptionHandler((thrown, at, parsed) -> {
      error.append(thrown.getMessage());
      return 78;
    });
    var more = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
    more.addAll(List.of("--log-level", "loud"));

    assertThat(line.execute(more.toArray(String[]::new))).isEqualTo(78);

    assertThat(error.toString()).contains("log.level = \"loud\"").contains("error or warn or info");
  }
}
