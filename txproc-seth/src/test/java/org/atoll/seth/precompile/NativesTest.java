package org.atoll.seth.precompile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.ethereum.ForkSchedule;
import org.atoll.seth.EvmHandler;
import org.junit.jupiter.api.Test;

final class NativesTest {
  /** Prints what a process without blst says of itself. */
  public static final class WithoutBlst {
    private WithoutBlst() {}

    public static void main(String[] args) {
      System.out.println(EvmHandler.missing(ForkSchedule.DEFAULT).orElse("nothing"));
      System.out.println(EvmHandler.missing(ForkSchedule.parse("paris:0,shanghai:9")).orElse("nothing"));
      System.out.println(EvmHandler.missing(ForkSchedule.parse("paris:0,cancun:9")).orElse("nothing"));
      System.out.println(new EvmHandler().family().features());
    }
  }

  @Test
  void everyForkRunsHere() {
    for (var fork : Fork.values()) {
      assertThat(Natives.missing(fork)).isEmpty();
    }
    assertThat(new EvmHandler().family().features()).contains("frontier", "osaka");
  }

  @Test
  void aMissingLibraryIsNamed() throws Exception {
    var classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("jblst"))
        .collect(Collectors.joining(File.pathSeparator));
    var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp", classPath,
        WithoutBlst.class.getName()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
        .filter(line -> !line.contains("event=")).toList();
    assertThat(process.waitFor()).isZero();
    assertThat(said).hasSize(4);
    assertThat(said.get(0)).contains("blst", "osaka", "does not load");
    assertThat(said.get(1)).isEqualTo("nothing");
    assertThat(said.get(2)).contains("blst", "cancun");
    assertThat(said.get(3)).contains("shanghai").doesNotContain("cancun", "prague", "osaka");
  }
}
