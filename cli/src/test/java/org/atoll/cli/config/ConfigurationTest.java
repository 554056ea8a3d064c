package org.atoll.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.gossip.Endpoint;
import org.atoll.sdk.transport.GrpcEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationTest {
  @TempDir Path folder;

  private Optional<Path> file(String toml) throws Exception {
    return Optional.of(Files.writeString(folder.resolve("atoll.toml"), toml));
  }

  @Test
  void optionBeatsEnvironmentBeatsFileBeatsDefault() throws Exception {
    var file = file("[p2p]\nmin-peers = 3\n");
    var variable = Map.of("ATOLL_P2P_MIN_PEERS", "4");
    var option = Map.of("p2p.min-peers", "5");

    assertThat(Configuration.load(Optional.empty(), Map.of(), Map.of()).get(Settings.P2P_MIN_PEERS)).isEqualTo(8);
    assertThat(Configuration.load(file, Map.of(), Map.of()).get(Settings.P2P_MIN_PEERS)).isEqualTo(3);
    assertThat(Configuration.load(file, variable, Map.of()).get(Settings.P2P_MIN_PEERS)).isEqualTo(4);
    var all = Configuration.load(file, variable, option);
    assertThat(all.get(Settings.P2P_MIN_PEERS)).isEqualTo(5);
    assertThat(all.all(Settings.P2P_MIN_PEERS)).containsExactly(Map.entry(Layer.DEFAULT, "8"),
        Map.entry(Layer.FILE, "3"), Map.entry(Layer.ENVIRONMENT, "4"), Map.entry(Layer.OPTION, "5"));
  }

  @Test
  void anUnknownKeyInTheFileIsRefusedNamingTheNearest() throws Exception {
    var file = file("[p2p]\nmin-pears = 3\n");

    assertThatThrownBy(() -> Configuration.load(file, Map.of(), Map.of())).isInstanceOf(ConfigException.class)
        .hasMessageContaining("p2p.min-pears").hasMessageContaining("did you mean p2p.min-peers?");
  }

  @Test
  void anUnknownVariableOnlyWarns() throws Exception {
    var settings = Configuration.load(Optional.empty(), Map.of("ATOLL_SERVICE_HOST", "10.0.0.1"), Map.of());

    assertThat(settings.warnings()).singleElement().asString().contains("ATOLL_SERVICE_HOST");
  }

  @Test
  void aVariableMayNameAFileWithTheValue() throws Exception {
    var value = Files.writeString(folder.resolve("value"), "3\n");

    var settings = Configuration.load(Optional.empty(), Map.of("ATOLL_P2P_MIN_PEERS_FILE", value.toString()), Map.of());

    assertThat(settings.get(Settings.P2P_MIN_PEERS)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"p2p.bind, 7700", "p2p.min-peers, many", "store.cache, 12 parsecs", "mempool.expiry, 10",
      "processors.embedded, plasma", "p2p.bootstrap, nobody", "rpc.bind, localhost", "client.listen, tcp",
      "client.listen, tcp://127.0.0.1:7801", "client.listen, 'off,unix'", "client.listen, tls://127.0.0.1",
      "engine.listen, 127.0.0.1:7803", "processors.listen, ''",
      "log.level, loud", "log.format, xml", "p2p.deny, somebody",
      "sync.checkpoint, 12", "sync.checkpoint, 0:0x0101010101010101010101010101010101010101010101010101010101010101"})
  void aValueThatMakesNoSenseIsRefusedWithItsName(String key, String text) {
    assertThatThrownBy(() -> Configuration.load(Optional.empty(), Map.of(), Map.of(key, text)))
        .isInstanceOf(ConfigException.class).hasMessageContaining(key).hasMessageContaining("option");
  }

  @Test
  void aServiceIsListenedForOnItsSocketOverTlsOnBothOrNowhere() throws Exception {
    var file = file("[client]\nlisten = [\"unix\", \"tls://0.0.0.0:7801\", \"tls://[::1]:7801\"]\n"
        + "[processors]\nlisten = \"tls://10.0.0.4:7802\"\n[engine]\nlisten = \"off\"\n");

    var settings = Configuration.load(file, Map.of(), Map.of());

    assertThat(settings.get(Settings.CLIENT_LISTEN)).isEqualTo(new Listen(true, List.of(
        new GrpcEndpoint.Tls("0.0.0.0", 7801), new GrpcEndpoint.Tls("::1", 7801))));
    assertThat(settings.get(Settings.PROCESSORS_LISTEN))
        .isEqualTo(new Listen(false, List.of(new GrpcEndpoint.Tls("10.0.0.4", 7802))));
    assertThat(settings.get(Settings.ENGINE_LISTEN)).isEqualTo(new Listen(false, List.of()));
  }

  @Test
  void whatAReloadCannotChangeIsNamed() throws Exception {
    var before = Configuration.load(Optional.empty(), Map.of("ATOLL_LOG_LEVEL", "DEBUG"), Map.of());
    var after = Configuration.load(Optional.empty(), Map.of(), Map.of("log.format", "json", "p2p.min-peers", "3",
        "p2p.deny", "02" + "11".repeat(32)));

    assertThat(before.get(Settings.LOG_LEVEL)).isEqualTo("debug");
    assertThat(after.get(Settings.P2P_DENY)).hasSize(1);
    assertThat(before.fixedThatDiffer(after)).isEqualTo(List.of(Settings.P2P_MIN_PEERS));
  }

  @Test
  void whatIsRenderedIsReadTheSame() throws Exception {
    var texts = new LinkedHashMap<Setting<?>, String>();
    texts.put(Settings.NODE_NAME, "a \"name\" with \\");
    texts.put(Settings.P2P_BIND, "127.0.0.1:7700,[::1]:7700");
    texts.put(Settings.P2P_BOOTSTRAP, "");
    texts.put(Settings.P2P_DIAL_REWRITE, "127.0.0.1:1=127.0.0.1:2");
    texts.put(Settings.P2P_MIN_PEERS, "3");
    texts.put(Settings.STORE_CACHE, "32MiB");
    texts.put(Settings.SYNC_CHECKPOINT, "7:0x" + "0a".repeat(32));
    texts.put(Settings.RPC_BIND, "127.0.0.1:8545");

    var settings = Configuration.load(file(SettingsFile.render(texts)), Map.of(), Map.of());

    texts.forEach((setting, text) -> assertThat(settings.text(setting)).isEqualTo(text));
    assertThat(settings.get(Settings.P2P_DIAL_REWRITE))
        .containsEntry(new Endpoint("127.0.0.1", 1), new Endpoint("127.0.0.1", 2));
    assertThat(settings.get(Settings.STORE_CACHE)).isEqualTo(32L << 20);
    assertThat(settings.get(Settings.SYNC_CHECKPOINT)).map(block -> block.height()).contains(7L);
  }
}
