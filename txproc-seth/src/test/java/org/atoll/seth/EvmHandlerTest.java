package org.atoll.seth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.seth.Ledger.ETHER;
import static org.atoll.seth.Ledger.GWEI;
import static org.atoll.seth.Ledger.RECIPIENT;
import static org.atoll.seth.Ledger.SENDER;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.Authorization;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.core.Asm;
import org.junit.jupiter.api.Test;

final class EvmHandlerTest {
  private static final EvmAddress FRIEND = EvmAddress.fromHex("0x00000000000000000000000000000000000f0001");
  private static final EvmAddress CONTRACT = EvmAddress.fromHex("0x00000000000000000000000000000000000c0001");
  private static final EvmAddress OTHER = EvmAddress.fromHex("0x00000000000000000000000000000000000c0002");

  private final Ledger ledger = new Ledger().fund(SENDER, ETHER);

  private static BigInteger wei(long amount) {
    return BigInteger.valueOf(amount);
  }

  @Test
  void transferMovesValueAndPaysForGas() {
    var applied = ledger.applied(ledger.transaction(Optional.of(FRIEND), wei(5), Bytes.EMPTY, 30_000));

    assertThat(applied.status()).isEqualTo(1);
    assertThat(applied.gasUsed()).isEqualTo(21_000);
    assertThat(ledger.balance(FRIEND)).isEqualTo(wei(5));
    assertThat(ledger.balance(SENDER)).isEqualTo(ETHER.subtract(wei(5)).subtract(GWEI.multiply(wei(42_000))));
    assertThat(ledger.balance(RECIPIENT)).isEqualTo(GWEI.multiply(wei(21_000)));
    assertThat(ledger.account(SENDER).nonce()).isEqualTo(1);
    assertThat(applied.writes()).hasSize(3).allMatch(StateWrite.Set.class::isInstance);
    var receipt = Ledger.receipt(applied);
    assertThat(new BigInteger(1, receipt.getEffectiveGasPrice().toByteArray())).isEqualTo(GWEI.shiftLeft(1));
    assertThat(receipt.getType()).isEqualTo(2);
    assertThat(receipt.getCreated().isEmpty()).isTrue();
  }

  @Test
  void baseFeeGoesWhereTheChainSays() {
    var paid = GWEI.multiply(wei(21_000));
    var recipient = new Ledger().fund(SENDER, ETHER).with("evm.baseFeeTo", "recipient");
    recipient.applied(recipient.transaction(Optional.of(FRIEND), BigInteger.ONE, Bytes.EMPTY, 21_000));
    assertThat(recipient.balance(RECIPIENT)).isEqualTo(paid.shiftLeft(1));

    var account = new Ledger().fund(SENDER, ETHER).with("evm.baseFeeTo", OTHER.toString());
    account.applied(account.transaction(Optional.of(FRIEND), BigInteger.ONE, Bytes.EMPTY, 21_000));
    assertThat(account.balance(RECIPIENT)).isEqualTo(paid);
    assertThat(account.balance(OTHER)).isEqualTo(paid);
  }

  @Test
  void freeGasNeedsNoBalanceAndIgnoresFees() {
    var free = Ledger.free();
    free.contract(CONTRACT, Asm.hex("GASPRICE 0 SSTORE 1 1 SSTORE"));
    var applied = free.applied(free.call(CONTRACT, "", 100_000));

    assertThat(applied.status()).isEqualTo(1);
    assertThat(applied.gasUsed()).isGreaterThan(21_000);
    assertThat(free.balance(SENDER)).isZero();
    assertThat(free.account(SENDER).nonce()).isEqualTo(1);
    assertThat(free.account(RECIPIENT).isEmpty()).isTrue();
    assertThat(free.slot(CONTRACT, 0)).isZero();
    assertThat(free.slot(CONTRACT, 1)).isOne();
    assertThat(Ledger.receipt(applied).getEffectiveGasPrice().isEmpty()).isTrue();

    assertThat(free.send(free.transaction(Optional.of(FRIEND), BigInteger.ONE, Bytes.EMPTY, 21_000)))
        .isInstanceOf(Outcome.Invalid.class);
  }

  @Test
  void creationStoresCodeUnderItsHash() {
    var runtime = Asm.code("42 0 MSTORE 32 0 RETURN");
    var applied = ledger.applied(ledger.transaction(Optional.empty(), wei(7), initCode(runtime), 200_000));

    assertThat(applied.status()).isEqualTo(1);
    var created = new EvmAddress(Bytes.of(Ledger.receipt(applied).getCreated()));
    assertThat(ledger.account(created).codeHash()).contains(Keccak.hash(runtime));
    assertThat(ledger.account(created).nonce()).isEqualTo(1);
    assertThat(ledger.balance(created)).isEqualTo(wei(7));
    assertThat(ledger.state).containsEntry(EvmState.code(Keccak.hash(runtime)), runtime);
    assertThat(applied.gasUsed()).isEqualTo(
        53_000 + 2 + intrinsic(initCode(runtime)) + 200L * runtime.size() + 3 * 5 + 3 + 3 + 3);
  }

