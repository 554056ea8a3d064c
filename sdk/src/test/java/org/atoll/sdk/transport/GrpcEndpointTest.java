package org.atoll.sdk.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GrpcEndpointTest {
  @Test
  void socketsAndTlsAreToldApart() {
    assertThat(GrpcEndpoint.parse("unix:run/client.sock")).isEqualTo(new GrpcEndpoint.Unix(Path.of("run/client.sock")));
    assertThat(GrpcEndpoint.parse("/n/run/client.sock")).isEqualTo(new GrpcEndpoint.Unix(Path.of("/n/run/client.sock")));
    assertThat(GrpcEndpoint.parse("tls://node-0.example:7801")).isEqualTo(new GrpcEndpoint.Tls("node-0.example", 7801));
    assertThat(GrpcEndpoint.parse("tls://[::1]:7801")).isEqualTo(new GrpcEndpoint.Tls("::1", 7801));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix:/n/run/client.sock", "tls://127.0.0.1:7801", "tls://[fe80::1]:1", "tls://validator-0:7801"})
  void whatIsWrittenIsReadTheSame(String text) {
    assertThat(GrpcEndpoint.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tcp://localhost:7801", "http://localhost:7801", "localhost:7801", "tls:localhost:7801",
      "tls://localhost", "tls://localhost:77777", "tls://localhost:7801/x", "tls://:7801", "tls://::1:7801", "tls://[x]:1", "tls://no_host:1"})
  void whatIsNeitherIsRefusedSayingWhatIsExpected(String text) {
    assertThatThrownBy(() -> GrpcEndpoint.parse(text)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tls://HOST:PORT");
  }
}
