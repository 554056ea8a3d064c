package org.atoll.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.atoll.cli.crash.JsonRpc;
import org.atoll.cli.tls.Organisation;
import org.atoll.sdk.transport.CertificateRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that reaches two validators over TLS only, all processes of their own. */
@Timeout(600)
final class TlsIT {
  private static final Duration PATIENCE = Scale.patience();
  private static final int BASE = 24_000;
  private static final int GATEWAY = BASE + 350;
  private static final int CLIENTS = BASE + 360;

  @TempDir Path folder;

  @Test
  void givenTwoValidators_whenOneEnds_thenItsGatewayAsksTheOther() throws Exception {
    var organisation = new Organisation(folder.resolve("certificates"));
    try (var cluster = Cluster.make(folder.resolve("n"), 2, false, NetworkPlan.Ports.of(BASE))) {
      for (int i = 0; i < 2; i++) {
        listen(cluster.network.folder().resolve("node" + i), organisation, CLIENTS + i);
      }
      cluster.started(PATIENCE);
      var gateway = Launcher.ofThisProcess().start(List.of("-Xmx160m"), List.of("gateway", "--validator",
          "tls://127.0.0.1:" + CLIENTS + ",tls://localhost:" + (CLIENTS + 1), "--tls",
          organisation.of(CertificateRole.CLIENT).toString(), "--port", Integer.toString(GATEWAY)),
          folder.resolve("gateway.log"));
      try {
        var rpc = new JsonRpc(GATEWAY);
        cluster.await(PATIENCE, "the gateway answers", () -> answers(rpc));

        cluster.network.kill(0);

        cluster.await(PATIENCE, "the gateway answers again", () -> answers(rpc));
        assertThat(cluster.network.status().getFirst().health()).isEmpty();
        assertThat(folder.resolve("gateway.log")).content().contains("validator_switched to=1 of=2");
        cluster.network.start(0);
        cluster.await(PATIENCE, "the gateway is back at its own",
            () -> Files.readString(folder.resolve("gateway.log")).contains("validator_switched to=0"));
        assertThat(answers(rpc)).isTrue();
      } finally {
        gateway.destroyForcibly().waitFor();
      }
    }
  }

  private static boolean answers(JsonRpc rpc) {
    try {
      return rpc.call("eth_chainId", "").asText().equals("0x7a69");
    } catch (RuntimeException notYet) { // refused or -32011: the caller asks again for as long as it has patience
      return false;
    }
  }

  private static void listen(Path node, Organisation organisation, int port) throws Exception {
    Files.move(organisation.validator(), node.resolve("tls"));
    var file = node.resolve("atoll.toml");
    var text = Files.readString(file);
    assertThat(text).contains("[client]\nlisten = \"off\"");
    Files.writeString(file, text.replace("[client]\nlisten = \"off\"",
        "[client]\nlisten = [\"unix\", \"tls://127.0.0.1:" + port + "\"]"));
  }
}