  private static long intrinsic(Bytes data) {
    long gas = 0;
    for (byte b : data.toArray()) {
      gas += b == 0 ? 4 : 16;
    }
    return gas;
  }

  /** Returns the code behind it. */
  private static Bytes initCode(Bytes runtime) {
    return Asm.code(runtime.size() + " 12 0 CODECOPY " + runtime.size() + " 0 RETURN").concat(runtime);
  }

  @Test
  void create2UsesItsSaltAndCannotHappenTwice() {
    // copies its input to memory, CREATE2 with salt 9 and value 0, stores the address in slot 0
    ledger.contract(CONTRACT, Asm.hex("CALLDATASIZE 0 0 CALLDATACOPY 9 CALLDATASIZE 0 0 CREATE2 0 SSTORE"));
    var init = initCode(Asm.code("STOP"));
    ledger.applied(ledger.call(CONTRACT, init.toHex(), 300_000));

    var preimage = Bytes.fromHex("ff").concat(CONTRACT.bytes()).concat(Ledger.word(wei(9))).concat(Keccak.hash(init).bytes());
    var expected = Keccak.hash(preimage).bytes().slice(12, 32);
    assertThat(ledger.slot(CONTRACT, 0)).isEqualTo(new BigInteger(1, expected.toArray()));
    assertThat(ledger.account(new EvmAddress(expected)).nonce()).isEqualTo(1);

    ledger.applied(ledger.call(CONTRACT, init.toHex(), 3_000_000)); // a collision takes the child's gas
    assertThat(ledger.slot(CONTRACT, 0)).isZero();
    assertThat(ledger.account(CONTRACT).nonce()).isEqualTo(3);
  }

  @Test
  void revertKeepsNonceFeesAndReason() {
    ledger.contract(CONTRACT, Asm.hex("1 0 SSTORE 0xabcdef 0 MSTORE 3 29 REVERT"));
    var applied = ledger.applied(ledger.call(CONTRACT, "", 100_000));

    assertThat(applied.status()).isZero();
    assertThat(Bytes.of(Ledger.receipt(applied).getOutput())).isEqualTo(Bytes.fromHex("abcdef"));
    assertThat(applied.events()).isEmpty();
    assertThat(ledger.slot(CONTRACT, 0)).isZero();
    assertThat(ledger.account(SENDER).nonce()).isEqualTo(1);
    assertThat(applied.gasUsed()).isLessThan(100_000);
    assertThat(applied.writes()).hasSize(2);
  }

  @Test
  void longRevertDataIsCutInTheReceipt() {
    ledger.contract(CONTRACT, Asm.hex("5000 0 REVERT"));
    assertThat(Ledger.receipt(ledger.applied(ledger.call(CONTRACT, "", 100_000))).getOutput().size()).isEqualTo(1_024);
  }

  @Test
  void outOfGasTakesItAll() {
    ledger.contract(CONTRACT, Asm.hex("JUMPDEST 1 0 SSTORE 0 JUMP"));
    var applied = ledger.applied(ledger.call(CONTRACT, "", 60_000));

    assertThat(applied.status()).isZero();
    assertThat(applied.gasUsed()).isEqualTo(60_000);
    assertThat(ledger.slot(CONTRACT, 0)).isZero();
  }

  @Test
  void logsBecomeEvents() {
    ledger.contract(CONTRACT, Asm.hex("0xaa 0 MSTORE 3 2 1 32 0 LOG3 0 0 LOG0"));
    var events = ledger.applied(ledger.call(CONTRACT, "", 100_000)).events();

    assertThat(events).hasSize(2);
    assertThat(events.getFirst().type()).isEqualTo("evm/log");
    assertThat(events.getFirst().attributes()).extracting(a -> a.key() + "=" + a.value().toHex()).containsExactly(
        "address=" + CONTRACT.bytes().toHex(), "topic0=" + Ledger.word(wei(1)).toHex(),
        "topic1=" + Ledger.word(wei(2)).toHex(), "topic2=" + Ledger.word(wei(3)).toHex());
    assertThat(events.getFirst().data()).isEqualTo(Ledger.word(wei(0xaa)));
    assertThat(events.getLast().data().isEmpty()).isTrue();
  }

