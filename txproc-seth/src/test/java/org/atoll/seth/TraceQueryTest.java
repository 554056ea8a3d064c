package org.atoll.seth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.seth.Ledger.ETHER;
import static org.atoll.seth.Ledger.KEY;
import static org.atoll.seth.Ledger.SENDER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.zip.InflaterInputStream;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.processor.QueryOutcome;
import org.atoll.sdk.processor.QueryRequest;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.proto.EvmCall;
import org.atoll.sdk.proto.EvmQuery;
import org.atoll.sdk.proto.EvmResult;
import org.atoll.sdk.proto.EvmSent;
import org.atoll.sdk.proto.EvmTrace;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.core.Asm;
import org.junit.jupiter.api.Test;

/** Traces as a gateway asks for them. State is fetched on the way, so every cold access suspends the run once. */
final class TraceQueryTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final EvmAddress CONTRACT = EvmAddress.fromHex("0x00000000000000000000000000000000000c0001");
  private static final EvmAddress OTHER = EvmAddress.fromHex("0x00000000000000000000000000000000000c0002");
  private static final String SLOT_0 = "0x" + "0".repeat(64);

  private final Ledger ledger = new Ledger().fund(SENDER, ETHER);

  private QueryOutcome ask(EvmTrace.Builder trace, QueryRequest.Stop stop) {
    return ledger.query(EvmQuery.newBuilder().setTrace(trace).build(), stop);
  }

  private JsonNode trace(EvmTrace.Builder trace) {
    return switch (ask(trace, () -> false)) {
      case QueryOutcome.Answered(var result) -> parse(result);
      case QueryOutcome.Refused(var refusal) -> throw new AssertionError("refused: " + refusal);
    };
  }

  private static Refusal refusal(QueryOutcome outcome) {
    return switch (outcome) {
      case QueryOutcome.Answered(var result) -> throw new AssertionError("answered");
      case QueryOutcome.Refused(var refusal) -> refusal;
    };
  }

  private static JsonNode parse(Bytes result) {
    try (var json = new InflaterInputStream(
        new ByteArrayInputStream(EvmResult.parseFrom(result.unsafeArray()).getTrace().toByteArray()))) {
      return JSON.readTree(json);
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  private static EvmTrace.Builder call(EvmAddress to, UnaryOperator<EvmCall.Builder> more) {
    return EvmTrace.newBuilder().setCall(more.apply(EvmCall.newBuilder().setTo(to.bytes().toByteString())
        .setFrom(SENDER.bytes().toByteString()).setGas(200_000)));
  }

  private static EvmTrace.Builder call(EvmAddress to) {
    return call(to, UnaryOperator.identity());
  }

  private EvmSent sent(EthereumTransaction unsigned) {
    return EvmSent.newBuilder().setRaw(EthereumTransactionCodec.sign(unsigned, KEY).encode().toByteString())
        .setSender(SENDER.bytes().toByteString()).build();
  }

  private EthereumTransaction transaction(long nonce, Optional<EvmAddress> to, Bytes data) {
    return EthereumTransaction.dynamicFee(BigInteger.valueOf(Ledger.CHAIN_ID), nonce, Ledger.GWEI,
        Ledger.GWEI.shiftLeft(2), 200_000, to, BigInteger.ZERO, data, java.util.List.of());
  }

  @Test
  void structLogTellsEachInstructionOnce() {
    ledger.contract(CONTRACT, Asm.hex("0 SLOAD 7 0 SSTORE 0 MSTORE STOP"));

    var trace = trace(call(CONTRACT).setEnableMemory(true));

    assertThat(trace).isEqualTo(json("""
        {'gas': 45229, 'failed': false, 'returnValue': '0x', 'structLogs': [
          {'pc': 0, 'op': 'PUSH1', 'gas': 179000, 'gasCost': 3, 'depth': 1, 'stack': []},
          {'pc': 2, 'op': 'SLOAD', 'gas': 178997, 'gasCost': 2100, 'depth': 1, 'stack': ['0x0'],
           'storage': {'%1$s': '%1$s'}},
          {'pc': 3, 'op': 'PUSH1', 'gas': 176897, 'gasCost': 3, 'depth': 1, 'stack': ['0x0']},
          {'pc': 5, 'op': 'PUSH1', 'gas': 176894, 'gasCost': 3, 'depth': 1, 'stack': ['0x0', '0x7']},
          {'pc': 7, 'op': 'SSTORE', 'gas': 176891, 'gasCost': 20000, 'depth': 1, 'stack': ['0x0', '0x7', '0x0'],
           'storage': {'%1$s': '%2$s'}},
          {'pc': 8, 'op': 'PUSH1', 'gas': 156891, 'gasCost': 3, 'depth': 1, 'stack': ['0x0']},
          {'pc': 10, 'op': 'MSTORE', 'gas': 156888, 'gasCost': 6, 'depth': 1, 'stack': ['0x0', '0x0']},
          {'pc': 11, 'op': 'STOP', 'gas': 156882, 'gasCost': 0, 'depth': 1, 'stack': [], 'memory': ['%1$s']}]}"""
        .formatted(SLOT_0, "0x" + "0".repeat(63) + "7").replace("45229", "43118")));
  }

  @Test
  void structLogOfCallsCountsGasGivenAndTellsErrors() {
    ledger.contract(CONTRACT, Asm.hex("0 0 0 0 0 0x0c0002 30000 CALL POP RETURNDATASIZE ADD"));
    ledger.contract(OTHER, Asm.hex("1 0 MSTORE 32 0 REVERT"));

    var logs = trace(call(CONTRACT).setEnableReturnData(true)).path("structLogs");

    assertThat(IntStream.range(0, logs.size()).mapToObj(i -> logs.get(i).path("depth").asInt() + " "
        + logs.get(i).path("op").asText() + " " + logs.get(i).path("gasCost").asLong())).containsExactly(
        "1 PUSH1 3", "1 PUSH1 3", "1 PUSH1 3", "1 PUSH1 3", "1 PUSH1 3", "1 PUSH3 3", "1 PUSH2 3",
        "1 CALL 32600", // cold, and what the callee gets
        "2 PUSH1 3", "2 PUSH1 3", "2 MSTORE 6", "2 PUSH1 3", "2 PUSH1 3", "2 REVERT 0",
        "1 POP 2", "1 RETURNDATASIZE 2", "1 ADD 3");
    assertThat(logs.get(14).path("returnData").asText()).isEqualTo("0x" + "0".repeat(63) + "1");
    assertThat(logs.get(16).path("error").asText()).isEqualTo("stack underflow (1 <=> 2)");
    assertThat(logs.get(13).has("error")).isFalse();
  }

  @Test
  void structLogLeavesOutWhatIsNotWanted() {
    ledger.contract(CONTRACT, Asm.hex("1 0 SSTORE STOP"));
    var trace = trace(call(CONTRACT).setDisableStack(true).setDisableStorage(true).setLimit(3));
    assertThat(trace.path("structLogs")).hasSize(3)
        .allSatisfy(step -> assertThat(step.fieldNames()).toIterable()
            .containsExactly("pc", "op", "gas", "gasCost", "depth"));
    assertThat(trace.path("gas").asLong()).isEqualTo(43_106);
  }

  @Test
  void callTracerTellsTheTreeOfCalls() {
    var reason = "08c379a0" + Ledger.word(BigInteger.valueOf(32)).toHex() + Ledger.word(BigInteger.TWO).toHex()
        + "6e6f" + "00".repeat(30);
    ledger.contract(CONTRACT, Asm.hex("CALLDATASIZE 0 0 CALLDATACOPY 0 0 LOG0"
        + " 0 0 CALLDATASIZE 0 5 0x0c0002 GAS CALL POP" // no money: fails before it begins
        + " 0 0 CALLDATASIZE 0 0 0x0c0002 GAS CALL POP" // reverts
        + " 0 0 4 0 4 GAS STATICCALL POP" // a precompiled contract
        + " 0 0 0 CREATE POP CALLER SELFDESTRUCT"));
    ledger.contract(OTHER, Asm.hex("9 0 0 LOG1 CALLDATASIZE 0 0 CALLDATACOPY CALLDATASIZE 0 REVERT"));

    var trace = trace(call(CONTRACT, query -> query.setInput(Bytes.fromHex(reason).toByteString()))
        .setTracer("callTracer").setWithLog(true));

    assertThat(trace.path("type").asText()).isEqualTo("CALL");
    assertThat(trace.path("gas").asText()).isEqualTo("0x30d40");
    assertThat(trace.path("from").asText()).isEqualTo(SENDER.bytes().to0x());
    assertThat(trace.path("value").asText()).isEqualTo("0x0");
    assertThat(trace.path("logs")).isEqualTo(json("[{'address': '%s', 'topics': [], 'data': '0x', 'position': '0x0'}]"
        .formatted(CONTRACT.bytes().to0x())));
    var calls = trace.path("calls");
    assertThat(calls).hasSize(5);
    assertThat(calls.get(0).path("error").asText()).isEqualTo("insufficient balance for transfer");
    assertThat(calls.get(0).path("gasUsed").asText()).isEqualTo("0x0");
    assertThat(calls.get(1).path("error").asText()).isEqualTo("execution reverted");
    assertThat(calls.get(1).path("revertReason").asText()).isEqualTo("no");
    assertThat(calls.get(1).path("output").asText()).isEqualTo("0x" + reason);
    assertThat(calls.get(1).has("logs")).isFalse(); // undone with the call
    assertThat(calls.get(2)).isEqualTo(json("""
        {'from': '%s', 'gas': '%s', 'gasUsed': '0x12', 'to': '0x0000000000000000000000000000000000000004',
         'input': '0x08c379a0', 'output': '0x08c379a0', 'type': 'STATICCALL'}"""
        .formatted(CONTRACT.bytes().to0x(), calls.get(2).path("gas").asText())));
    assertThat(calls.get(3).path("type").asText()).isEqualTo("CREATE");
    assertThat(calls.get(4)).isEqualTo(json("""
        {'from': '%s', 'gas': '0x0', 'gasUsed': '0x0', 'to': '%s', 'input': '0x', 'value': '0x0',
         'type': 'SELFDESTRUCT'}""".formatted(CONTRACT.bytes().to0x(), SENDER.bytes().to0x())));

    var top = trace(call(CONTRACT).setTracer("callTracer").setOnlyTopCall(true));
    assertThat(top.has("calls")).isFalse();
    assertThat(top.has("gasUsed")).isTrue();
  }

  @Test
  void callTracerOfAFailedCreationTellsNoAddress() {
    var create = EvmTrace.newBuilder().setTracer("callTracer").setCall(EvmCall.newBuilder().setGas(100_000)
        .setFrom(SENDER.bytes().toByteString()).setInput(Asm.code("#fe").toByteString()));
    var trace = trace(create);
    assertThat(trace.path("type").asText()).isEqualTo("CREATE");
    assertThat(trace.path("error").asText()).isEqualTo("invalid opcode: opcode 0xfe not defined");
    assertThat(trace.path("gasUsed").asText()).isEqualTo("0x186a0");
    assertThat(trace.has("to")).isFalse();
  }

  @Test
  void fourByteTracerCountsSelectors() {
    ledger.contract(CONTRACT, Asm.hex("CALLDATASIZE 0 0 CALLDATACOPY"
        + " 0 0 6 0 0x0c0002 GAS STATICCALL POP 0 0 6 0 0x0c0002 GAS DELEGATECALL POP 0 0 6 0 4 GAS STATICCALL STOP"));
    ledger.contract(OTHER, Asm.hex("STOP"));
    var input = Bytes.fromHex("27dc297e" + "00".repeat(10));
    assertThat(trace(call(CONTRACT, query -> query.setInput(input.toByteString())).setTracer("4byteTracer")))
        .isEqualTo(json("{'0x27dc297e-10': 1, '0x27dc297e-2': 2}"));
    assertThat(trace(call(OTHER).setTracer("4byteTracer"))).isEqualTo(json("{}"));
  }

  @Test
  void transactionsSeeWhatThoseBeforeHaveDone() {
    ledger.contract(CONTRACT, Asm.hex("0 SLOAD 1 ADD DUP1 0 SSTORE 0 MSTORE 32 0 RETURN"));
    var trace = EvmTrace.newBuilder().setDisableStack(true).setDisableStorage(true);
    for (int nonce = 0; nonce < 3; nonce++) {
      trace.addTransactions(sent(transaction(nonce, Optional.of(CONTRACT), Bytes.EMPTY)));
    }
    assertThat(trace(trace).path("returnValue").asText()).isEqualTo("0x" + "0".repeat(63) + "3");

    var all = trace(trace.setEach(true));
    assertThat(all).hasSize(3);
    assertThat(all.get(1).path("txHash").asText()).isEqualTo(org.atoll.sdk.crypto.Keccak.hash(
        Bytes.of(trace.getTransactions(1).getRaw())).bytes().to0x());
    assertThat(all.get(1).path("result").path("returnValue").asText()).endsWith("2");
    assertThat(ledger.slot(CONTRACT, 0)).isZero();

    assertThat(refusal(ask(trace.removeTransactions(0), () -> false)).message()).startsWith("nonce too high");
  }

  @Test
  void prestateTracerTellsWhatWasTouched() {
    ledger.contract(CONTRACT, Asm.hex("5 1 SSTORE 0 SLOAD POP 0x0c0002 BALANCE STOP"));
    ledger.state.put(org.atoll.sdk.account.EvmState.slot(CONTRACT, Ledger.word(BigInteger.ZERO)), Bytes.fromHex("09"));
    var trace = EvmTrace.newBuilder().setTracer("prestateTracer")
        .addTransactions(sent(transaction(0, Optional.of(CONTRACT), Bytes.EMPTY)));

    var contract = CONTRACT.bytes().to0x();
    assertThat(trace(trace)).isEqualTo(json("""
        {'%s': {'balance': '0x0'}, '%s': {'balance': '0x0', 'nonce': 1, 'code': '%s', 'storage':
          {'%s': '%s', '%s': '%s'}}, '%s': {'balance': '0x0'}, '%s': {'balance': '0xde0b6b3a7640000'}}""".formatted(
        Ledger.RECIPIENT.bytes().to0x(), contract,
        "0x" + Asm.hex("5 1 SSTORE 0 SLOAD POP 0x0c0002 BALANCE STOP"),
        SLOT_0, "0x" + "0".repeat(63) + "9", "0x" + "0".repeat(63) + "1", SLOT_0,
        OTHER.bytes().to0x(), SENDER.bytes().to0x())));

    var difference = trace(trace.setDiffMode(true));
    assertThat(difference.path("pre").path(contract)).isEqualTo(json("{'balance': '0x0', 'nonce': 1, 'code': '%s'}"
        .formatted("0x" + Asm.hex("5 1 SSTORE 0 SLOAD POP 0x0c0002 BALANCE STOP"))));
    assertThat(difference.path("post").path(contract)).isEqualTo(json("{'storage': {'%s': '%s'}}"
        .formatted("0x" + "0".repeat(63) + "1", "0x" + "0".repeat(63) + "5")));
    assertThat(difference.path("post").path(SENDER.bytes().to0x()).path("nonce").asInt()).isEqualTo(1);
    assertThat(difference.path("pre").has(OTHER.bytes().to0x())).isFalse();
    assertThat(difference.path("post").path(Ledger.RECIPIENT.bytes().to0x()).has("balance")).isTrue();
  }

  @Test
  void prestateTracerTellsOfCreations() {
    var trace = EvmTrace.newBuilder().setTracer("prestateTracer").setDiffMode(true)
        .addTransactions(sent(transaction(0, Optional.empty(), Asm.code("0xfe 0 MSTORE8 1 0 RETURN"))));
    var answer = trace(trace);
    var created = answer.path("post").properties().stream().filter(entry -> entry.getValue().has("code")).toList();
    assertThat(created).hasSize(1);
    assertThat(created.getFirst().getValue()).isEqualTo(json("{'nonce': 1, 'code': '0xfe'}"));
    assertThat(answer.path("pre").has(created.getFirst().getKey())).isFalse();
  }

  @Test
  void tracesAreBounded() {
    ledger.contract(CONTRACT, Asm.hex("0x10000 MLOAD JUMPDEST 5 JUMP"));
    var large = refusal(ask(call(CONTRACT, query -> query.setGas(40_000_000)).setEnableMemory(true), () -> false));
    assertThat(large.code()).isEqualTo(-32_005);
    assertThat(large.message()).isEqualTo("the trace is larger than 64 MiB");

    var asked = new AtomicInteger();
    var late = refusal(ask(call(CONTRACT, query -> query.setGas(40_000_000)).setTracer("callTracer"),
        () -> asked.incrementAndGet() > 5));
    assertThat(late.message()).isEqualTo("execution timeout");
    assertThat(refusal(ask(call(CONTRACT).setTracer("jsTracer"), () -> false)).message())
        .startsWith("no tracer is called jsTracer");
  }
}
