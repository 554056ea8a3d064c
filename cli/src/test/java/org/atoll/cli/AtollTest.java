package org.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class AtollTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyCommandSaysItsVersion() {
    for (var command : List.of("--version", "version", "sim --version", "network up -V")) {
      out.getBuffer().setLength(0);

      assertThat(run(command.split(" "))).as(command).isZero();
      assertThat(out.toString()).as(command).matches("atoll \\d+\\.\\d+\\.\\d+\\S* \\(Java 25.*\\)\\R");
    }
  }

  @Test
  void whatIsNoCommandIsAUsageErrorThatNamesThem() {
    assertThat(run("sail")).isEqualTo(64);
    assertThat(err.toString()).contains("sail").contains("network");
  }

  private int run(String... arguments) {
    return Atoll.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
