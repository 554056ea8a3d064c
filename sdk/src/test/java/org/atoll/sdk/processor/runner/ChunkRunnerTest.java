package org.atoll.sdk.processor.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.StateContext;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.processor.TransactionHandler;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.processor.TransactionRequest.Format;
import org.atoll.sdk.proto.NativeTransactionHeader;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.junit.jupiter.api.Test;

/** A chunk means: its transactions one after the other, invalid batches left out. */
final class ChunkRunnerTest {
  private static final FamilyInfo FAMILY = FamilyInfo.of("counters", "1.0");
  private static final Bytes PREFIX = FAMILY.prefixes().getFirst();
  static final BlockContext BLOCK = new BlockContext(5, 5_000, 1, Bytes.EMPTY, EvmAddress.ZERO, 1_000, BigInteger.ZERO,
      Hash32.ZERO, 4, BlockId.NONE, Map.of());
  private static final Bytes ONE = Bytes.copyOf((byte) 1);

  private static Address address(int number) {
    return new Address(PREFIX.concat(Bytes.copyOf((byte) (number / 4), (byte) number)));
  }

  private static TransactionRequest request(Bytes payload, List<Bytes> inputs, List<Bytes> outputs) {
    var header = NativeTransactionHeader.newBuilder();
    inputs.forEach(prefix -> header.addInputs(prefix.toByteString()));
    outputs.forEach(prefix -> header.addOutputs(prefix.toByteString()));
    return new TransactionRequest(new TransactionId(Bytes.wrap(new byte[32])), Format.NATIVE,
        Bytes.wrap(header.build().toByteArray()), payload, Bytes.EMPTY, BLOCK);
  }

  private static TransactionRequest request(Bytes payload) {
    return request(payload, List.of(PREFIX), List.of(PREFIX));
  }

  /** State as of the chunk's start; counts what it was asked. */
  private static final class Validator implements ChunkRunner.Fetcher {
    private final Map<Address, Bytes> state = new HashMap<>();
    private final List<List<Address>> asked = new ArrayList<>();

    @Override
    public List<Optional<Bytes>> fetch(List<Address> addresses) {
      asked.add(addresses);
      return addresses.stream().map(address -> Optional.ofNullable(state.get(address))).toList();
    }
  }

  @FunctionalInterface
  private interface Script {
    Outcome apply(TransactionRequest transaction, StateContext state);
  }

  private static TransactionHandler handler(Script script) {
    return new TransactionHandler() {
      @Override
      public FamilyInfo family() {
        return FAMILY;
      }

      @Override
      public Outcome apply(TransactionRequest transaction, StateContext state) {
        return script.apply(transaction, state);
      }
    };
  }

  private static Outcome applied() {
    return new Outcome.Applied(1, 1, List.of(), List.of(), Bytes.EMPTY);
  }

  private static Outcome invalid(String why) {
    return new Outcome.Invalid(Refusal.of(-32_000, why));
  }

  private static List<Outcome> run(TransactionHandler handler, Validator validator, ChunkRunner.Item... items)
      throws InterruptedException {
    var cache = new StateCache(1 << 20);
    cache.openChunk(true, List.of());
    return new ChunkRunner(cache, Crew.alone()).run(handler, List.of(items), validator);
  }

  private static ChunkRunner.Item item(TransactionRequest request, int batch) {
    return new ChunkRunner.Item(request, batch);
  }

  // Declared addresses

  @Test
  void readsAndWritesStayWithinWhatTheHeaderDeclares() throws InterruptedException {
    var secret = address(9);
    var tooFar = run(handler((tx, state) -> {
      state.get(secret);
      return applied();
    }), new Validator(), item(request(ONE, List.of(address(1).bytes()), List.of(address(1).bytes())), 0));
    var tooMuch = run(handler((tx, state) -> {
      state.set(secret, ONE);
      return applied();
    }), new Validator(), item(request(ONE, List.of(PREFIX), List.of(address(1).bytes())), 0));
    var deleted = run(handler((tx, state) -> {
      state.delete(secret);
      return applied();
    }), new Validator(), item(request(ONE, List.of(PREFIX), List.of()), 0));

    assertThat(refusal(tooFar)).satisfies(refusal -> {
      assertThat(refusal.name()).isEqualTo("UNDECLARED_ADDRESS");
      assertThat(refusal.message()).isEqualTo("address " + secret + " is read but not declared");
      assertThat(refusal.hint()).endsWith("transaction's inputs");
    });
    assertThat(refusal(tooMuch).message()).isEqualTo("address " + secret + " is written but not declared");
    assertThat(refusal(deleted).message()).isEqualTo("address " + secret + " is written but not declared");
  }