  @Test
  void clearedSlotIsDeletedAndRefunded() {
    ledger.contract(CONTRACT, Asm.hex("CALLDATASIZE 0 SSTORE"));
    ledger.applied(ledger.call(CONTRACT, "01", 100_000));
    var applied = ledger.applied(ledger.call(CONTRACT, "", 100_000));

    assertThat(applied.writes()).contains(new StateWrite.Delete(EvmState.slot(CONTRACT, Ledger.word(BigInteger.ZERO))));
    assertThat(applied.gasUsed()).isEqualTo(21_000 + 2 + 3 + 5_000 - 4_800);
  }

  @Test
  void selfDestructBeforeCancunClearsStorage() {
    ledger.with("evm.forks", "shanghai:0").contract(CONTRACT, Asm.hex("0xf0001 SELFDESTRUCT"));
    ledger.state.put(EvmState.slot(CONTRACT, Ledger.word(BigInteger.TWO)), Bytes.fromHex("09"));
    var applied = ledger.applied(ledger.call(CONTRACT, "", 100_000));

    assertThat(applied.writes()).contains(new StateWrite.Delete(EvmState.account(CONTRACT)),
        new StateWrite.Clear(EvmState.storageOf(CONTRACT)));
    assertThat(ledger.slot(CONTRACT, 2)).isZero();
  }

  @Test
  void blockFiguresComeFromTheContext() {
    ledger.contract(CONTRACT, Asm.hex("NUMBER 0 SSTORE TIMESTAMP 1 SSTORE PREVRANDAO 2 SSTORE COINBASE 3 SSTORE "
        + "CHAINID 4 SSTORE BASEFEE 5 SSTORE GASLIMIT 6 SSTORE BLOBBASEFEE 7 SSTORE 0 BLOBHASH 8 SSTORE ORIGIN 9 SSTORE"));
    ledger.applied(ledger.call(CONTRACT, "", 500_000));

    assertThat(ledger.slot(CONTRACT, 0)).isEqualTo(wei(300));
    assertThat(ledger.slot(CONTRACT, 1)).isEqualTo(wei(1_700_000_000));
    assertThat(ledger.slot(CONTRACT, 2)).isEqualTo(new BigInteger("11".repeat(32), 16));
    assertThat(ledger.slot(CONTRACT, 3)).isEqualTo(new BigInteger(1, RECIPIENT.bytes().toArray()));
    assertThat(ledger.slot(CONTRACT, 4)).isEqualTo(wei(Ledger.CHAIN_ID));
    assertThat(ledger.slot(CONTRACT, 5)).isEqualTo(GWEI);
    assertThat(ledger.slot(CONTRACT, 6)).isEqualTo(wei(500_000_000));
    assertThat(ledger.slot(CONTRACT, 7)).isOne();
    assertThat(ledger.slot(CONTRACT, 8)).isZero();
    assertThat(ledger.slot(CONTRACT, 9)).isEqualTo(new BigInteger(1, SENDER.bytes().toArray()));
  }

  @Test
  void blockHashReadsOnlyTheLast256() {
    ledger.contract(CONTRACT, Asm.hex("299 BLOCKHASH 0 SSTORE 44 BLOCKHASH 1 SSTORE 43 BLOCKHASH 2 SSTORE 300 BLOCKHASH 3 SSTORE"));
    for (long height : new long[] {43, 44, 299, 300}) {
      ledger.state.put(EvmState.blockHash(height), Ledger.word(wei(height + 1_000)));
    }
    ledger.applied(ledger.call(CONTRACT, "", 200_000));

    assertThat(ledger.slot(CONTRACT, 0)).isEqualTo(wei(1_299));
    assertThat(ledger.slot(CONTRACT, 1)).isEqualTo(wei(1_044));
    assertThat(ledger.slot(CONTRACT, 2)).isZero();
    assertThat(ledger.slot(CONTRACT, 3)).isZero();
  }

  @Test
  void forksComeFromTheSchedule() {
    ledger.with("evm.forks", "paris:0,shanghai:301").contract(CONTRACT, "5f" + Asm.hex("1 0 SSTORE"));
    assertThat(ledger.applied(ledger.call(CONTRACT, "", 100_000)).status()).isZero();
    ledger.height = 301;
    assertThat(ledger.applied(ledger.call(CONTRACT, "", 100_000)).status()).isEqualTo(1);
  }

  @Test
  void refusedPrecompileInputTakesAllGasOfTheCall() {
    // calls 0x06 with (1, 1), which is not on the curve, and 50 000 gas, and stores success + 1
    ledger.contract(CONTRACT, Asm.hex("1 0 MSTORE 1 32 MSTORE 0 0 64 0 6 50000 STATICCALL 1 ADD 0 SSTORE"));
    var applied = ledger.applied(ledger.call(CONTRACT, "", 200_000));
    assertThat(ledger.slot(CONTRACT, 0)).isOne();
    assertThat(applied.gasUsed()).isGreaterThan(21_000 + 50_000 + 22_000);

    var direct = ledger.applied(ledger.call(EvmAddress.fromHex("0x000000000000000000000000000000000000000b"), "", 40_000));
    assertThat(direct.status()).isZero();
    assertThat(direct.gasUsed()).isEqualTo(40_000);
    var accepted = ledger.applied(ledger.call(EvmAddress.fromHex("0x0000000000000000000000000000000000000100"), "", 40_000));
    assertThat(accepted.status()).isOne(); // an empty answer is no failure
    assertThat(accepted.gasUsed()).isEqualTo(21_000 + 6_900);
  }

