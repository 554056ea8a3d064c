package org.atoll.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.atoll.cli.crash.JsonRpc;
import org.atoll.cli.crash.Wallet;
import org.atoll.cli.node.KeyFile;
import org.atoll.cli.tls.Organisation;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.transport.CertificateRole;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gateways, processors and an engine that reach validators over TLS only, all processes of their own. */
@Timeout(600)
final class TlsIT {
  private static final Duration PATIENCE = Scale.patience();
  private static final int BASE = 24_000;
  private static final int GATEWAY = BASE + 350;
  private static final int LISTEN = BASE + 360;

  @TempDir Path folder;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endProcesses() throws InterruptedException {
    for (var process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void givenTwoValidators_whenOneEnds_thenItsGatewayAsksTheOther() throws Exception {
    var organisation = new Organisation(folder.resolve("certificates"));
    try (var cluster = Cluster.make(folder.resolve("n"), 2, false, NetworkPlan.Ports.of(BASE))) {
      for (int i = 0; i < 2; i++) {
        change(node(cluster, i, organisation), "[client]\nlisten = \"off\"",
            "[client]\nlisten = [\"unix\", \"tls://127.0.0.1:" + (LISTEN + i) + "\"]");
      }
      cluster.started(PATIENCE);
      var log = run(organisation.of(CertificateRole.CLIENT), "gateway", "--validator",
          "tls://127.0.0.1:" + LISTEN + ",tls://localhost:" + (LISTEN + 1), "--port", Integer.toString(GATEWAY));
      var rpc = new JsonRpc(GATEWAY);
      cluster.await(PATIENCE, "the gateway answers", () -> height(rpc) >= 0);

      cluster.network.kill(0);

      cluster.await(PATIENCE, "the gateway answers again", () -> height(rpc) >= 0);
      assertThat(log).content().contains("validator_switched to=1 of=2");
      cluster.network.start(0);
      cluster.await(PATIENCE, "the gateway is back at its own",
          () -> Files.readString(log).contains("validator_switched to=0"));
      assertThat(height(rpc)).isNotNegative();
    }
  }

  @Test
  void givenAValidatorAlone_whenEngineAndProcessorsConnect_thenBlocksAreMade() throws Exception {
    var organisation = new Organisation(folder.resolve("certificates"));
    var engineKey = PrivateKey.generate(SignatureAlgorithm.SECP256K1, new SecureRandom());
    KeyFile.write(folder.resolve("engine.json"), engineKey);
    try (var cluster = Cluster.make(folder.resolve("n"), 1, false, NetworkPlan.Ports.of(BASE))) {
      var node = node(cluster, 0, organisation);
      change(node, "[client]\nlisten = \"off\"", "[client]\nlisten = \"tls://127.0.0.1:" + LISTEN
          + "\"\n\n[engine]\nlisten = \"tls://127.0.0.1:" + (LISTEN + 2) + "\"\nkeys = \""
          + engineKey.publicKey().encoded().toHex() + "\"");
      change(node, "embedded = [\"evm\",\n  \"intkey\"]\nlisten = \"off\"",
          "embedded = []\nlisten = \"tls://127.0.0.1:" + (LISTEN + 1) + "\"");
      cluster.network.startAll();
      var forProcessors = organisation.of(CertificateRole.PROCESSOR);
      run(organisation.of(CertificateRole.ENGINE), "engine", "dpos", "--connect", "tls://localhost:" + (LISTEN + 2), "--key",
          folder.resolve("engine.json").toString());
      run(forProcessors, "processor", "seth", "--connect", "tls://localhost:" + (LISTEN + 1));
      run(organisation.of(CertificateRole.CLIENT), "gateway", "--validator", "tls://localhost:" + LISTEN, "--port",
          Integer.toString(GATEWAY));
      var rpc = new JsonRpc(GATEWAY);

      cluster.await(PATIENCE, "two blocks", () -> height(rpc) >= 2);
      var transfer = new Wallet(0).transfer(Cluster.SINK, 1).encode().to0x();
      rpc.call("eth_sendRawTransaction", JsonRpc.quoted(transfer));
      cluster.await(PATIENCE, "a transfer, executed over TLS", () -> rpc.balance(Cluster.SINK, "latest").signum() > 0);
    }
  }

  private static Path node(Cluster cluster, int index, Organisation organisation) throws Exception {
    var node = cluster.network.folder().resolve("node" + index);
    Files.move(organisation.validator(), node.resolve("tls"));
    return node;
  }

  /** Its log. */
  private Path run(Path certificate, String... arguments) throws Exception {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--tls", certificate.toString()));
    var log = folder.resolve(arguments[0] + ".log");
    processes.add(Launcher.ofThisProcess().start(List.of("-Xmx160m"), all, log));
    return log;
  }

  /** Negative while there is no answer. */
  private static long height(JsonRpc rpc) {
    try {
      assertThat(rpc.call("eth_chainId", "").asText()).isEqualTo("0x7a69");
      return JsonRpc.quantity(rpc.call("eth_blockNumber", "")).longValueExact();
    } catch (RuntimeException notYet) { // refused, or -32011: the caller asks again for as long as it has patience
      return -1;
    }
  }

  private static void change(Path node, String from, String to) throws Exception {
    var file = node.resolve("atoll.toml");
    var text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }
}
