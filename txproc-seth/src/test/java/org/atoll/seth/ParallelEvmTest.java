package org.atoll.seth;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.SuspendableHandler;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.processor.SuspendableHandler.Step;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.processor.runner.LocalRunner;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.seth.core.Asm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Chunks of Ethereum transactions, worked through by several: results are, byte for byte, those of one after the other. */
final class ParallelEvmTest {
  private static final ExecutorService HELPERS = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
  private static final EvmAddress COUNTER = contract(1);
  private static final EvmAddress TOKEN = contract(2);
  private static final EvmAddress LOOKER = contract(3);
  private static final EvmAddress MORTAL = contract(4);
  private static final EvmAddress FACTORY = contract(5);
  private static final EvmAddress PAYER = contract(6);
  private static final EvmAddress TREASURY = contract(7);
  private static final EvmAddress RECIPIENT = sender(0); // so that it may send, too
  private static final int SENDERS = 12;

  private static final Bytes MORTAL_CODE =
      Asm.code("CALLDATASIZE 0x0e JUMPI 0 SLOAD 1 ADD 0 SSTORE STOP JUMPDEST 0 CALLDATALOAD SELFDESTRUCT");
  private static final Bytes MORTAL_INIT =
      Asm.code("#72" + MORTAL_CODE.toHex() + " 0 MSTORE 19 13 RETURN");
  private static final Bytes TOKEN_CODE = Asm.code("""
      0x20 CALLDATALOAD CALLER SLOAD DUP2 DUP2 LT 0x23 JUMPI
      DUP2 SWAP1 SUB CALLER SSTORE 0 CALLDATALOAD SLOAD ADD 0 CALLDATALOAD SSTORE
      0 CALLDATALOAD CALLER 0 0 LOG2 STOP JUMPDEST 0 0 REVERT""");

  @AfterAll
  static void dismissHelpers() {
    HELPERS.shutdownNow();
  }

  private static EvmAddress contract(int number) {
    return EvmAddress.fromHex("00".repeat(18) + "cc0" + number);
  }

  private static EvmAddress sender(int number) {
    return new EvmAddress(Keccak.hash(new byte[] {(byte) number}).bytes().slice(0, 20));
  }

  private static Bytes word(Bytes value) {
    return Bytes.wrap(new byte[32 - value.size()]).concat(value);
  }

  private static Bytes word(int value) {
    return word(Bytes.copyOf((byte) value));
  }

  /** CREATE2's address of the mortal contract with this salt. */
  private static EvmAddress made(int salt) {
    var input = Bytes.fromHex("ff").concat(FACTORY.bytes()).concat(word(salt)).concat(Keccak.hash(MORTAL_INIT).bytes());
    return new EvmAddress(Keccak.hash(input).bytes().slice(12, 32));
  }

  /** A chain's rules and accounts, drawn at random, and transactions that meet in the same places. */
  private static final class World {
    private final RandomGenerator random;
    private final EvmHandler handler = new EvmHandler();
    private final Map<Address, Bytes> state = new HashMap<>();
    private final BlockContext block;
    private final boolean free;
    private final int conflicts; // percent
    private final long[] nonces = new long[SENDERS];

    World(RandomGenerator random) {
      this.random = random;
      free = random.nextInt(4) == 0;
      conflicts = random.nextInt(101);
      var settings = new HashMap<String, String>();
      settings.put("evm.freeGas", String.valueOf(free));
      settings.put("evm.forks", List.of("osaka:0", "shanghai:0", "homestead:0").get(random.nextInt(3)));
      settings.put("evm.baseFeeTo", List.of("burn", "recipient", TREASURY.bytes().to0x()).get(random.nextInt(3)));
      block = new BlockContext(300, 1_700_000_000_000L, Ledger.CHAIN_ID, Bytes.wrap(new byte[32]), RECIPIENT, 30_000_000,
          free || settings.get("evm.forks").startsWith("home") ? BigInteger.ZERO : Ledger.GWEI, Hash32.ZERO, 0,
          BlockId.NONE, settings);
      for (int i = random.nextInt(2); i < SENDERS; i++) {
        state.put(EvmState.account(sender(i)), new EvmAccount(0, Ledger.ETHER, Optional.empty()).encode());
        state.put(EvmState.slot(TOKEN, word(sender(i).bytes())), Bytes.copyOf((byte) 50));
      }
      put(COUNTER, Asm.code("0 SLOAD 1 ADD 0 SSTORE 0 SLOAD 0 MSTORE 32 0 RETURN"));
      put(TOKEN, TOKEN_CODE);
      put(LOOKER, Asm.code("COINBASE BALANCE 0 SSTORE COINBASE EXTCODEHASH 1 SSTORE STOP"));
      put(MORTAL, MORTAL_CODE);
      put(FACTORY, Asm.code(
          "#7b" + MORTAL_INIT.toHex() + " 0 MSTORE 0 CALLDATALOAD 28 4 0 CREATE2 0 SSTORE STOP"));
      put(PAYER, Asm.code("0 0 0 0 1 COINBASE 5000 CALL 0 0 0 0 1 #73" + TREASURY.bytes().toHex()
          + " 5000 CALL 0 SSTORE STOP"));
    }

