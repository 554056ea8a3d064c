package org.atoll.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.zip.Deflater;
import org.atoll.sdk.proto.EvmQuery;
import org.atoll.sdk.proto.EvmResult;
import org.atoll.sdk.proto.EvmTrace;
import org.atoll.sdk.proto.QueryItem;
import org.atoll.sdk.proto.QueryResult;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The debug methods: what they ask the validator, and how they hand on what it answers. */
final class TraceMethodsTest {
  private GatewayHarness harness;

  @BeforeEach
  void start() throws Exception {
    harness = GatewayHarness.start();
    harness.validator.onQuery = query -> traced("{\"gas\":21000,\"text\":\"é\"}");
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  private static QueryResult traced(String json) {
    var deflater = new Deflater();
    deflater.setInput(json.getBytes(StandardCharsets.UTF_8));
    deflater.finish();
    var out = new byte[json.length() + 100];
    int size = deflater.deflate(out);
    deflater.end();
    return QueryResult.newBuilder().setResult(EvmResult.newBuilder()
        .setTrace(ByteString.copyFrom(out, 0, size)).build().toByteString()).build();
  }

  private QueryItem asked() {
    return harness.validator.queries.getLast().getQueries(0);
  }

  private EvmTrace trace() throws InvalidProtocolBufferException {
    return EvmQuery.parseFrom(asked().getPayload()).getTrace();
  }

  private String hash(int transaction) {
    return Bytes.of(harness.validator.blocks.get(1).getTransactions(transaction).getHash()).to0x();
  }

  @Test
  void aTransactionIsAskedForWithThoseBeforeIt() throws Exception {
    var result = harness.result("debug_traceTransaction", "[\"" + hash(2) + "\"]");

    assertThat(result).isEqualTo(GatewayHarness.JSON.readTree("{\"gas\":21000,\"text\":\"é\"}"));
    assertThat(asked().getBefore()).isTrue();
    assertThat(asked().getBlock().getHash()).isEqualTo(harness.validator.blocks.get(1).getHash());
    assertThat(asked().getTimeoutMillis()).isEqualTo(30_000);
    assertThat(trace().getEach()).isFalse();
    assertThat(trace().getTransactionsCount()).isEqualTo(3);
    var last = harness.validator.blocks.get(1).getTransactions(2);
    assertThat(trace().getTransactions(2).getRaw()).isEqualTo(last.getRaw());
    assertThat(trace().getTransactions(2).getSender()).isEqualTo(last.getSender());
  }

  @Test
  void aBlockIsAskedForWhole() throws Exception {
    harness.result("debug_traceBlockByNumber", "[\"0x1\"]");
    assertThat(trace().getEach()).isTrue();
    assertThat(trace().getTransactionsCount()).isEqualTo(4);

    harness.result("debug_traceBlockByHash",
        "[\"" + Bytes.of(harness.validator.blocks.get(1).getHash()).to0x() + "\"]");
    assertThat(trace().getTransactionsCount()).isEqualTo(4);

    assertThat(harness.result("debug_traceBlockByNumber", "[\"latest\"]")).isEmpty(); // without transactions
    assertThat(harness.validator.queries).hasSize(2);
  }

  @Test
  void aCallIsAskedForOnItsBlock() throws Exception {
    harness.result("debug_traceCall", "[{\"to\":\"" + SampleChain.CONTRACT + "\",\"gas\":\"0x7530\"},\"0x2\","
        + "{\"tracer\":\"callTracer\",\"tracerConfig\":{\"withLog\":true},\"blockOverrides\":{\"number\":\"0x9\"},"
        + "\"stateOverrides\":{\"" + SampleChain.CONTRACT + "\":{\"balance\":\"0x5\"}}}]");

    assertThat(asked().getBefore()).isFalse();
    assertThat(asked().getBlock().getNumber()).isEqualTo(2);
    var call = trace().getCall();
    assertThat(call.getGas()).isEqualTo(30_000);
    assertThat(call.getBlock().getNumber()).isEqualTo(9);
    assertThat(call.getOverridesCount()).isEqualTo(1);
    assertThat(trace().getTracer()).isEqualTo("callTracer");
    assertThat(trace().getWithLog()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      {"enableMemory":true,"disableStack":true,"disableStorage":true,"enableReturnData":true,"limit":7} | enable_memory: true disable_stack: true disable_storage: true enable_return_data: true limit: 7
      {"tracer":"prestateTracer","tracerConfig":{"diffMode":true,"disableCode":true,"disableStorage":true}} | tracer: "prestateTracer" disable_storage: true diff_mode: true disable_code: true
      {"tracer":"callTracer","tracerConfig":{"onlyTopCall":true}} | tracer: "callTracer" only_top_call: true
      {"tracer":"4byteTracer","tracerConfig":null,"debug":true} | tracer: "4byteTracer"
      """)
  void optionsAreHandedOn(String config, String expected) throws Exception {
    harness.result("debug_traceTransaction", "[\"" + hash(0) + "\"," + config + "]");
    assertThat(trace().toBuilder().clearTransactions().build().toString().strip().replaceAll("\\s+", " "))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"5s, 5000", "300ms, 300", "1m30s, 30000", "1.5s, 1500", "1us, 1"})
  void timeoutsAreGosAndAtMostThirtySeconds(String timeout, int millis) throws Exception {
    harness.result("debug_traceTransaction", "[\"" + hash(0) + "\",{\"timeout\":\"" + timeout + "\"}]");
    assertThat(asked().getTimeoutMillis()).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      debug_traceTransaction | ["$0"] | -32000 transaction not found
      debug_traceBlockByHash | ["$0"] | -32000 block $0 not found
      debug_traceBlockByNumber | ["0x3e8"] | -32000 block #1000 not found
      debug_traceBlockByNumber | ["0x0"] | -32000 genesis is not traceable
      debug_traceBlockByNumber | ["pending"] | -32000 tracing on top of pending is not supported
      debug_traceTransaction | [] | -32602 missing value for required argument 0
      debug_traceBlockByNumber | ["0x1",{"timeout":"soon"}] | -32602 invalid argument 1: timeout: not a duration such as 5s or 300ms
      debug_traceBlockByNumber | ["0x1",{"tracer":"x"}] | -32602 invalid argument 1: tracer: there are callTracer, prestateTracer, 4byteTracer, and the struct log without a name
      debug_traceCall | [7] | -32602 invalid argument 0: expected an object, got a number
      """)
  void whatCannotBeTracedIsSaid(String method, String params, String error) throws Exception {
    var nothing = "0x" + "00".repeat(32);
    assertThat(harness.error(method, params.replace("$0", nothing))).isEqualTo(error.replace("$0", nothing));
  }

  @Test
  void moreThanTwoAtOnceAreRefused() throws Exception {
    var go = new CountDownLatch(1);
    var running = new CountDownLatch(2);
    harness.validator.onQuery = query -> {
      running.countDown();
      try {
        go.await();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      return traced("{}");
    };
    var call = "[{\"to\":\"" + SampleChain.CONTRACT + "\"}]";
    var first = CompletableFuture.supplyAsync(() -> result(call));
    var second = CompletableFuture.supplyAsync(() -> result(call));
    running.await();

    assertThat(harness.error("debug_traceCall", call)).isEqualTo("-32005 this node is making 2 traces already");

    go.countDown();
    first.join();
    second.join();
    harness.result("debug_traceCall", call);
  }

  private Object result(String params) {
    try {
      return harness.result("debug_traceCall", params);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}
