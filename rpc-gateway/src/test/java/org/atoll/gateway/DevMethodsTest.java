package org.atoll.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.atoll.sdk.proto.DevCommandRequest;
import org.atoll.sdk.proto.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Control over a development chain. */
final class DevMethodsTest {
  private GatewayHarness harness;

  @BeforeEach
  void start() throws Exception {
    harness = GatewayHarness.startDev();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  private DevCommandRequest command() {
    return harness.validator.commands.getLast();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      evm_mine | [] | "0x0" | mine: 1
      evm_mine | [{"blocks":3}] | "0x0" | mine: 3
      evm_mine | [1700000000] | "0x0" | mine: 1
      evm_setAutomine | [true] | true | automine: true
      evm_setAutomine | [false] | true | automine: false
      evm_setIntervalMining | [1500] | true | interval_millis: 1500
      evm_setIntervalMining | ["0x0"] | true | interval_millis: 0
      evm_increaseTime | [60] | 60 | time_offset_millis: 60000
      evm_increaseTime | ["0x3c"] | 60 | time_offset_millis: 60000
      evm_setNextBlockTimestamp | [1700000000] | "1700000000" | next_timestamp_millis: 1700000000000
      """)
  void commandsReachTheValidator(String method, String params, String expected, String command) throws Exception {
    assertThat(harness.result(method, params)).isEqualTo(GatewayHarness.JSON.readTree(expected));
    assertThat(command().toString().strip()).isEqualTo(command);
  }

  @Test
  void miningAtATimeSetsItFirst() throws Exception {
    harness.result("evm_mine", "[{\"timestamp\":1700000000,\"blocks\":2}]");

    assertThat(harness.validator.commands).map(request -> request.toString().strip())
        .containsExactly("next_timestamp_millis: 1700000000000", "mine: 2");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      evm_mine | [{"blocks":0}] | -32602 invalid argument 0: blocks: expected 1 to 1000
      evm_setAutomine | ["yes"] | -32602 invalid argument 0: expected a boolean, got a string
      evm_increaseTime | [-5] | -32602 invalid argument 0: expected a string, got a number
      evm_setIntervalMining | [999999999999] | -32602 invalid argument 0: expected at most 86400000 milliseconds
      evm_snapshot | [] | -32601 the method evm_snapshot does not exist/is not available
      """)
  void nonsenseIsRefused(String method, String params, String expected) throws Exception {
    assertThat(harness.error(method, params)).isEqualTo(expected);
  }

  @Test
  void aChainThatIsNotForDevelopmentRefuses() throws Exception {
    harness.validator.refusal = Optional.of(Refusal.newBuilder().setCode(-32601).setMessage("not a dev chain").build());

    assertThat(harness.error("evm_mine", "[]")).isEqualTo("-32601 not a dev chain");
  }
}
