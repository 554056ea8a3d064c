package org.atoll.seth.precompile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.testing.Conformance;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other clients' vectors: EIP-2537, EIP-7951, EIP-4844. */
final class VectorsTest {
  private static final Map<String, byte[]> FILES = new HashMap<>();

  @BeforeAll
  static void read() {
    var archive = Conformance.file("precompiles/precompile-vectors.zip");
    assumeTrue(archive.isPresent(), Conformance.MISSING);
    Conformance.forEachEntry(archive.get(), "", FILES::put);
  }

  private static JsonNode json(String file) {
    try {
      return new ObjectMapper().readTree(FILES.get(file));
    } catch (IOException broken) {
      throw new UncheckedIOException(file, broken);
    }
  }

  /** Rows of input, result, gas, notes; without a result the input must be refused. */
  @ParameterizedTest
  @CsvSource({"g1_add, 0x0b, 104", "g1_mul, 0x0c, 104", "g1_multiexp, 0x0c, 107", "g2_add, 0x0d, 104", "g2_mul, 0x0e, 104",
      "g2_multiexp, 0x0e, 107", "pairing, 0x0f, 113", "invalid_subgroup_for_pairing, 0x0f, 121", "fp_to_g1, 0x10, 102",
      "fp2_to_g2, 0x11, 102"})
  void bls(String file, String address, int rows) {
    var contract = Contract.at(Integer.decode(address), Fork.PRAGUE);
    var failures = new ArrayList<String>();
    var lines = new String(FILES.get(file + ".csv"), StandardCharsets.US_ASCII).lines().skip(1)
        .filter(line -> !line.isBlank()).toList();
    assertThat(lines).hasSize(rows);
    for (int i = 0; i < lines.size(); i++) {
      var row = lines.get(i).split(",", 4);
      boolean refused = row[1].isEmpty();
      var result = contract.run(row[0]);
      var expected = row[1].startsWith("0x") ? row[1].substring(2) : row[1];
      if (!result.equals(refused ? "refused" : expected)) {
        failures.add("row " + i + " (" + row[3] + "): " + result);
      }
      if (!refused && contract.gas(row[0]) != Long.parseLong(row[2])) {
        failures.add("row " + i + ": gas " + contract.gas(row[0]) + " instead of " + row[2]);
      }
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void p256() {
    var contract = Contract.at(0x100, Fork.OSAKA);
    var failures = new ArrayList<String>();
    int good = 0;
    for (var test : json("p256verify_test_vectors.json")) {
      var input = test.get("Input").asText();
      var expected = test.get("Expected").asText();
      assertThat(contract.gas(input)).isEqualTo(6_900);
      if (!contract.run(input).equals(expected)) {
        failures.add(test.get("Name").asText());
      }
      good += expected.isEmpty() ? 0 : 1;
    }
    assertThat(failures).isEmpty();
    assertThat(good).isGreaterThan(100);
  }

  @Test
  void pointEvaluation() {
    var contract = Contract.at(0x0a, Fork.CANCUN);
    var file = json("pointEvaluationPrecompile.json");
    var answer = file.get("PrecompileReturnValue").asText();
    var results = new ArrayList<String>();
    var expected = new ArrayList<String>();
    for (var test : file.get("TestCases")) {
      results.add(contract.run(test.get("Input").asText()));
      expected.add(test.get("Valid").asBoolean() ? answer : "refused");
      assertThat(contract.gas(test.get("Input").asText())).isEqualTo(50_000);
    }
    assertThat(results).isEqualTo(expected).contains("refused", answer);
  }

  @Test
  void inputsOfOtherLengths() {
    var odd = List.of(1, 159, 161, 255, 257, 287, 289, 383, 385, 511, 513);
    for (int address : new int[] {0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11}) {
      var contract = Contract.at(address, Fork.PRAGUE);
      assertThat(contract.run("")).isEqualTo("refused");
      for (int length : odd) {
        assertThat(contract.run(HexFormat.of().formatHex(new byte[length]))).isEqualTo("refused");
      }
    }
    var p256 = Contract.at(0x100, Fork.OSAKA);
    odd.forEach(length -> assertThat(p256.run(HexFormat.of().formatHex(new byte[length]))).isEmpty());
  }
}
