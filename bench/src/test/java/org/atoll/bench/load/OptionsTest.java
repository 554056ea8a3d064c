package org.atoll.bench.load;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void shapesTellWhichOptionIsWrong() {
    assertThatThrownBy(() -> new Shape(0, 0, 1, 1, 0)).hasMessage("--transactions is 1 to 10000000, not 0");
    assertThatThrownBy(() -> new Shape(1, -1, 1, 1, 0)).hasMessageContaining("--warm-up");
    assertThatThrownBy(() -> new Shape(1, 0, 0, 1, 0)).hasMessageContaining("--senders");
    assertThatThrownBy(() -> new Shape(1, 0, 1, 0, 0)).hasMessageContaining("--recipients");
  }

  @Test
  void pacesTellWhichOptionIsWrong() {
    assertThatThrownBy(() -> new Pace(0, 1, 0, Duration.ofSeconds(1))).hasMessageContaining("--batch");
    assertThatThrownBy(() -> new Pace(1, 0, 0, Duration.ofSeconds(1))).hasMessageContaining("--connections");
    assertThatThrownBy(() -> new Pace(1, 1, -5, Duration.ofSeconds(1))).hasMessageContaining("--rate");
    assertThatThrownBy(() -> new Pace(1, 1, 0, Duration.ZERO)).hasMessageContaining("--patience");
  }

  @Test
  void theTargetIsAnHttpUrl() {
    assertThatThrownBy(() -> new Target(URI.create("localhost:8545"), Account.key(0, 0), Map.of()))
        .hasMessageContaining("--rpc");
  }

  @Test
  void keysDependOnSeedAndIndexOnly() {
    assertThat(Account.key(5, 1).publicKey()).isEqualTo(Account.key(5, 1).publicKey())
        .isNotEqualTo(Account.key(5, 2).publicKey()).isNotEqualTo(Account.key(6, 1).publicKey());
  }
}