  private static Refusal refusal(List<Outcome> outcomes) {
    assertThat(outcomes).hasSize(1);
    return ((Outcome.Invalid) outcomes.getFirst()).refusal();
  }

  @Test
  void aTransactionSeesItsOwnWrites_andTheLastOneCounts() throws InterruptedException {
    var outcomes = run(handler((tx, state) -> {
      state.set(address(1), ONE);
      assertThat(state.get(address(1))).contains(ONE);
      state.delete(address(1));
      assertThat(state.get(address(1))).isEmpty();
      state.set(address(1), Bytes.EMPTY);
      assertThat(state.get(address(1))).contains(Bytes.EMPTY);
      return applied();
    }), new Validator(), item(request(ONE), 0));

    assertThat(((Outcome.Applied) outcomes.getFirst()).writes()).containsExactly(
        new StateWrite.Set(address(1), Bytes.EMPTY));
  }

  @Test
  void severalReadsAreOneRoundTrip_knownOnesNone() throws InterruptedException {
    var validator = new Validator();
    validator.state.put(address(1), ONE);
    run(handler((tx, state) -> {
      assertThat(state.get(List.of(address(1), address(2), address(3)))).isEqualTo(Map.of(address(1), ONE));
      assertThat(state.get(List.of(address(3), address(1)))).isEqualTo(Map.of(address(1), ONE));
      return applied();
    }), validator, item(request(ONE), 0), item(request(ONE), 1));

    assertThat(validator.asked).containsExactly(List.of(address(1), address(2), address(3)));
  }

  @Test
  void addressesThatHeadersNameInFullAreFetchedInOneGo() throws InterruptedException {
    var validator = new Validator();
    var first = new Address(PREFIX.concat(Bytes.wrap(new byte[32])));
    var second = new Address(PREFIX.concat(Bytes.wrap(new byte[31])).concat(ONE));
    validator.state.put(first, ONE);
    run(handler((tx, state) -> {
      assertThat(state.get(List.of(first, second))).isEqualTo(Map.of(first, ONE));
      return applied();
    }), validator, item(request(ONE, List.of(first.bytes(), PREFIX, second.bytes()), List.of()), 0),
        item(request(ONE, List.of(second.bytes(), first.bytes()), List.of()), 1));

    assertThat(validator.asked).containsExactly(List.of(first, second));
  }

  @Test
  void writesGoThroughTheContextOnly() {
    assertThatIllegalStateException().isThrownBy(() -> run(handler((tx, state) -> new Outcome.Applied(1, 1,
        List.of(new StateWrite.Delete(address(1))), List.of(), Bytes.EMPTY)), new Validator(), item(request(ONE), 0)));
  }

  @Test
  void anInterruptWhileFetchingGetsThrough() {
    var cache = new StateCache(1_000);
    assertThatThrownBy(() -> new ChunkRunner(cache, Crew.alone()).run(handler((tx, state) -> {
      state.get(address(1));
      return applied();
    }), List.of(item(request(ONE), 0)), addresses -> {
      throw new InterruptedException("stop");
    })).isInstanceOf(InterruptedException.class);
  }

  // Batches

  @Test
  void oneInvalidTransactionUndoesItsBatchAndNoOther() throws InterruptedException {
    var handler = handler((tx, state) -> {
      int now = state.get(address(1)).map(value -> (int) value.get(0)).orElse(0);
      if (tx.payload().equals(Bytes.EMPTY)) {
        return invalid("no payload");
      }
      state.set(address(1), Bytes.copyOf((byte) (now + tx.payload().get(0))));
      return applied();
    });
    var outcomes = run(handler, new Validator(), item(request(Bytes.copyOf((byte) 5)), 0),
        item(request(Bytes.copyOf((byte) 7)), 1), item(request(Bytes.EMPTY), 1), item(request(Bytes.copyOf((byte) 9)), 1),
        item(request(Bytes.copyOf((byte) 1)), 2));

    assertThat(outcomes).hasSize(5);
    assertThat(written(outcomes.get(0))).isEqualTo(5);
    assertThat(((Outcome.Invalid) outcomes.get(1)).refusal().name()).isEqualTo("BATCH_REFUSED");
    assertThat(((Outcome.Invalid) outcomes.get(2)).refusal().message()).isEqualTo("no payload");
    assertThat(((Outcome.Invalid) outcomes.get(3)).refusal().name()).isEqualTo("BATCH_REFUSED");
    assertThat(written(outcomes.get(4))).isEqualTo(6);
  }

