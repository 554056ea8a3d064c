package org.atoll.seth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.seth.Ledger.ETHER;
import static org.atoll.seth.Ledger.SENDER;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.processor.SuspendableHandler.Step;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.core.Asm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that want much: a transaction's most gas, 2^24, never makes a run take more than 64 MiB. */
final class BombTest {
  private static final EvmAddress BOMB = EvmAddress.fromHex("0x00000000000000000000000000000000000b0001");
  private static final EvmAddress HELPER = EvmAddress.fromHex("0x00000000000000000000000000000000000b0002");
  private static final long GAS = 1L << 24;
  private static final long MAX_BYTES = 64L << 20;
  /** EIP-170. */
  private static final int CODE_LIMIT = 24_576;

  private final Ledger ledger = new Ledger().fund(SENDER, ETHER.multiply(BigInteger.TEN));

  /** Loops until the gas is gone, unless it says otherwise. */
  enum Bomb {
    MEMORY_WORD_BY_WORD("0 JUMPDEST DUP1 DUP1 MSTORE 32 ADD 2 JUMP"),
    MEMORY_IN_EVERY_FRAME("1 60000 MSTORE 0 0 0 0 0 ADDRESS GAS CALL STOP"),
    RETURN_DATA("JUMPDEST 0 0 0 0 0 0x0b0002 GAS CALL POP RETURNDATASIZE 0 0 RETURNDATACOPY 0 JUMP"),
    RETURN_DATA_UNREAD("JUMPDEST 0 0 0 0 0 0x0b0002 50000 CALL POP 0 JUMP"),
    CREATIONS("JUMPDEST 49152 0 0 CREATE POP 0 JUMP"),
    CREATION_IN_CREATION("CODESIZE 0 0 CODECOPY CODESIZE 0 0 CREATE STOP"),
    LOGS("JUMPDEST 0 0 LOG0 0 JUMP"),
    LONG_LOGS("JUMPDEST 100000 0 LOG0 0 JUMP"),
    COLD_SLOTS("0 JUMPDEST DUP1 SLOAD POP 1 ADD 2 JUMP"),
    COLD_ACCOUNTS("0x10000 JUMPDEST DUP1 BALANCE POP 1 ADD 4 JUMP"),
    COPIED_CODE("JUMPDEST 24576 0 0 0x0b0002 EXTCODECOPY 0 JUMP"),
    HASHES("JUMPDEST 1000000 0 KECCAK256 POP 0 JUMP"),
    STACK("JUMPDEST 0 0 JUMP");

    private final String code;

    Bomb(String code) {
      this.code = code;
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesLittle(Bomb bomb) {
    ledger.contract(BOMB, Asm.hex(bomb.code));
    ledger.contract(HELPER, Asm.hex("1000000 0 RETURN"));
    ledger.send(ledger.call(BOMB, "", GAS)); // classes and arenas of the first run are not the question
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var transaction = ledger.call(BOMB, "", GAS);
    long before = threads.getCurrentThreadAllocatedBytes();
    var applied = ledger.applied(transaction);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(applied.gasUsed()).isLessThanOrEqualTo(GAS);
    assertThat(allocated).as("bytes allocated in all, given back or not").isLessThan(MAX_BYTES);
  }

  /** Its table doubles as it fills, so what counts is what is alive at the end, when the program asks for the probe. */
  @Test
  void transientSlotsHoldLittle() {
    ledger.contract(BOMB, Asm.hex("0 JUMPDEST DUP1 DUP1 TSTORE 1 ADD 20000 GAS GT 2 JUMPI 0xbeef BALANCE STOP"));
    var probe = EvmState.account(EvmAddress.fromHex("0x000000000000000000000000000000000000beef"));
    var live = new AtomicLong();
    var state = ledger.local();
    LocalState probed = address -> {
      if (address.equals(probe)) {
        live.set(liveBytes());
      }
      return state.get(address);
    };
    var request = ledger.request(ledger.call(BOMB, "", GAS));
    long before = liveBytes();
    var step = ledger.handler.advance(ledger.handler.begin(request), probed);

    assertThat(step).isInstanceOf(Step.Done.class);
    assertThat(live.get()).as("the probe was asked").isPositive();
    assertThat(live.get() - before).isLessThan(MAX_BYTES);
  }

  /** Arithmetic, comparison, shifts, stack, memory, jumps. */
  @Test
  void instructionsAllocateNothing() {
    ledger.contract(BOMB, Asm.hex("7 JUMPDEST 3 MUL 9 ADD DUP1 DUP1 MUL 5 SHR 1000 SWAP1 DIV DUP1 0 MSTORE 0 MLOAD"
        + " 11 SWAP1 MOD DUP2 LT ISZERO ADD 31 BYTE 77 EXP DUP2 DUP2 3 MULMOD XOR NOT SWAP1 POP 50000 GAS GT 2 JUMPI STOP"));
    long few = allocatedBy(100_000);
    long many = allocatedBy(GAS);

    assertThat(many - few).as("bytes for 16 million gas more").isLessThan(4_096);
  }

  /** The least of some runs: the first ones load classes. */
  private long allocatedBy(long gas) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      var transaction = ledger.call(BOMB, "", gas);
      long before = threads.getCurrentThreadAllocatedBytes();
      var applied = ledger.applied(transaction);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      assertThat(applied.status()).as("ran until little gas was left").isEqualTo(1);
      assertThat(applied.gasUsed()).isGreaterThan(gas - 60_000);
    }
    return least;
  }

  private static long liveBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void callsNest1024Deep_andNoDeeper() {
    ledger.with("evm.forks", "homestead:0"); // later a caller keeps a 64th, and nobody has the gas
    ledger.contract(BOMB, Asm.hex("0 SLOAD 1 ADD 0 SSTORE 0 0 0 0 0 ADDRESS 40000 GAS SUB CALL STOP"));
    ledger.gasLimit = 1_000_000_000;
    var applied = ledger.applied(EthereumTransaction.legacy(Optional.of(BigInteger.valueOf(Ledger.CHAIN_ID)), 0,
        Ledger.GWEI, 500_000_000, Optional.of(BOMB), BigInteger.ZERO, Bytes.EMPTY));

    assertThat(applied.status()).isEqualTo(1);
    assertThat(ledger.slot(BOMB, 0)).isEqualTo(BigInteger.valueOf(1_025));
  }

  @Test
  void theLongestCodeRunsToItsEnd() {
    ledger.contract(BOMB, "5b".repeat(CODE_LIMIT - 1) + "00");
    var applied = ledger.applied(ledger.call(BOMB, "", GAS));

    assertThat(applied.status()).isEqualTo(1);
    assertThat(applied.gasUsed()).isEqualTo(21_000 + CODE_LIMIT - 1);
  }
}
