package org.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code atoll evm} as users call it. */
class EvmCommandTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SENDER = "0xa94f5374fce5edbc8e2a8697c15331677e6ebf0b";
  private static final String KEY = "0x45a915e4d060149eb4365960e6a7a45f334393093061116b197e3240065ff2d8";
  private static final String EMPTY_LOGS = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";

  @TempDir Path folder;

  private record Ended(int code, String out, String err) {
    List<JsonNode> lines() {
      return out.lines().map(Ended::parse).toList();
    }

    private static JsonNode parse(String line) {
      try {
        return JSON.readTree(line);
      } catch (IOException broken) {
        throw new AssertionError(line, broken);
      }
    }
  }

  private static Ended run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code = Atoll.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ended(code, out.toString(), err.toString());
  }

  /** A small test in the oldest layout: no txbytes, no sender, padded numbers, a null access list. */
  private static ObjectNode test(String fork, String root) {
    var test = JSON.createObjectNode();
    test.putObject("_info").put("comment", "made here");
    test.putObject("env").put("currentCoinbase", "2adc25665018aa1fe0e6bc666dac8fc2697ff9ba")
        .put("currentDifficulty", "0x020000").put("currentGasLimit", "0xffffffffffffffffff")
        .put("currentNumber", "0x01")
        .put("currentTimestamp", "1000");
    var pre = test.putObject("pre");
    pre.putObject(SENDER).put("balance", "0x:bigint 0x0de0b6b3a7640000").put("code", "").put("nonce", "0x00")
        .putObject("storage");
    pre.putObject("0x000000000000000000000000000000000000c0de").put("balance", "0x").put("code", "0x600160005500")
        .put("nonce", "0x0000").putObject("storage").put("0x05", "0x00");
    var tx = test.putObject("transaction");
    tx.putArray("data").add("0x");
    tx.putArray("gasLimit").add("0x0186a0");
    tx.putArray("value").add("0x00");
    tx.put("gasPrice", "0x0a").put("nonce", "0x00").put("to", "0x000000000000000000000000000000000000c0de")
        .put("secretKey", KEY);
    tx.putArray("accessLists").addNull();
    var post = test.putObject("post").putArray(fork).addObject();
    post.put("hash", root).put("logs", EMPTY_LOGS);
    post.putObject("indexes").put("data", 0).put("gas", 0).put("value", 0);
    return test;
  }

  private Path file(String name, JsonNode content) throws IOException {
    return Files.writeString(folder.resolve(name), content.toString());
  }

  /** What the machine itself says the root is; the tests of official data say that it is right. */
  private String root(String fork) throws IOException {
    var path = file("unknown-root.json", JSON.createObjectNode().set("probe", test(fork, "0x" + "00".repeat(32))));
    var ended = run("evm", "state-test", path.toString());
    Files.delete(path);
    assertThat(ended.code()).isEqualTo(1);
    return ended.lines().getFirst().path("stateRoot").asText();
  }

  @Test
  void aPassingFileEndsWithZero() throws IOException {
    var root = root("Berlin");
    var content = JSON.createObjectNode();
    content.set("first", test("Berlin", root));
    content.set("second", test("EIP158", root("EIP158")));
    var path = file("a.json", content);

    var ended = run("evm", "state-test", path.toString());

    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(ended.lines()).hasSize(3);
    var first = ended.lines().getFirst();
    assertThat(first.fieldNames()).toIterable().containsExactly("file", "name", "fork", "indexes", "pass", "stateRoot",
        "expected", "error");
    assertThat(first.path("name").asText()).isEqualTo("first");
    assertThat(first.path("pass").asBoolean()).isTrue();
    assertThat(first.path("stateRoot").asText()).isEqualTo(root);
    assertThat(first.path("error").isNull()).isTrue();
    assertThat(ended.lines().getLast().path("summary").asBoolean()).isTrue();
    assertThat(ended.lines().getLast().path("passed").asInt()).isEqualTo(2);

    assertThat(run("evm", "state-test", path.toString(), "--fork", "spurious_dragon").lines()).hasSize(2);
    assertThat(run("evm", "state-test", path.toString(), "--fork", "Berlin,EIP158", "--jobs", "3").lines()).hasSize(3);
  }

  @Test
  void whatIsBrokenFailsAndTheRestRuns() throws IOException {
    Files.writeString(folder.resolve("b-broken.json"), "{\"x\": ");
    Files.writeString(folder.resolve("c-list.json"), "[]");
    file("d-strange-fork.json", JSON.createObjectNode().set("t", test("Berlin", root("Berlin"))));
    var strange = test("HomesteadToDaoAt5", EMPTY_LOGS);
    file("d-strange-fork.json", JSON.createObjectNode().set("t", strange));
    var lacking = test("Berlin", EMPTY_LOGS);
    lacking.remove("env");
    file("e-lacking.json", JSON.createObjectNode().set("t", lacking));
    Files.writeString(folder.resolve("f-not-a-zip.zip"), "no");
    var good = JSON.createObjectNode().set("good", test("Berlin", root("Berlin")));
    Files.createDirectory(folder.resolve("z"));
    try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("z/last.zip")))) {
      zip.putNextEntry(new ZipEntry("inside/good.json"));
      zip.write(good.toString().getBytes(StandardCharsets.UTF_8));
    }

    var ended = run("evm", "state-test", folder.toString(), folder.resolve("absent.json").toString());

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.lines().stream().limit(7).map(line -> line.path("error").asText().split(":", 2)[0]))
        .containsExactly("not JSON", "not an object of tests by name", "no fork is known as 'HomesteadToDaoAt5'",
            "it has no env", "cannot be read", "null", "cannot be read");
    assertThat(ended.lines().get(5).path("file").asText()).endsWith("last.zip!inside/good.json");
    assertThat(ended.lines().getLast().path("passed").asInt()).isEqualTo(1);
    assertThat(ended.lines().getLast().path("failed").asInt()).isEqualTo(6);
  }

  @Test
  void withoutACaseItFails() throws IOException {
    var path = file("a.json", JSON.createObjectNode().set("t", test("Berlin", root("Berlin"))));
    var ended = run("evm", "state-test", path.toString(), "--fork", "Cancun");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("no state test there for these forks");
    assertThat(run("evm", "state-test", path.toString(), "--fork", "Cancn").code()).isEqualTo(64);
  }

  @Test
  void traceTellsEachInstruction() throws IOException {
    var path = file("a.json", JSON.createObjectNode().set("t", test("Berlin", root("Berlin"))));
    var ended = run("evm", "state-test", path.toString(), "--trace");
    var lines = ended.err().lines().map(Ended::parse).toList();
    assertThat(lines).hasSize(6); // the case, four instructions, the end
    assertThat(lines.get(0).path("name").asText()).isEqualTo("t");
    assertThat(lines.get(3)).isEqualTo(Ended.parse("""
        {"pc":4,"op":85,"gas":"0x13492","gasCost":"0x5654","memSize":0,"stack":["0x1","0x0"],"depth":1,"refund":0,\
        "opName":"SSTORE"}"""));
    assertThat(lines.get(5).path("pass").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      6007600101600052602060 00f3, 0, succeeded, 0x0000000000000000000000000000000000000000000000000000000000000008, 24
      60006000fd, 1, reverted, 0x, 6
      00, 0, succeeded, 0x, 0
      fe, 1, failed, 0x, 10000000
      """)
  void codeRuns(String code, int exitCode, String result, String output, long gasUsed) {
    var ended = run("evm", "run", "--code", code.replace(" ", ""), "--json");
    assertThat(ended.code()).isEqualTo(exitCode);
    var json = Ended.parse(ended.out());
    assertThat(json.path("result").asText()).isEqualTo(result);
    assertThat(json.path("output").asText()).isEqualTo(output);
    assertThat(json.path("gasUsed").asLong()).isEqualTo(gasUsed);
  }

  @Test
  void codeMayStandInAFileAndSeesInputValueAndCaller() throws IOException {
    var code = Files.writeString(folder.resolve("code.hex"), "0x5f35 34 01 33 01\n5f52 60205ff3\n");
    var ended = run("evm", "run", "--code", "@" + code, "--input", "0x" + "00".repeat(31) + "05", "--value", "7",
        "--from", "0x0000000000000000000000000000000000000100", "--bench", "3");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("returned").contains("0x" + "0".repeat(61) + "10c").contains("fastest of 3");
  }

  @ParameterizedTest
  @CsvSource({"--code, xyz", "--fork, nowhere", "--gas, 0", "--from, 0x12", "--input, @/absent/file"})
  void nonsenseIsRefused(String option, String value) {
    var arguments = option.equals("--code")
        ? new String[] {"evm", "run", option, value}
        : new String[] {"evm", "run", "--code", "00", option, value};
    var ended = run(arguments);
    assertThat(ended.code()).isIn(64, 65);
    assertThat(ended.err()).isNotEmpty();
  }
}
