package org.atoll.seth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.seth.Ledger.ETHER;
import static org.atoll.seth.Ledger.SENDER;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicInteger;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.processor.QueryOutcome;
import org.atoll.sdk.processor.QueryRequest;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.proto.EvmBlockOverrides;
import org.atoll.sdk.proto.EvmCall;
import org.atoll.sdk.proto.EvmOverride;
import org.atoll.sdk.proto.EvmQuery;
import org.atoll.sdk.proto.EvmResult;
import org.atoll.sdk.proto.EvmSlot;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.core.Asm;
import org.junit.jupiter.api.Test;

final class EvmQueryTest {
  private static final EvmAddress CONTRACT = EvmAddress.fromHex("0x00000000000000000000000000000000000c0001");
  private static final EvmAddress NOBODY = EvmAddress.fromHex("0x00000000000000000000000000000000000c0002");
  private static final String RETURN_TOP = " 0 MSTORE 32 0 RETURN";

  private final Ledger ledger = new Ledger().fund(SENDER, ETHER);

  private static EvmCall.Builder to(EvmAddress to) {
    return EvmCall.newBuilder().setTo(to.bytes().toByteString()).setFrom(SENDER.bytes().toByteString());
  }

  private static ByteString bytes(long value) {
    return ByteString.copyFrom(BigInteger.valueOf(value).toByteArray());
  }

  private EvmResult answer(EvmQuery.Builder query) {
    return switch (ledger.query(query.build())) {
      case QueryOutcome.Answered(var result) -> parse(result);
      case QueryOutcome.Refused(var refusal) -> throw new AssertionError("refused: " + refusal);
    };
  }

  private static EvmResult parse(Bytes result) {
    try {
      return EvmResult.parseFrom(result.unsafeArray());
    } catch (InvalidProtocolBufferException broken) {
      throw new AssertionError(broken);
    }
  }

  private BigInteger output(EvmCall.Builder call) {
    return new BigInteger(1, answer(EvmQuery.newBuilder().setCall(call)).getOutput().toByteArray());
  }

  private long estimate(EvmCall.Builder call) {
    return answer(EvmQuery.newBuilder().setEstimate(call)).getGas();
  }

  private Refusal refusal(EvmQuery.Builder query) {
    return switch (ledger.query(query.build())) {
      case QueryOutcome.Answered(var result) -> throw new AssertionError("answered: " + result);
      case QueryOutcome.Refused(var refusal) -> refusal;
    };
  }

  private Refusal callRefusal(EvmCall.Builder call) {
    return refusal(EvmQuery.newBuilder().setCall(call));
  }

  @Test
  void callReturnsOutputAndChangesNothing() {
    ledger.contract(CONTRACT, Asm.hex("7 0 SSTORE 0 SLOAD CALLVALUE ADD" + RETURN_TOP));
    var before = java.util.Map.copyOf(ledger.state);
    assertThat(output(to(CONTRACT).setValue(bytes(3)))).isEqualTo(BigInteger.TEN);
    assertThat(ledger.state).isEqualTo(before);
  }

  @Test
  void withoutPriceNobodyPaysAndPriceIsZero() {
    ledger.contract(CONTRACT, Asm.hex("GASPRICE BASEFEE ADD" + RETURN_TOP));
    assertThat(output(EvmCall.newBuilder().setTo(CONTRACT.bytes().toByteString()))).isZero();
    assertThat(output(to(CONTRACT).setGas(100_000).setGasPrice(bytes(3_000_000_000L)))).isEqualTo(4_000_000_000L);
    assertThat(callRefusal(to(CONTRACT).setGas(100_000).setGasPrice(bytes(1))).message())
        .startsWith("max fee per gas less than block base fee: ");
    assertThat(callRefusal(to(CONTRACT).setFrom(NOBODY.bytes().toByteString()).setGas(100_000)
        .setGasPrice(bytes(3_000_000_000L))).message()).startsWith("insufficient funds for gas * price + value: ");
    assertThat(callRefusal(to(NOBODY).setFrom(NOBODY.bytes().toByteString()).setValue(bytes(1))).code()).isEqualTo(-32000);
  }

  @Test
  void revertsCarryReasonAndData() {
    var error = "08c379a0" + Ledger.word(BigInteger.valueOf(32)).toHex() + Ledger.word(BigInteger.TWO).toHex() + "6e6f" + "00".repeat(30);
    ledger.contract(CONTRACT, Asm.hex("CALLDATASIZE 0 0 CALLDATACOPY CALLDATASIZE 0 REVERT"));

    var refusal = callRefusal(to(CONTRACT).setInput(Bytes.fromHex(error).toByteString()));
    assertThat(refusal.code()).isEqualTo(3);
    assertThat(refusal.message()).isEqualTo("execution reverted: no");
    assertThat(refusal.data()).isEqualTo(Bytes.fromHex(error));

    var panic = Bytes.fromHex("4e487b71" + Ledger.word(BigInteger.valueOf(0x11)).toHex());
    assertThat(callRefusal(to(CONTRACT).setInput(panic.toByteString())).message())
        .isEqualTo("execution reverted: arithmetic underflow or overflow");
    var plain = callRefusal(to(CONTRACT));
    assertThat(plain.message()).isEqualTo("execution reverted");
    assertThat(plain.data().isEmpty()).isTrue();
  }