    private void put(EvmAddress address, Bytes code) {
      var hash = Keccak.hash(code);
      state.put(EvmState.code(hash), code);
      state.put(EvmState.account(address), new EvmAccount(1, BigInteger.valueOf(5), Optional.of(hash)).encode());
      state.put(EvmState.slot(address, word(0)), Bytes.copyOf((byte) 9));
    }

    TransactionRequest any() {
      boolean meets = random.nextInt(100) < conflicts;
      int from = meets ? random.nextInt(SENDERS) : random.nextInt(SENDERS / 2, SENDERS);
      long nonce = nonces[from]++;
      if (random.nextInt(40) == 0) {
        nonces[from] = nonce;
        nonce += random.nextInt(1, 3);
      }
      var price = Ledger.GWEI.multiply(BigInteger.valueOf(random.nextInt(2) == 0 ? 1 : random.nextInt(2, 5)));
      long gas = random.nextInt(8) == 0 ? random.nextLong(53_000, 70_000) : 300_000;
      var chain = Optional.of(BigInteger.valueOf(Ledger.CHAIN_ID));
      var raw = EthereumTransactionCodec.sign(switch (meets ? random.nextInt(10) : 10) {
        case 0, 1 -> EthereumTransaction.legacy(chain, nonce, price, gas, Optional.of(COUNTER), BigInteger.ZERO,
            Bytes.EMPTY);
        case 2 -> call(chain, nonce, price, gas, LOOKER, 0, Bytes.EMPTY);
        case 3 -> call(chain, nonce, price, gas, random.nextBoolean() ? MORTAL : made(random.nextInt(2)), 1, Bytes.EMPTY);
        case 4 -> call(chain, nonce, price, gas, random.nextBoolean() ? MORTAL : made(random.nextInt(2)), 0,
            word(sender(random.nextInt(SENDERS)).bytes()));
        case 5 -> call(chain, nonce, price, gas, FACTORY, 0, word(random.nextInt(2)));
        case 6 -> call(chain, nonce, price, gas, random.nextInt(3) == 0 ? RECIPIENT : PAYER, 2, Bytes.EMPTY);
        case 7 -> EthereumTransaction.legacy(chain, nonce, price, gas, Optional.empty(), BigInteger.ONE, MORTAL_INIT);
        case 8 -> call(chain, nonce, price, gas, TREASURY, random.nextInt(2), Bytes.EMPTY);
        case 9 -> call(chain, nonce, price, gas, TOKEN, 0, word(sender(random.nextInt(SENDERS)).bytes()).concat(word(40)));
        default -> random.nextBoolean()
            ? call(chain, nonce, price, gas, TOKEN, 0, word(sender(20 + from).bytes()).concat(word(random.nextInt(30))))
            : call(chain, nonce, price, gas, sender(20 + from), random.nextInt(2), Bytes.EMPTY);
      }, Ledger.KEY).encode();
      return new TransactionRequest(new TransactionId(Keccak.hash(raw).bytes()), TransactionRequest.Format.ETHEREUM,
          raw, Bytes.EMPTY, sender(from).bytes(), block);
    }

    private static EthereumTransaction call(Optional<BigInteger> chain, long nonce, BigInteger price, long gas,
        EvmAddress to, int value, Bytes data) {
      return EthereumTransaction.legacy(chain, nonce, price, gas, Optional.of(to), BigInteger.valueOf(value), data);
    }

    List<List<TransactionRequest>> batches(int count) {
      var batches = new ArrayList<List<TransactionRequest>>();
      for (int i = 0; i < count; i++) {
        var batch = new ArrayList<TransactionRequest>();
        for (int k = random.nextInt(8) == 0 ? random.nextInt(2, 4) : 1; k > 0; k--) {
          batch.add(any());
        }
        batches.add(batch);
      }
      return batches;
    }