  @Test
  void delegationRunsTheDelegatesCodeOnTheAuthority() {
    ledger.contract(CONTRACT, Asm.hex("ADDRESS 0 SSTORE"));
    var unsigned = new Authorization(BigInteger.valueOf(Ledger.CHAIN_ID), CONTRACT, 1, 0, BigInteger.ONE, BigInteger.ONE);
    var signature = Ledger.KEY.signRecoverable(unsigned.signingHash().bytes().toArray());
    var signed = new Authorization(unsigned.chainId(), CONTRACT, 1, signature[64], new BigInteger(1, signature, 0, 32),
        new BigInteger(1, signature, 32, 32));
    var applied = ledger.applied(EthereumTransaction.setCode(BigInteger.valueOf(Ledger.CHAIN_ID), 0, GWEI, GWEI.shiftLeft(1),
        200_000, SENDER, BigInteger.ZERO, Bytes.EMPTY, List.of(), List.of(signed)));

    assertThat(applied.status()).isEqualTo(1);
    assertThat(ledger.account(SENDER).nonce()).isEqualTo(2);
    assertThat(ledger.account(SENDER).codeHash())
        .contains(Keccak.hash(Bytes.fromHex("ef0100").concat(CONTRACT.bytes())));
    assertThat(ledger.slot(SENDER, 0)).isEqualTo(new BigInteger(1, SENDER.bytes().toArray()));
    assertThat(ledger.applied(ledger.call(FRIEND, "", 30_000)).status()).isEqualTo(1); // still an account that may send
  }

  @Test
  void a1024DeepRecursionNeedsNoJavaStack() {
    // calls itself with all gas; each level counts in a slot of its own
    ledger.contract(CONTRACT, Asm.hex("0 0 0 0 0 ADDRESS GAS CALL POP 0 SLOAD 1 ADD 0 SSTORE"));
    var free = Ledger.free();
    free.state.putAll(ledger.state);
    free.with("evm.forks", "prague:0");
    free.gasLimit = Long.MAX_VALUE;
    var applied = free.applied(free.call(CONTRACT, "", 10_000_000_000_000L));
    assertThat(applied.status()).isEqualTo(1);
    assertThat(free.slot(CONTRACT, 0).longValue()).isEqualTo(1_025);
  }

  @Test
  void outcomeDoesNotDependOnWhatRanBeforeOnTheMachine() {
    var other = new Ledger(ledger.handler).fund(SENDER, ETHER);
    ledger.contract(CONTRACT, Asm.hex("1 1000 MSTORE 2000 MLOAD 0 SSTORE 5 5 TSTORE 5 TLOAD 1 SSTORE RETURNDATASIZE 2 SSTORE"));
    other.contract(CONTRACT, Asm.hex("2000 MLOAD 0 SSTORE 5 TLOAD 1 SSTORE RETURNDATASIZE 2 SSTORE MSIZE 3 SSTORE"));
    var first = other.run(other.request(other.call(CONTRACT, "", 200_000)));
    ledger.applied(ledger.call(CONTRACT, "", 200_000));
    assertThat(other.run(other.request(other.call(CONTRACT, "", 200_000)))).isEqualTo(first);
  }

  @Test
  void applyThroughTheSimpleInterfaceIsTheSame() {
    var request = ledger.request(ledger.transaction(Optional.of(FRIEND), wei(5), Bytes.EMPTY, 30_000));
    assertThat(ledger.handler.apply(request, new ReadOnly(ledger))).isEqualTo(ledger.run(request));
  }

  private record ReadOnly(Ledger ledger) implements org.atoll.sdk.processor.StateContext {
    @Override
    public Optional<Bytes> get(org.atoll.sdk.value.Address address) {
      return ledger.get(address);
    }

    @Override
    public Map<org.atoll.sdk.value.Address, Bytes> get(List<org.atoll.sdk.value.Address> addresses) {
      return ledger.get(addresses);
    }

    @Override
    public void set(org.atoll.sdk.value.Address address, Bytes value) {
      throw new AssertionError("writes are in the outcome");
    }

    @Override
    public void delete(org.atoll.sdk.value.Address address) {
      throw new AssertionError("writes are in the outcome");
    }
  }
}
