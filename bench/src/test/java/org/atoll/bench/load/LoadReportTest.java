package org.atoll.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.atoll.bench.measure.Percentiles;
import org.junit.jupiter.api.Test;

class LoadReportTest {
  private static LoadReport report() {
    var cpu = new LinkedHashMap<String, Duration>();
    cpu.put("validator", Duration.ofMillis(300));
    cpu.put("gateway", Duration.ofMillis(100));
    cpu.put("client", Duration.ofMillis(50));
    return new LoadReport("transfer", "Atoll", "transactions",
        new LoadReport.Counts(1_100, 1_050, 1_000, 20, Map.of("nonce too low (-32000)", 50)), 0.5,
        Percentiles.of(new long[] {1_000_000}), Percentiles.of(new long[] {2_000_000}), cpu, 1.5, 2.25);
  }

  @Test
  void rates() {
    assertThat(report().perSecond()).isEqualTo(2_000);
    assertThat(report().serverMicros()).isEqualTo(400);
    assertThat(report().clientMicros()).isEqualTo(50);
    assertThat(report().counts().lost()).isEqualTo(30);
    assertThat(report().counts().refused()).isEqualTo(50);
  }

  @Test
  void text() {
    assertThat(report().text()).contains("1000 mined with status 1, 20 failed, 50 refused, 30 lost")
        .contains("50 × nonce too low (-32000)").contains("2000 transactions/s").contains("gateway    100.0 µs each");
  }

  @Test
  void json() {
    var json = report().json();
    assertThat(json.path("schema").asText()).isEqualTo("atoll.bench/1");
    assertThat(json.path("mined").asInt()).isEqualTo(1_000);
    assertThat(json.path("cpuMicrosEach").path("validator").asDouble()).isEqualTo(300);
    assertThat(json.path("completeMillis").path("p99").asDouble()).isEqualTo(2);
  }
}