    /** One after the other, on a map; refused batches leave nothing. Changes the state. */
    List<Outcome> serially(List<List<TransactionRequest>> batches) {
      var outcomes = new ArrayList<Outcome>();
      for (var batch : batches) {
        var trial = new HashMap<>(state);
        var results = new Outcome[batch.size()];
        int invalid = -1;
        for (int i = 0; i < batch.size() && invalid < 0; i++) {
          LocalState local = address -> trial.getOrDefault(address, LocalState.ABSENT);
          if (!(handler.advance(handler.begin(batch.get(i)), local) instanceof Step.Done(var outcome))) {
            throw new AssertionError("nothing is missing");
          }
          results[i] = outcome;
          switch (outcome) {
            case Outcome.Applied applied -> Ledger.apply(trial, applied.writes());
            case Outcome.Invalid refused -> invalid = i;
          }
        }
        for (int i = 0; i < batch.size(); i++) {
          if (invalid >= 0 && i != invalid) {
            results[i] = new Outcome.Invalid(Refusal.named(-32000, "BATCH_REFUSED",
                "another transaction of the batch is invalid", "correct that transaction and send the batch again"));
          }
        }
        if (invalid < 0) {
          state.clear();
          state.putAll(trial);
        }
        outcomes.addAll(Arrays.asList(results));
      }
      return outcomes;
    }

    List<Optional<Bytes>> values(Map<Address, Bytes> from, List<Address> addresses) {
      return addresses.stream().map(address -> Optional.ofNullable(from.get(address))).toList();
    }
  }

  private interface Runners {
    LocalRunner of(EvmHandler handler, java.util.function.Function<List<Address>, List<Optional<Bytes>>> state);
  }

  /** Counts how transactions ended: status 1, status 0, invalid. */
  private static void check(RandomGenerator random, int chunks, int size, int[] seen, Runners runners)
      throws InterruptedException {
    var world = new World(random);
    var start = new HashMap<>(world.state);
    var runner = runners.of(world.handler, addresses -> world.values(start, addresses));
    for (int chunk = 0; chunk < chunks; chunk++) {
      var batches = world.batches(random.nextInt(1, size));
      var expected = world.serially(batches);
      if (random.nextBoolean()) {
        runner.forget();
      }
      var actual = runner.run(batches);

      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(actual.get(i)).as("transaction %d of chunk %d", i, chunk).isEqualTo(expected.get(i));
        assertThat(ProcessorCodec.encode(actual.get(i)).toByteString())
            .isEqualTo(ProcessorCodec.encode(expected.get(i)).toByteString());
        seen[expected.get(i) instanceof Outcome.Applied applied ? applied.status() : 2]++;
      }
      start.clear();
      start.putAll(world.state);
    }
  }

  @Test
  void inWhateverOrderWorkersActAndStateArrives_resultsAreThoseOfSerialExecution() {
    int[] seen = new int[3];
    Seeds.forEachSeed(200, random -> check(random, 3, 40, seen, (handler, state) ->
        LocalRunner.simulated(handler, state, random.nextInt(1, 9), random.nextLong())));
    assertThat(Arrays.stream(seen).min().orElseThrow()).as("every kind of ending").isGreaterThan(500);
  }

  @Test
  void onThreads_resultsAreThoseOfSerialExecution() {
    int[] seen = new int[3];
    Seeds.forEachSeed(20, random -> check(random, 3, 200, seen, (handler, state) ->
        LocalRunner.of(handler, state, HELPERS, random.nextInt(2, 9))));
    assertThat(Arrays.stream(seen).min().orElseThrow()).isGreaterThan(100);
  }

  @Test
  void feesAloneAreNoConflict() throws InterruptedException {
    var world = new World(new SplittableRandom(4));
    var batches = new ArrayList<List<TransactionRequest>>();
    for (int i = 1; i < SENDERS; i++) {
      var raw = EthereumTransactionCodec.sign(EthereumTransaction.legacy(
          Optional.of(BigInteger.valueOf(Ledger.CHAIN_ID)), 0, Ledger.GWEI.shiftLeft(1), 21_000,
          Optional.of(sender(20 + i)), BigInteger.ONE, Bytes.EMPTY), Ledger.KEY).encode();
      batches.add(List.of(new TransactionRequest(new TransactionId(Keccak.hash(raw).bytes()),
          TransactionRequest.Format.ETHEREUM, raw, Bytes.EMPTY, sender(i).bytes(), world.block)));
    }
    var start = Map.copyOf(world.state);
    var expected = world.serially(batches);
    var handler = new Counting(world.handler, new AtomicInteger());
    var runner = LocalRunner.simulated(handler, addresses -> world.values(start, addresses), 4, 9);

    assertThat(runner.run(batches)).isEqualTo(expected);
    assertThat(handler.begun.get()).as("runs").isEqualTo(batches.size());
    assertThat(expected).allMatch(outcome -> outcome instanceof Outcome.Applied applied && applied.status() == 1);
  }

  private record Counting(EvmHandler evm, AtomicInteger begun) implements SuspendableHandler {
    @Override
    public FamilyInfo family() {
      return evm.family();
    }

    @Override
    public Run begin(TransactionRequest transaction) {
      begun.incrementAndGet();
      return evm.begin(transaction);
    }

    @Override
    public Step advance(Run run, LocalState state) {
      return evm.advance(run, state);
    }

    @Override
    public List<Credit> credits(Run run) {
      return evm.credits(run);
    }
  }
}
