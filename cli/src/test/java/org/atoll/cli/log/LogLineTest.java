package org.atoll.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LogLineTest {
  private static final Instant NOON = Instant.parse("2027-01-31T12:00:00.123Z");

  private static LogLine line(String logger, String message) {
    return new LogLine(NOON, "INFO", logger, message, "");
  }

  @Test
  void textIsALineForPeople() {
    assertThat(line("org.atoll.validator.chain.ChainLoop", "block.final height=812 id=9f3c2a1b").text())
        .isEqualTo("2027-01-31T12:00:00.123Z INFO  chain block.final height=812 id=9f3c2a1b\n");
  }

  @Test
  void jsonIsAnObjectForPrograms() {
    assertThat(line("org.atoll.gossip.core.Peering", "peer.down id=9f why=\"they said: \\\"no\\\"\" empty=").json())
        .isEqualTo("{\"ts\":\"2027-01-31T12:00:00.123Z\",\"level\":\"INFO\",\"component\":\"gossip\",\"event\":\"peer.down\","
            + "\"id\":\"9f\",\"why\":\"they said: \\\\\\\"no\\\\\\\"\",\"empty\":\"\"}\n");
    assertThat(line("org.atoll.gossip.zmq.Intake", "event=peer.up peer=1").json())
        .contains("\"event\":\"peer.up\",\"peer\":\"1\"");
    assertThat(line("io.helidon.webserver.X", "Server started on all channels").json())
        .contains("\"component\":\"helidon\",\"event\":\"message\",\"message\":\"Server started on all channels\"");
    assertThat(line("org.atoll.cli.node.NodeRun", "config.reloaded").json()).contains("\"event\":\"config.reloaded\"");
  }

  @Test
  void aWarningThatRepeatsIsToldOnceInTenSeconds() {
    var limit = new WarningLimit();

    assertThat(limit.pass("a", NOON)).hasValue(0);
    assertThat(limit.pass("a", NOON.plusSeconds(1))).isEmpty();
    assertThat(limit.pass("a", NOON.plusSeconds(9))).isEmpty();
    assertThat(limit.pass("b", NOON.plusSeconds(9))).hasValue(0);
    assertThat(limit.pass("a", NOON.plusSeconds(10))).hasValue(2);
    assertThat(limit.pass("a", NOON.plusSeconds(21))).hasValue(0);
    assertThat(limit.pass("a", NOON)).as("the clock was set back").hasValue(0);
  }
}
