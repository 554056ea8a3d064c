package org.atoll.cli.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.atoll.cli.config.Configuration;
import org.atoll.cli.crash.JsonRpc;
import org.atoll.cli.node.Consensus;
import org.atoll.cli.node.Gateways;
import org.atoll.cli.node.KeyFiles;
import org.atoll.cli.node.NodeRun;
import org.atoll.gateway.GatewayServer;
import org.atoll.intkey.IntkeyHandler;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.EngineProvider;
import org.atoll.sdk.engine.runner.EngineRunner;
import org.atoll.sdk.processor.runner.ProcessorOptions;
import org.atoll.sdk.processor.runner.ProcessorRunner;
import org.atoll.sdk.transport.CertificateRole;
import org.atoll.sdk.transport.Channels;
import org.atoll.sdk.transport.GrpcEndpoint;
import org.atoll.validator.genesis.Genesis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A validator whose engine, processor and gateway all connect over TLS. */
@Timeout(180)
final class NodeOverTlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CHAIN = 31_337;

  private final ExecutorService threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon(true).factory());
  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  private final PrivateKey engineKey = key();
  private Organisation organisation;
  private Path node;

  @TempDir Path folder;

  private static PrivateKey key() {
    return PrivateKey.generate(SignatureAlgorithm.SECP256K1, new SecureRandom());
  }

  @BeforeEach
  void makeFolder() throws IOException {
    organisation = new Organisation(folder.resolve("certificates"));
    node = Files.createDirectories(folder.resolve("node"));
    KeyFiles.create(node);
    Files.move(organisation.validator(), node.resolve("tls"));
  }

  @AfterEach
  void close() throws Exception {
    for (var each : open.reversed()) {
      each.close();
    }
    threads.shutdownNow();
  }

  private NodeRun start(Map<String, String> more) throws Exception {
    var settings = new HashMap<>(Map.of("p2p.bind", "127.0.0.1:0", "ops.bind", ""));
    settings.putAll(more);
    var genesis = Genesis.withTemplates(CHAIN, System.currentTimeMillis(),
        Consensus.dpos(List.of(KeyFiles.signing(node).publicKey()), 500), Map.of(), Map.of());
    var run = NodeRun.start(node, Configuration.load(Optional.empty(), Map.of(), settings), genesis,
        new NodeRun.DevBlocks(0), Clock.systemUTC(), broken::set);
    open.add(run::close);
    return run;
  }

  private static String freeAddress() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return "tls://127.0.0.1:" + socket.getLocalPort();
    }
  }

  private ManagedChannel dial(String endpoint, CertificateRole role) throws IOException {
    var channel = Channels.connect(GrpcEndpoint.parse(endpoint),
        Optional.of(Organisation.identity(organisation.of(role))), threads);
    open.add(channel::shutdownNow);
    return channel;
  }

  private EngineRunner engine(ManagedChannel channel) {
    var runner = EngineRunner.start(channel, EngineProvider.find("dpos", "1.0").orElseThrow()::create, engineKey);
    open.add(runner);
    return runner;
  }

  private ProcessorRunner processor(ManagedChannel channel) {
    var runner = ProcessorRunner.start(channel, List.of(new IntkeyHandler()), key(), ProcessorOptions.defaults());
    open.add(runner);
    return runner;
  }

  private JsonRpc gateway(ManagedChannel channel) {
    var gateway = GatewayServer.start(Gateways.plain("127.0.0.1", 0), channel, Clock.systemUTC());
    open.add(gateway);
    return new JsonRpc(gateway.port());
  }

  @Test
  void engineProcessorAndGatewayWorkFromElsewhere() throws Exception {
    var clients = freeAddress();
    var processors = freeAddress();
    var engines = freeAddress();
    var health = freeAddress().substring("tls://".length());
    start(Map.of("client.listen", clients, "processors.listen", "unix," + processors, "engine.listen", engines,
        "engine.keys", engineKey.publicKey().encoded().toHex(), "ops.bind", health));
    var rpc = gateway(dial(clients, CertificateRole.CLIENT));

    assertThat(JsonRpc.quantity(rpc.call("eth_chainId", ""))).isEqualTo(CHAIN);
    assertThat(rpc.call("eth_blockNumber", "").asText()).isEqualTo("0x0");
    assertThat(engine(dial(engines, CertificateRole.ENGINE)).awaitRegistered(PATIENCE)).isTrue();
    assertThat(processor(dial(processors, CertificateRole.PROCESSOR)).awaitRegistered(PATIENCE)).isTrue();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (JsonRpc.quantity(rpc.call("eth_blockNumber", "")).intValueExact() < 3) {
      assertThat(System.nanoTime()).as("three blocks by a remote engine").isLessThan(deadline);
      Thread.sleep(100);
    }
    try (var http = HttpClient.newHttpClient()) {
      assertThat(http.send(HttpRequest.newBuilder(URI.create("http://" + health + "/readyz")).build(),
          HttpResponse.BodyHandlers.ofString()).body()).as("a certificate of one day").contains("cert-expiring");
    }
    assertThat(node.resolve("run/client.sock")).doesNotExist();
    assertThat(node.resolve("run/processor.sock")).exists();
    assertThat(broken).hasNullValue();
  }

  @Test
  void aGatewaysCertificateAttachesNoEngineAndNoProcessor() throws Exception {
    var processors = freeAddress();
    var engines = freeAddress();
    start(Map.of("client.listen", "off", "processors.listen", processors, "engine.listen", engines,
        "engine.keys", engineKey.publicKey().encoded().toHex()));

    var engine = engine(dial(engines, CertificateRole.CLIENT));
    var processor = processor(dial(processors, CertificateRole.CLIENT));

    assertThat(engine.awaitRegistered(Duration.ofSeconds(3))).isFalse();
    assertThat(processor.awaitRegistered(Duration.ofMillis(100))).isFalse();
  }

  @Test
  void enginesNeedKeysThatAreNamed() {
    assertThatThrownBy(() -> start(Map.of("engine.listen", freeAddress())))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("engine.keys");
  }

  @Test
  void aKeyThatOthersReadStopsTheStart() throws Exception {
    Files.setPosixFilePermissions(node.resolve("tls/key.pem"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> start(Map.of("client.listen", freeAddress()))).isInstanceOf(IOException.class)
        .hasMessageContaining("tls/key.pem").hasMessageContaining("chmod 600");
  }

  @Test
  void anAddressThatIsTakenIsNamed() throws Exception {
    try (var taken = new ServerSocket(0)) {
      assertThatThrownBy(() -> start(Map.of("client.listen", "tls://127.0.0.1:" + taken.getLocalPort())))
          .isInstanceOf(IOException.class).hasMessageContaining("cannot listen on tls://127.0.0.1:");
    }
  }
}
