package org.atoll.bench.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.atoll.bench.load.BenchException;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoopsTest {
  @TempDir Path folder;

  private Path archive(String json) throws IOException {
    var path = folder.resolve("tests.zip");
    try (var zip = new ZipOutputStream(Files.newOutputStream(path))) {
      zip.putNextEntry(new ZipEntry("vmPerformance/one.json"));
      zip.write(json.getBytes(StandardCharsets.UTF_8));
    }
    return path;
  }

  @Test
  void readsCodeAndData() throws Exception {
    var loops = Loops.programs(archive("{\"one\":{\"exec\":{\"code\":\"0x5b5f56\",\"data\":\"0x01\"}}}"));
    assertThat(loops).containsExactly(new Loop("one", Loops.creation(Bytes.fromHex("5b5f56")), Bytes.fromHex("01")));
  }

  @Test
  void saysWhatIsNoProgram() throws IOException {
    var other = archive("{\"one\":{\"post\":{}}}");
    assertThatThrownBy(() -> Loops.programs(other)).isInstanceOf(BenchException.class)
        .hasMessageContaining("vmPerformance/one.json is no VMTest: it lacks exec.code or exec.data");
  }
}
