package org.atoll.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;

class GoalTest {
  @Test
  void lessIsBetterForCosts() {
    assertThat(Goal.G2.verdict(0.6)).isEqualTo("aim");
    assertThat(Goal.G2.verdict(1.5)).isEqualTo("must");
    assertThat(Goal.G2.verdict(1.51)).isEqualTo("missed");
    assertThat(Goal.G2.bounds()).isEqualTo("≤ 1.5 (aim 0.65)");
  }

  @Test
  void moreIsBetterForRates() {
    assertThat(Goal.G1.verdict(50)).isEqualTo("aim");
    assertThat(Goal.G1.verdict(10)).isEqualTo("must");
    assertThat(Goal.G1.verdict(9)).isEqualTo("missed");
  }

  @Test
  void allAcknowledgedMustBeMined() {
    assertThat(Goal.G8.verdict(1)).isEqualTo("aim");
    assertThat(Goal.G8.verdict(0.99999)).isEqualTo("missed");
  }

  @Test
  void resultIsTheMedian() {
    var result = new GoalResult(Goal.G2, List.of(0.9, 0.5, 0.7), List.of("a note"));
    assertThat(result.value()).isEqualTo(0.7);
    assertThat(result.text()).contains("0.700, goal ≤ 1.5 (aim 0.65): must").contains("a note");
    assertThat(result.json().path("verdict").asText()).isEqualTo("must");
  }

  @Test
  void portsBelowTheEphemeralOnes() {
    var key = PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("11".repeat(32)));
    assertThatThrownBy(() -> new Setup(List.of("atoll"), Path.of("anvil"), Path.of("."), 40_000, key, 5, 100, 0, 0))
        .hasMessage("--port is 1024 to 32767, not 40000");
    assertThatThrownBy(() -> new Setup(List.of("atoll"), Path.of("anvil"), Path.of("."), 18_545, key, 0, 100, 0, 0))
        .hasMessageContaining("--pairs");
  }
}