  @Test
  void otherHaltsAreNamed() {
    failsWith("0 JUMP", "invalid jump destination");
    failsWith("ADDRESS EXTCODESIZE 40000000 0 0 ADDRESS EXTCODECOPY", "out of gas"); // of an account that is warm
    failsWith("ADD", "stack underflow (0 <=> 2)");
    failsWith("#0c", "invalid opcode: opcode 0xc not defined");
    failsWith("INVALID", "invalid opcode: opcode 0xfe not defined");
    failsWith("2 JUMP #615b5b", "invalid jump destination");
    failsWith("JUMPDEST 0 JUMP", "out of gas");
    failsWith("1 0xffffffffff MSTORE", "out of gas");
    failsWith("0 0 0 0 0 5 GAS STATICCALL STOP 1 1 1 RETURNDATACOPY", null);
    failsWith("1 0 0 RETURNDATACOPY", "return data out of bounds");
    ledger.with("evm.forks", "paris:0");
    failsWith("PUSH0", "invalid opcode: PUSH0 needs shanghai, this chain is at paris");
  }

  private void failsWith(String source, @org.jspecify.annotations.Nullable String message) {
    if (source.equals("INVALID")) {
      ledger.contract(CONTRACT, "fe");
    } else {
      ledger.contract(CONTRACT, Asm.hex(source));
    }
    var outcome = ledger.query(EvmQuery.newBuilder().setCall(to(CONTRACT).setGas(100_000)).build());
    if (message == null) {
      assertThat(outcome).isInstanceOf(QueryOutcome.Answered.class);
    } else {
      assertThat(((QueryOutcome.Refused) outcome).refusal()).isEqualTo(Refusal.of(-32000, message));
    }
  }

  @Test
  void overridesReplaceWhatTheCallSees() {
    ledger.contract(CONTRACT, Asm.hex("1 SLOAD 2 SLOAD ADD SELFBALANCE ADD" + RETURN_TOP));
    ledger.state.put(EvmState.slot(CONTRACT, Ledger.word(BigInteger.ONE)), Bytes.fromHex("64"));
    ledger.state.put(EvmState.slot(CONTRACT, Ledger.word(BigInteger.TWO)), Bytes.fromHex("0a"));
    assertThat(output(to(CONTRACT))).isEqualTo(110);

    var one = EvmSlot.newBuilder().setSlot(bytes(1)).setValue(bytes(7));
    var override = EvmOverride.newBuilder().setAddress(CONTRACT.bytes().toByteString());
    assertThat(output(to(CONTRACT).addOverrides(override.clone().addSlots(one)))).isEqualTo(17);
    assertThat(output(to(CONTRACT).addOverrides(override.clone().addSlots(one).setReplaceState(true)))).isEqualTo(7);
    assertThat(output(to(CONTRACT).addOverrides(override.clone().setBalance(bytes(1_000))))).isEqualTo(1_110);
    assertThat(output(to(NOBODY).addOverrides(EvmOverride.newBuilder().setAddress(NOBODY.bytes().toByteString())
        .setCode(Asm.code("5 SLOAD" + RETURN_TOP).toByteString())
        .addSlots(EvmSlot.newBuilder().setSlot(bytes(5)).setValue(bytes(55)))))).isEqualTo(55);
    assertThat(callRefusal(to(CONTRACT).addOverrides(override.clone().setMovePrecompileTo(NOBODY.bytes().toByteString())))
        .message()).contains("is not a precompile");
    var identity = EvmOverride.newBuilder().setAddress(ByteString.copyFrom(new byte[19]).concat(bytes(4)))
        .setMovePrecompileTo(NOBODY.bytes().toByteString());
    assertThat(output(to(NOBODY).setInput(bytes(77)).addOverrides(identity))).isEqualTo(77);
  }

  @Test
  void blockOverridesReplaceTheBlock() {
    ledger.contract(CONTRACT, Asm.hex("NUMBER TIMESTAMP ADD GASLIMIT ADD PREVRANDAO ADD COINBASE ADD" + RETURN_TOP));
    var block = EvmBlockOverrides.newBuilder().setNumber(1).setTime(10).setGasLimit(100)
        .setRandomness(Ledger.word(BigInteger.valueOf(1_000)).toByteString())
        .setFeeRecipient(ByteString.copyFrom(new byte[18]).concat(ByteString.copyFrom(new byte[] {0x27, 0x10})));
    assertThat(output(to(CONTRACT).setBlock(block))).isEqualTo(11_111);
  }