  private static int written(Outcome outcome) {
    return ((StateWrite.Set) ((Outcome.Applied) outcome).writes().getFirst()).value().get(0);
  }

  // Suspendable handlers

  /** Operations on counters, a transaction: reads them one at a time, misses one at a time. */
  private sealed interface Op {
    /** target += source + 1. */
    record Add(int target, int source) implements Op {}

    record Remove(int target) implements Op {}

    /** All counters that share the first byte. */
    record Wipe(int group) implements Op {}

    /** Invalid when the counter is odd. */
    record Demand(int counter) implements Op {}
  }

  /** Keeps its scripts by payload. */
  private static final class Counters implements SuspendableHandler {
    private final List<List<Op>> scripts = new ArrayList<>();
    private int restarts;

    private static final class Progress implements Run {
      private final List<Op> script;
      private final Map<Address, Bytes> seen = new HashMap<>();

      Progress(List<Op> script) {
        this.script = script;
      }
    }

    TransactionRequest transaction(List<Op> script) {
      scripts.add(script);
      return request(Bytes.copyOf((byte) ((scripts.size() - 1) >> 8), (byte) (scripts.size() - 1)));
    }

    @Override
    public FamilyInfo family() {
      return FAMILY;
    }

    @Override
    public Run begin(TransactionRequest transaction) {
      return new Progress(scripts.get((transaction.payload().get(0) & 0xff) << 8 | transaction.payload().get(1) & 0xff));
    }

    @Override
    public Step advance(Run run, LocalState state) {
      var progress = (Progress) run;
      restarts++;
      var own = new LinkedHashMap<Address, Bytes>();
      var writes = new ArrayList<StateWrite>();
      for (var op : progress.script) {
        for (var address : reads(op)) {
          if (!own.containsKey(address)) {
            var value = state.get(address);
            if (value == LocalState.UNKNOWN) {
              return new Step.Missing(List.of(address));
            }
            own.put(address, value);
          }
        }
        switch (op) {
          case Op.Add(var target, var source) -> set(address(target),
              number(own.get(address(target))) + number(own.get(address(source))) + 1, own, writes);
          case Op.Remove(var target) -> {
            own.put(address(target), LocalState.ABSENT);
            writes.add(new StateWrite.Delete(address(target)));
          }
          case Op.Wipe(var group) -> {
            for (int i = 4 * group; i < 4 * group + 4; i++) {
              own.put(address(i), LocalState.ABSENT);
            }
            writes.add(new StateWrite.Clear(new Address(PREFIX.concat(Bytes.copyOf((byte) group)))));
          }
          case Op.Demand(var counter) -> {
            if (number(own.get(address(counter))) % 2 == 1) {
              return new Step.Done(invalid("odd"));
            }
          }
        }
      }
      return new Step.Done(new Outcome.Applied(1, 1, writes, List.of(), Bytes.EMPTY));
    }

    private static void set(Address address, int number, Map<Address, Bytes> own, List<StateWrite> writes) {
      var value = Bytes.copyOf((byte) number);
      own.put(address, value);
      writes.add(new StateWrite.Set(address, value));
    }

    private static List<Address> reads(Op op) {
      return switch (op) {
        case Op.Add(var target, var source) -> List.of(address(target), address(source));
        case Op.Demand(var counter) -> List.of(address(counter));
        case Op.Remove ignored -> List.of();
        case Op.Wipe ignored -> List.of();
      };
    }
  }

  private static int number(Bytes value) {
    return value == LocalState.ABSENT ? 0 : value.get(0) & 0x7f;
  }

  /** What the chunk means, in the plainest way. */
  private static void interpret(List<List<Op>> batch, Map<Address, Bytes> state) {
    var trial = new HashMap<>(state);
    for (var script : batch) {
      for (var op : script) {
        switch (op) {
          case Op.Add(var target, var source) -> trial.put(address(target), Bytes.copyOf((byte)
              (number(trial.getOrDefault(address(target), LocalState.ABSENT))
              + number(trial.getOrDefault(address(source), LocalState.ABSENT)) + 1)));
          case Op.Remove(var target) -> trial.remove(address(target));
          case Op.Wipe(var group) -> {
            for (int i = 4 * group; i < 4 * group + 4; i++) {
              trial.remove(address(i));
            }
          }
          case Op.Demand(var counter) -> {
            if (number(trial.getOrDefault(address(counter), LocalState.ABSENT)) % 2 == 1) {
              return; // the whole batch is out
            }
          }
        }
      }
    }
    state.clear();
    state.putAll(trial);
  }

