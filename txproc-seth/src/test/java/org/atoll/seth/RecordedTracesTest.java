package org.atoll.seth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.ethereum.RlpException;
import org.atoll.sdk.ethereum.RlpReader;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.QueryOutcome;
import org.atoll.sdk.processor.QueryRequest;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.proto.EvmQuery;
import org.atoll.sdk.proto.EvmResult;
import org.atoll.sdk.proto.EvmSent;
import org.atoll.sdk.proto.EvmTrace;
import org.atoll.sdk.testing.Conformance;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.TransactionId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first blocks of Ethereum's test chain: their traces are member by member what go-ethereum recorded. */
final class RecordedTracesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long CHAIN_ID = 3_503_995_874_084_926L;
  private static final Map<String, String> HOMESTEAD =
      Map.of("evm.forks", "homestead:0", "evm.allow_unprotected", "true");

  private static Path folder;

  private record Block(EthereumHeader header, List<EvmSent> transactions) {
    BlockContext context() {
      return new BlockContext(header.number(), header.timestamp() * 1_000, CHAIN_ID, Bytes.EMPTY, header.miner(),
          header.gasLimit(), BigInteger.ZERO, header.mixHash(), 0, BlockId.NONE, HOMESTEAD);
    }
  }

  @BeforeAll
  static void find() {
    var found = Conformance.file("rpc");
    assumeTrue(found.isPresent(), Conformance.MISSING);
    folder = found.orElseThrow();
  }

  private static List<Block> blocks(int count) throws IOException, RlpException {
    var chain = new RlpReader(Bytes.wrap(Files.readAllBytes(folder.resolve("chain.rlp"))));
    var blocks = new ArrayList<Block>();
    while (blocks.size() < count) {
      var fields = new RlpReader(chain.readEncoded("block")).readList("block");
      var header = EthereumHeader.decode(fields.readEncoded("header"));
      var transactions = new ArrayList<EvmSent>();
      for (var list = fields.readList("transactions"); list.hasMore(); ) {
        var raw = list.readEncoded("transaction");
        var tx = ((EthereumTransactionCodec.Decoded.Ok) EthereumTransactionCodec.decode(raw)).tx();
        transactions.add(EvmSent.newBuilder().setRaw(raw.toByteString())
            .setSender(EthereumTransactionCodec.sender(tx).orElseThrow().bytes().toByteString()).build());
      }
      blocks.add(new Block(header, transactions));
    }
    return blocks;
  }

  private static Ledger genesis() throws IOException {
    var ledger = new Ledger();
    for (var entry : JSON.readTree(folder.resolve("genesis.json").toFile()).get("alloc").properties()) {
      var address = EvmAddress.fromHex(entry.getKey());
      var account = entry.getValue();
      ledger.put(address, account.path("nonce").asLong(), number(account.path("balance").asText("0x0")),
          Bytes.fromHex(account.path("code").asText("0x")));
      for (var slot : account.path("storage").properties()) {
        ledger.state.put(EvmState.slot(address, Ledger.word(number(slot.getKey()))),
            Bytes.wrap(number(slot.getValue().asText()).toByteArray()));
      }
    }
    return ledger;
  }

  private static BigInteger number(String text) {
    return text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
  }

  private static void run(Ledger ledger, Block block) {
    for (var sent : block.transactions()) {
      var raw = Bytes.of(sent.getRaw());
      var request = new TransactionRequest(new TransactionId(Keccak.hash(raw).bytes()),
          TransactionRequest.Format.ETHEREUM, raw, Bytes.EMPTY, Bytes.of(sent.getSender()), block.context());
      Ledger.apply(ledger.state, ((Outcome.Applied) ledger.run(request)).writes());
    }
  }

  private static JsonNode trace(Ledger ledger, Block block, JsonNode config) throws IOException {
    var query = EvmTrace.newBuilder().addAllTransactions(block.transactions()).setEach(true)
        .setEnableMemory(config.path("enableMemory").asBoolean())
        .setDisableStack(config.path("disableStack").asBoolean())
        .setDisableStorage(config.path("disableStorage").asBoolean())
        .setEnableReturnData(config.path("enableReturnData").asBoolean());
    var answer = ledger.handler.query(new QueryRequest(block.context(),
        Bytes.wrap(EvmQuery.newBuilder().setTrace(query).build().toByteArray()), () -> false), ledger);
    var result = ((QueryOutcome.Answered) answer).result();
    return JSON.readTree(new InflaterInputStream(
        new ByteArrayInputStream(EvmResult.parseFrom(result.unsafeArray()).getTrace().toByteArray())));
  }

  @ParameterizedTest
  @CsvSource({"trace-block-memory-encoding, 1", "trace-block-return-data-behavior, 1",
      "trace-block-storage-encoding, 2"})
  void tracesAreAsRecorded(String recording, int height) throws IOException, RlpException {
    var ledger = genesis();
    var blocks = blocks(height);
    blocks.subList(0, height - 1).forEach(block -> run(ledger, block));
    var compared = 0;
    JsonNode config = JSON.nullNode();
    for (var line : Files.readAllLines(folder.resolve("tests/debug_traceBlockByNumber/" + recording + ".io"))) {
      if (line.startsWith(">> ")) {
        config = JSON.readTree(line.substring(3)).get("params").get(1);
      } else if (line.startsWith("<< ")) {
        var expected = JSON.readTree(line.substring(3)).get("result");
        var actual = trace(ledger, blocks.getLast(), config);
        assertThat(actual).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
          assertThat(actual.get(i)).as("transaction " + i).isEqualTo(expected.get(i));
        }
        compared++;
      }
    }
    assertThat(compared).isPositive();
  }
}
