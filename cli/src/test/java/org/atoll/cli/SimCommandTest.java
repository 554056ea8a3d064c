package org.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aBadScenarioIsNamedWithFileAndKey() throws IOException {
    var file = Files.writeString(folder.resolve("a.toml"), "name = \"a\"\nduration = \"1 s\"\nnods = 4\n");

    assertThat(run("sim", "run", file.toString())).isEqualTo(65);
    assertThat(err.toString()).contains("a.toml: unknown key nods; did you mean nodes?");
  }

  @Test
  void anUnknownProtocolIsNamed() throws IOException {
    var file = Files.writeString(folder.resolve("a.toml"), "name = \"a\"\nduration = \"1 s\"\nprotocol = \"paxos\"\n");

    assertThat(run("sim", "run", file.toString())).isEqualTo(65);
    assertThat(err.toString()).contains("no nodes are called paxos");
  }

  @Test
  void wrongOptionsAreUsageErrors() throws IOException {
    var file = Files.writeString(folder.resolve("a.toml"), "name = \"a\"\nduration = \"1 s\"\n");

    assertThat(run("sim", "run", file.toString(), "--seeds", "9..1")).isEqualTo(64);
    assertThat(run("sim", "run", file.toString(), "--events")).isEqualTo(64);
    assertThat(run("sim", "run", file.toString(), "--jobs", "0")).isEqualTo(64);
    assertThat(run("sim", "replay", folder.toString())).isEqualTo(65);
    assertThat(err.toString()).contains("from 1 to a million seeds", "--events needs --out DIR", "--jobs must be 1",
        "is not a seed's folder");
  }

  private int run(String... arguments) {
    return Atoll.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