  private static Op anyOp(RandomGenerator random) {
    return switch (random.nextInt(10)) {
      case 0 -> new Op.Wipe(random.nextInt(3));
      case 1 -> new Op.Remove(random.nextInt(12));
      case 2 -> new Op.Demand(random.nextInt(12));
      default -> new Op.Add(random.nextInt(12), random.nextInt(12));
    };
  }

  @Test
  void chunkAfterChunk_theWritesAreThoseOfSerialExecution() {
    Seeds.forEachSeed(200, random -> {
      var cache = new StateCache(random.nextBoolean() ? 1 << 20 : 600);
      var runner = new ChunkRunner(cache, Crew.alone());
      var handler = new Counters();
      var truth = new HashMap<Address, Bytes>();
      var invalidated = new ArrayList<Address>();
      boolean fresh = true;
      for (int chunk = 0; chunk < 8; chunk++) {
        var items = new ArrayList<ChunkRunner.Item>();
        var expected = new HashMap<>(truth);
        for (int batch = 0; batch < 6; batch++) {
          var scripts = new ArrayList<List<Op>>();
          for (int i = random.nextInt(1, 4); i > 0; i--) {
            var script = new ArrayList<Op>();
            for (int k = random.nextInt(1, 5); k > 0; k--) {
              script.add(anyOp(random));
            }
            scripts.add(script);
            items.add(item(handler.transaction(script), batch));
          }
          interpret(scripts, expected);
        }
        cache.openChunk(fresh, invalidated);
        var start = Map.copyOf(truth);
        var outcomes = runner.run(handler, items, addresses -> addresses.stream()
            .map(address -> Optional.ofNullable(start.get(address))).toList());
        assertThat(outcomes).hasSameSizeAs(items);
        var actual = new HashMap<>(truth);
        outcomes.stream().filter(Outcome.Applied.class::isInstance).map(Outcome.Applied.class::cast)
            .forEach(outcome -> outcome.writes().forEach(write -> StateCacheTest.apply(write, actual)));
        assertThat(actual).isEqualTo(expected);
        invalidated.clear();
        fresh = random.nextInt(4) == 0; // the draft came to nothing
        if (!fresh) {
          truth.clear();
          truth.putAll(actual);
        }
        for (int i = random.nextInt(3); i > 0; i--) { // others write, too
          var address = address(random.nextInt(12));
          truth.put(address, Bytes.copyOf((byte) random.nextInt(50)));
          invalidated.add(address);
        }
      }
    });
  }

  @Test
  void whatAllNeedFirstIsFetchedInOneGo() throws InterruptedException {
    var handler = new Counters();
    var validator = new Validator();
    run(handler, validator, item(handler.transaction(List.of(new Op.Add(1, 1))), 0),
        item(handler.transaction(List.of(new Op.Add(5, 1))), 1), item(handler.transaction(List.of(new Op.Add(9, 1))), 2));

    assertThat(validator.asked).containsExactly(List.of(address(1), address(5), address(9)));
  }

  @Test
  void missesOneAtATimeAreServedOneAtATime() throws InterruptedException {
    var handler = new Counters();
    var validator = new Validator();
    validator.state.put(address(2), Bytes.copyOf((byte) 40));
    var outcomes = run(handler, validator, item(handler.transaction(List.of(new Op.Add(1, 2), new Op.Add(3, 1))), 0));

    assertThat(validator.asked).containsExactly(List.of(address(1)), List.of(address(2)), List.of(address(3)));
    assertThat(((Outcome.Applied) outcomes.getFirst()).writes()).containsExactly(
        new StateWrite.Set(address(1), Bytes.copyOf((byte) 41)), new StateWrite.Set(address(3), Bytes.copyOf((byte) 42)));
    assertThat(handler.restarts).isEqualTo(4);
  }

  @Test
  void aRunThatNeedsNoStateIsDoneOnce() throws InterruptedException {
    var handler = new Counters();
    var outcomes = run(handler, new Validator(), item(handler.transaction(List.of(new Op.Remove(1))), 0));

    assertThat(((Outcome.Applied) outcomes.getFirst()).writes()).containsExactly(new StateWrite.Delete(address(1)));
    assertThat(handler.restarts).isEqualTo(1);
  }
}
