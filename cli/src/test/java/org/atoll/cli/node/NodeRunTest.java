package org.atoll.cli.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.atoll.cli.command.InitCommand;
import org.atoll.cli.config.ConfigException;
import org.atoll.cli.config.Configuration;
import org.atoll.cli.crash.Wallet;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.mempool.core.SenderRules;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A whole node in this process, whose operator changes his mind. */
final class NodeRunTest {
  private final Wallet wallet = new Wallet(0);
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  @TempDir Path root;
  private Path folder;
  private int port;

  @BeforeEach
  void makeFolder() throws Exception {
    folder = root.resolve("node");
    assertThat(new CommandLine(new InitCommand()).execute("--dir", folder.toString())).isZero();
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  private Configuration settings() throws Exception {
    return Configuration.load(Optional.empty(), Map.of(), Map.of("rpc.bind", "127.0.0.1:" + port, "ops.bind", "",
        "processors.embedded", "evm", "client.listen", "off", "processors.listen", "off"));
  }

  private NodeRun start() throws Exception {
    return NodeRun.start(folder, settings(), Genesis.read(folder.resolve("genesis.json")), new NodeRun.DevBlocks(0),
        Clock.systemUTC(), broken::set);
  }

  private String send(HttpClient http) throws Exception {
    var raw = wallet.transfer(EvmAddress.ZERO, 1).encode().to0x();
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
        .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_sendRawTransaction\",\"params\":[\"" + raw + "\"]}")).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private void permission(String text) throws Exception {
    Files.writeString(folder.resolve("permission.toml"), text);
  }

  @Test
  void permissionsHoldFromTheStartAndChangeWhileTheNodeRuns() throws Exception {
    permission("[accounts]\ndeny = [\"" + wallet.address() + "\"]\n");
    try (var node = start(); var http = HttpClient.newHttpClient()) {
      assertThat(send(http)).contains("\"code\":-32003").contains("\"code\":\"NOT_PERMITTED\"").contains("\"hint\":")
          .contains("sender not permitted: account " + wallet.address());

      permission("[accounts]\ndney = []\n");
      assertThatThrownBy(() -> node.reload(settings())).isInstanceOf(ConfigException.class)
          .hasMessageContaining("permission.toml, line 2").hasMessageContaining("accounts.deny");
      assertThat(send(http)).contains("-32003");

      Files.delete(folder.resolve("permission.toml"));
      node.reload(settings());
      wallet.nonce(0);
      assertThat(send(http)).contains("\"result\":\"0x");

      permission("[accounts]\nallow = [\"" + EvmAddress.ZERO + "\"]\n");
      node.reload(settings());
      assertThat(send(http)).contains("-32003");
    }
    assertThat(broken.get()).isNull();
  }

  @Test
  void aChangedFileIsTakenWithoutASignal() throws Exception {
    var told = new ArrayList<SenderRules>();
    permission("[accounts]\ndeny = [\"" + wallet.address() + "\"]\n");
    try (var watch = new PermissionWatch(folder)) {
      assertThat(watch.read().senders().accounts().deny()).hasSize(1);
      watch.look(told::add);
      assertThat(told).isEmpty();

      permission("[accounts]\nallow = [\"" + EvmAddress.ZERO + "\", \"" + wallet.address() + "\"]\n");
      watch.look(told::add);
      watch.look(told::add);
      assertThat(told).singleElement().satisfies(rules -> assertThat(rules.accounts().allow()).hasSize(2));

      permission("[accounts]\nallow = 7\n");
      watch.look(told::add);
      assertThat(told).hasSize(1);

      Files.delete(folder.resolve("permission.toml"));
      watch.look(told::add);
      assertThat(told).last().isEqualTo(SenderRules.ALL);
    }
  }

  @Test
  void aSecretIsOfItsOwnerOnly() throws Exception {
    assertThat(SecretFile.read(folder, "")).isEmpty();
    assertThatThrownBy(() -> SecretFile.read(folder, "token")).hasMessageContaining("does not exist");

    WholeFile.create(folder.resolve("token"), "s3cret\n", "rw-------");
    assertThat(SecretFile.read(folder, "token")).contains("s3cret");

    Files.setPosixFilePermissions(folder.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> SecretFile.read(folder, "token")).hasMessageContaining("chmod 600");
  }

  @Test
  void aBadPermissionFileStopsTheStart() throws Exception {
    permission("[accounts]\ndeny = [\"0x1\"]\n");

    assertThatThrownBy(this::start).isInstanceOf(ConfigException.class).hasMessageContaining("line 2");
    assertThat(folder.resolve("data")).doesNotExist();
  }
}