  @Test
  void gasIsCapped() {
    ledger.contract(CONTRACT, Asm.hex("GAS" + RETURN_TOP));
    assertThat(output(to(CONTRACT)).longValue()).isEqualTo(50_000_000 - 21_002);
    assertThat(output(to(CONTRACT).setGasCap(1_000_000)).longValue()).isEqualTo(1_000_000 - 21_002);
    assertThat(output(to(CONTRACT).setGas(2_000_000).setGasCap(1_000_000)).longValue()).isEqualTo(1_000_000 - 21_002);
    assertThat(output(to(CONTRACT).setGas(60_000)).longValue()).isEqualTo(60_000 - 21_002);
    assertThat(callRefusal(to(CONTRACT).setGas(20_000)).message())
        .isEqualTo("intrinsic gas too low: gas 20000, minimum needed 21000");
  }

  @Test
  void anEndlessCallStopsWhenAsked() {
    ledger.contract(CONTRACT, Asm.hex("JUMPDEST 0 JUMP")); // jumps to 0 for ever
    var asked = new AtomicInteger();
    QueryRequest.Stop stop = () -> asked.incrementAndGet() > 3;
    var query = EvmQuery.newBuilder().setCall(to(CONTRACT)).build();
    var refusal = ((QueryOutcome.Refused) ledger.query(query, stop)).refusal();
    assertThat(refusal.code()).isEqualTo(-32005);
    assertThat(refusal.message()).isEqualTo("execution timeout");
    assertThat(refusal.name()).isEqualTo("TIMEOUT");

    assertThat(((QueryOutcome.Refused) ledger.query(query)).refusal().message()).isEqualTo("out of gas");
  }

  @Test
  void manyShortCallsStopWhenAsked() {
    ledger.contract(NOBODY, Asm.hex("STOP STOP"));
    ledger.contract(CONTRACT, Asm.hex("JUMPDEST 0 0 0 0 0 0xc0002 GAS CALL POP 0 JUMP"));
    var asked = new AtomicInteger();
    QueryRequest.Stop stop = () -> asked.incrementAndGet() > 3;
    assertThat(((QueryOutcome.Refused) ledger.query(EvmQuery.newBuilder().setCall(to(CONTRACT)).build(), stop))
        .refusal().message()).isEqualTo("execution timeout");
  }

  @Test
  void transfersAreEstimatedExactly() {
    assertThat(estimate(to(NOBODY).setValue(bytes(1)))).isEqualTo(21_000);
    assertThat(refusal(EvmQuery.newBuilder().setEstimate(to(NOBODY).setFrom(NOBODY.bytes().toByteString()).setValue(bytes(1))))
        .message()).startsWith("insufficient funds for gas * price + value: ");
  }

  @Test
  void anEstimateSufficesAndIsTight() {
    // needs 100 000 gas left in a callee, of which it uses little: more than the gas used
    ledger.contract(NOBODY, Asm.hex("100000 GAS GT 14 JUMPI 0 0 REVERT JUMPDEST STOP"));
    ledger.contract(CONTRACT, Asm.hex("0 0 0 0 0 0xc0002 GAS CALL 24 JUMPI 0 0 REVERT JUMPDEST 1 0 SSTORE"));
    long gas = estimate(to(CONTRACT));
    assertThat(ledger.query(EvmQuery.newBuilder().setCall(to(CONTRACT).setGas(gas)).build()))
        .isInstanceOf(QueryOutcome.Answered.class);
    assertThat(ledger.query(EvmQuery.newBuilder().setCall(to(CONTRACT).setGas(gas * 98 / 100)).build()))
        .isInstanceOf(QueryOutcome.Refused.class);
    assertThat(gas).isGreaterThan(121_000);
  }

  @Test
  void estimatesFailAsCallsDo() {
    ledger.contract(CONTRACT, Asm.hex("0 0 REVERT"));
    assertThat(refusal(EvmQuery.newBuilder().setEstimate(to(CONTRACT))).code()).isEqualTo(3);
    ledger.contract(CONTRACT, Asm.hex("JUMPDEST 0 JUMP"));
    assertThat(refusal(EvmQuery.newBuilder().setEstimate(to(CONTRACT).setGas(90_000))).message())
        .isEqualTo("gas required exceeds allowance (90000)");
    assertThat(refusal(EvmQuery.newBuilder().setEstimate(to(CONTRACT).setGas(20_000))).message())
        .isEqualTo("gas required exceeds allowance (20000)");
  }

  @Test
  void estimateOfACreation() {
    var init = Asm.code("5 0 SSTORE 10 0 RETURN");
    long gas = estimate(EvmCall.newBuilder().setFrom(SENDER.bytes().toByteString()).setInput(init.toByteString()));
    long exact = 53_000 + 2 + 22_100 + 3 * 4 + 3 + 10 * 200
        + init.toByteString().toByteArray().length * 16L;
    assertThat(gas).isBetween(exact - 200, exact * 102 / 100);
  }

  @Test
  void malformedQuestions() {
    assertThat(refusal(EvmQuery.newBuilder()).code()).isEqualTo(-32602);
    assertThat(callRefusal(EvmCall.newBuilder().setTo(bytes(5))).message())
        .isEqualTo("invalid argument 0: to has 1 bytes instead of 20");
    assertThat(callRefusal(to(NOBODY).setGasPrice(bytes(1)).setMaxFeePerGas(bytes(1))).message())
        .isEqualTo("invalid argument 0: both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified");
  }
}
