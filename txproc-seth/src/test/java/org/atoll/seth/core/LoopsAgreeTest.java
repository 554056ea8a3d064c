package org.atoll.seth.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.seth.core.TransactionRun.Progress;
import org.atoll.seth.state.CodeCache;
import org.junit.jupiter.api.Test;

/** Random programs come to the same in both loops, whether state is there or comes key by key. */
final class LoopsAgreeTest {
  private static final int PROGRAMS = 20_000;
  private static final EvmAddress SENDER = EvmAddress.fromHex("0x00000000000000000000000000000000000000aa");
  private static final EvmAddress TARGET = EvmAddress.fromHex("0x00000000000000000000000000000000000c0001");
  private static final EvmAddress OTHER = EvmAddress.fromHex("0x00000000000000000000000000000000000c0002");

  private final Evm evm = new Evm(new CodeCache(1 << 20), 3);

  /** Counts frames and instructions, and holds the loop to its word. */
  private static final class Balance implements Tracer {
    private boolean announced;
    private int open;
    private long steps;

    @Override
    public boolean step(Step next) {
      assertThat(announced).as("told once").isFalse();
      assertThat(next.depth()).isEqualTo(open);
      announced = true;
      steps++;
      return true;
    }

    @Override
    public void stepped(Step after, long gasCost, String error) {
      assertThat(announced).isTrue();
      assertThat(gasCost).isNotNegative();
      announced = false;
    }

    @Override
    public void enter(Call call) {
      open++;
    }

    @Override
    public void exit(End end) {
      open--;
      assertThat(end.gasLeft()).isNotNegative();
    }
  }

  @Test
  void onRandomPrograms() {
    long steps = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      var random = new Random(seed);
      var fork = Fork.values()[random.nextInt(Fork.values().length)];
      var state = state(program(random, fork), program(random, fork));
      var env = BlockEnv.of(new BlockContext(300, 1_000, 1, Bytes.EMPTY, EvmAddress.ZERO, 1L << 40, BigInteger.ZERO,
          Hash32.ZERO, 0, BlockId.NONE, Map.of("evm.forks", fork.id() + ":0")));
      var tx = EthereumTransaction.legacy(Optional.of(BigInteger.ONE), 0, BigInteger.ZERO, 2_000_000,
          Optional.of(TARGET), BigInteger.valueOf(random.nextInt(3)), Bytes.fromHex("0102030405"));
      LocalState local = address -> state.getOrDefault(address, LocalState.ABSENT);

      var fast = evm.begin(tx, SENDER, env).advance(local);
      var balance = new Balance();
      var traced = drip(evm.begin(tx, SENDER, env, () -> false, balance), state);

      assertThat(traced).as("seed " + seed + " " + fork).isEqualTo(fast);
      assertThat(balance.open).isZero();
      steps += balance.steps;
    }
    assertThat(steps).isGreaterThan(20L * PROGRAMS);
  }

  private static Progress drip(TransactionRun run, Map<Address, Bytes> state) {
    var here = new HashSet<Address>();
    LocalState local =
        address -> here.contains(address) ? state.getOrDefault(address, LocalState.ABSENT) : LocalState.UNKNOWN;
    while (true) {
      var progress = run.advance(local);
      if (!(progress instanceof Progress.Missing(var addresses))) {
        return progress;
      }
      here.add(addresses.getFirst());
    }
  }

  private static Map<Address, Bytes> state(Bytes first, Bytes second) {
    var state = new HashMap<Address, Bytes>();
    state.put(EvmState.account(SENDER), new EvmAccount(0, BigInteger.TEN.pow(20), Optional.empty()).encode());
    for (var contract : List.of(Map.entry(TARGET, first), Map.entry(OTHER, second))) {
      var hash = Keccak.hash(contract.getValue());
      state.put(EvmState.code(hash), contract.getValue());
      state.put(EvmState.account(contract.getKey()), new EvmAccount(1, BigInteger.TWO, Optional.of(hash)).encode());
      state.put(EvmState.slot(contract.getKey(), Bytes.wrap(new byte[32])), Bytes.fromHex("07"));
    }
    return state;
  }

  /** Mostly sensible: operands first, small ones, often an address; anything now and then. */
  private static Bytes program(Random random, Fork fork) {
    int[] table = OpcodeTable.of(fork);
    var code = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      int op = random.nextInt(256);
      boolean odd = random.nextInt(40) == 0;
      if (!odd && (table[op] == OpcodeTable.UNDEFINED || ENDS.contains(op) || op >= Opcode.PUSH1 && op <= Opcode.SWAP16
          && op % 16 > 4)) {
        continue;
      }
      for (int operands = odd ? 0 : OpcodeTable.neededLongs(table[op]) / 4; operands > 0; operands--) {
        code.append(switch (random.nextInt(8)) {
          case 0 -> "620c0002";
          case 2 -> random.nextInt(4) == 0 ? "7f" + hex(random, 32) : "6004";
          case 3 -> random.nextInt(8) == 0 ? "61" + hex(random, 2) : "6009";
          default -> "60" + String.format("%02x", random.nextInt(4) * 32 + random.nextInt(2));
        });
      }
      code.append(String.format("%02x", op));
    }
    return Bytes.fromHex(code.toString());
  }

  private static final Set<Integer> ENDS = Set.of(Opcode.STOP, Opcode.RETURN, Opcode.REVERT, Opcode.SELFDESTRUCT,
      Opcode.JUMP, Opcode.JUMPI);

  private static String hex(Random random, int size) {
    var bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes).toHex();
  }
}
