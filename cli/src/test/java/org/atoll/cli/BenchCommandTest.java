package org.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.grpc.Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.atoll.cli.node.Gateways;
import org.atoll.cli.node.KeyFiles;
import org.atoll.cli.node.LocalNode;
import org.atoll.cli.node.Version;
import org.atoll.cli.wallet.Mnemonic;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.transport.UnixSockets;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.ValidatorConfig;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.store.StoreException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code atoll bench} as users call it: each workload against a node in this process, and what it says to nonsense. */
@TestInstance(Lifecycle.PER_CLASS)
class BenchCommandTest {
  private static final int USAGE = 64;
  private static final int UNREACHABLE = 2;

  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon(true).factory());
  private LocalNode node;
  private Server clients;
  private Path socket;

  @BeforeAll
  void startNode(@TempDir Path folder) throws IOException, StoreException, InterruptedException {
    var signing = KeyFiles.signing(folder);
    var rich = Secp256k1.addressOf(Mnemonic.keys(Mnemonic.WELL_KNOWN, 1).getFirst().publicKey());
    var genesis = Genesis.withTemplates(31_337, System.currentTimeMillis(),
        ConsensusEntry.dev(signing.publicKey()), Map.of(rich, Genesis.Account.funded(BigInteger.TEN.pow(22))), Map.of());
    var config = new ValidatorConfig(folder, genesis, signing, 0, true, false, 10_000, 64L << 20,
        PoolLimits.defaults(), BigInteger.TEN.pow(9), Version.client());
    node = LocalNode.start(config, Gateways.dev("127.0.0.1", 0), Clock.systemUTC(), broken -> {
      throw new AssertionError("the validator stopped", broken);
    });
    socket = folder.resolve("run/client.sock");
    clients = UnixSockets.serve(socket, threads, List.of(node.validator().clientService()));
  }

  @AfterAll
  void stopNode() throws InterruptedException {
    clients.shutdownNow();
    node.close();
    threads.shutdownNow();
  }

  private record Ended(int code, String out, String err) {}

  private static Ended run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code = Atoll.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ended(code, out.toString(), err.toString());
  }

  private String rpc() {
    return "http://127.0.0.1:" + node.rpcPort();
  }

  private static JsonNode report(Ended ended) throws IOException {
    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    return JsonMapper.builder().build().readTree(ended.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"transfer", "erc20"})
  void everyTransactionIsMined(String workload) throws IOException {
    var report = report(run("bench", workload, "--rpc", rpc(), "--transactions", "200", "--warm-up", "100", "--senders",
        "20", "--batch", "10", "--json", "--pid", "node=" + ProcessHandle.current().pid()));
    assertThat(report.path("workload").asText()).isEqualTo(workload);
    assertThat(report.path("sent").asInt()).isEqualTo(200);
    assertThat(report.path("acknowledged").asInt()).isEqualTo(200);
    assertThat(report.path("mined").asInt()).isEqualTo(200);
    assertThat(report.path("perSecond").asDouble()).isPositive();
    assertThat(report.path("completeMillis").path("p50").asDouble()).isPositive();
    assertThat(report.path("cpuMicrosEach").path("node").asDouble()).isPositive();
  }

  @Test
  void withARateItTakesAtLeastItsTime() throws IOException {
    var report = report(run("bench", "transfer", "--rpc", rpc(), "--transactions", "200", "--warm-up", "0", "--batch",
        "5", "--connections", "4", "--rate", "400", "--json"));
    assertThat(report.path("mined").asInt()).isEqualTo(200);
    assertThat(report.path("seconds").asDouble()).isGreaterThan(0.45);
  }

  @Test
  void nativeTransactionsAreMined() throws IOException {
    var report = report(run("bench", "intkey", "--socket", socket.toString(), "--transactions", "200", "--warm-up",
        "100", "--senders", "20", "--batch", "20", "--json"));
    assertThat(report.path("mined").asInt()).isEqualTo(200);
  }

  @Test
  void callsAreAnswered() throws IOException {
    var report = report(run("bench", "call", "--rpc", rpc(), "--transactions", "200", "--warm-up", "100", "--batch",
        "20", "--json"));
    assertThat(report.path("unit").asText()).isEqualTo("calls");
    assertThat(report.path("mined").asInt()).isEqualTo(200);
  }

  @Test
  void latencyOfEachTransaction() throws IOException {
    var report = report(run("bench", "latency", "--rpc", rpc(), "--transactions", "50", "--warm-up", "10", "--json"));
    assertThat(report.path("mined").asInt()).isEqualTo(50);
    assertThat(report.path("completeMillis").path("p50").asDouble()).isPositive();
  }

  @Test
  void theReportForPeople() {
    var ended = run("bench", "transfer", "--rpc", rpc(), "--transactions", "10", "--warm-up", "0", "--senders", "1");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("10 sent, 10 acknowledged, 10 mined with status 1, 0 failed, 0 refused, 0 lost")
        .contains("p50").contains("client");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--batch 0 | --batch is 1 to 1000, not 0",
      "--senders 0 | --senders is 1 to 100000, not 0",
      "--transactions 0 | --transactions is 1 to 10000000, not 0",
      "--connections 0 | --connections is 1 to 1000, not 0",
      "--rate -1 | --rate is not negative",
      "--patience 0 | --patience is 1 to 3600, not 0",
      "--rpc ftp://x | --rpc is a URL such as http://127.0.0.1:8545, not ftp://x",
      "--key 12 | --key is a private key: 64 hexadecimal digits",
      "--pid node | --pid"})
  void nonsenseIsExplained(String options, String message) {
    var arguments = new java.util.ArrayList<>(List.of("bench", "transfer"));
    arguments.addAll(List.of(options.split(" ")));
    var ended = run(arguments.toArray(String[]::new));
    assertThat(ended.code()).isEqualTo(USAGE);
    assertThat(ended.err()).contains(message);
  }

  @Test
  void anUnreachableNodeIsNamed() throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    var ended = run("bench", "transfer", "--rpc", "http://127.0.0.1:" + port);
    assertThat(ended.code()).isEqualTo(UNREACHABLE);
    assertThat(ended.err()).contains("cannot reach http://127.0.0.1:" + port);
  }

  @Test
  void aMissingSocketIsNamed() {
    var ended = run("bench", "intkey", "--socket", "/nowhere/client.sock");
    assertThat(ended.code()).isEqualTo(UNREACHABLE);
    assertThat(ended.err()).contains("no socket /nowhere/client.sock");
  }

  @Test
  void aPoorAccountIsTold() {
    var ended = run("bench", "transfer", "--rpc", rpc(), "--key", "11".repeat(32));
    assertThat(ended.code()).isNotZero();
    assertThat(ended.err()).contains("name a richer account with --key");
  }

  @Test
  void aProcessThatIsNotThereIsNamed() {
    var ended = run("bench", "transfer", "--rpc", rpc(), "--transactions", "10", "--warm-up", "0", "--pid",
        "node=999999999");
    assertThat(ended.code()).isNotZero();
    assertThat(ended.err()).contains("no process 999999999 (node)");
  }
}
