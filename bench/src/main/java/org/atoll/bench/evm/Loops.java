package org.atoll.bench.evm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.atoll.bench.load.BenchException;
import org.atoll.sdk.value.Bytes;

/** Where loops come from: the {@link Kernel}s, and Ethereum's VMTests. */
public final class Loops {
  /** Calls the address in the first word of its data with the rest of it, again and again. */
  static final Bytes CALLER = creation(Bytes.fromHex("602036038060205f375b5f5f825f5f5f355af150600956"));

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Loops() {}

  public static List<Loop> kernels() {
    return Arrays.stream(Kernel.values()).map(Loop::of).toList();
  }

  /**
   * The programs of an archive of VMTests: {@code exec.code}, called with {@code exec.data}.
   *
   * @throws BenchException when it holds something else
   */
  public static List<Loop> programs(Path archive) throws IOException, BenchException {
    var loops = new ArrayList<Loop>();
    try (var zip = new ZipFile(archive.toFile())) {
      var entries = zip.stream().filter(entry -> entry.getName().endsWith(".json"))
          .sorted(Comparator.comparing(ZipEntry::getName)).toList();
      for (var entry : entries) {
        try (var in = zip.getInputStream(entry)) {
          for (var test : JSON.readTree(in).properties()) {
            loops.add(program(test.getKey(), test.getValue().path("exec")));
          }
        } catch (JsonProcessingException | IllegalArgumentException wrong) {
          throw new BenchException(entry.getName() + " is no VMTest: " + wrong.getMessage());
        }
      }
    }
    if (loops.isEmpty()) {
      throw new BenchException(archive + " holds no VMTests");
    }
    return loops;
  }

  private static Loop program(String name, JsonNode exec) {
    var code = exec.path("code").asText("");
    var data = exec.path("data").asText("");
    if (code.length() <= 2 || data.length() <= 2) {
      throw new IllegalArgumentException("it lacks exec.code or exec.data");
    }
    return new Loop(name, creation(Bytes.fromHex(code.substring(2))), Bytes.fromHex(data.substring(2)));
  }

  /** Init code that leaves the given code. */
  public static Bytes creation(Bytes runtime) {
    return Bytes.fromHex(String.format("61%04x80600c6000396000f3", runtime.size())).concat(runtime);
  }
}
