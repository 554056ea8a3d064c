package org.atoll.cli.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What service {@code setup} of the compose file does. */
final class MakeNetworkIT {
  private static final Path DOCKER = Path.of("..", "docker");

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
