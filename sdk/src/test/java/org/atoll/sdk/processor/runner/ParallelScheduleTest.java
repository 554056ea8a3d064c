package org.atoll.sdk.processor.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.SuspendableHandler;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.processor.runner.Scripts.Op;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** However many work on a chunk and in whatever order: the outcomes are those of serial execution, write for write. */
final class ParallelScheduleTest {
  private static final ExecutorService HELPERS = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());

  @AfterAll
  static void dismissHelpers() {
    HELPERS.shutdownNow();
  }

  private static List<List<TransactionRequest>> anyBatches(RandomGenerator random, Scripts handler, int size,
      int counters) {
    int senders = random.nextInt(1, 40);
    boolean fees = random.nextInt(4) != 0;
    var batches = new ArrayList<List<TransactionRequest>>();
    for (int i = 0; i < size; i++) {
      var batch = new ArrayList<TransactionRequest>();
      for (int k = random.nextInt(3) == 0 ? random.nextInt(1, 5) : 1; k > 0; k--) {
        batch.add(handler.request(Scripts.any(random, counters, fees), random.nextInt(senders)));
      }
      batches.add(batch);
    }
    return batches;
  }

  /** Chunk after chunk on one cache, which now and then is lost. */
  private static void check(RandomGenerator random, int chunks, int size,
      BiFunction<Scripts, Function<List<Address>, List<Optional<Bytes>>>, LocalRunner> runners)
      throws InterruptedException {
    var handler = new Scripts();
    var state = Scripts.anyState(random);
    var runner = runners.apply(handler, addresses -> values(addresses, state));
    int counters = new int[] {1, 4, 16, 64}[random.nextInt(4)];
    for (int chunk = 0; chunk < chunks; chunk++) {
      var batches = anyBatches(random, handler, random.nextInt(1, size), counters);
      var after = new HashMap<>(state);
      var expected = handler.serially(batches, after);
      if (random.nextInt(3) == 0) {
        runner.forget();
      }

      assertThat(runner.run(batches)).isEqualTo(expected);

      state.clear();
      state.putAll(after);
    }
  }

  private static List<Optional<Bytes>> values(List<Address> addresses, Map<Address, Bytes> state) {
    assertThat(addresses).doesNotHaveDuplicates().hasSizeBetween(1, ParallelSchedule.MAX_KEYS);
    return addresses.stream().map(address -> Optional.ofNullable(state.get(address))).toList();
  }

  @Test
  void inWhateverOrderWorkersActAndStateArrives_outcomesAreThoseOfSerialExecution() {
    Seeds.forEachSeed(600, random -> check(random, 6, 60, (handler, state) ->
        LocalRunner.simulated(handler, state, random.nextInt(1, 9), random.nextLong())));
  }

  @Test
  void onThreads_outcomesAreThoseOfSerialExecution() {
    Seeds.forEachSeed(60, random -> check(random, 5, 300, (handler, state) ->
        LocalRunner.of(handler, state, HELPERS, random.nextInt(1, 9))));
  }

  private static Scripts.Script script(Op... ops) {
    return new Scripts.Script(List.of(ops), List.of());
  }

  private static List<List<TransactionRequest>> each(int count, Function<Integer, TransactionRequest> request) {
    var batches = new ArrayList<List<TransactionRequest>>();
    for (int i = 0; i < count; i++) {
      batches.add(List.of(request.apply(i)));
    }
    return batches;
  }

  @Test
  void noTransactionRunsMoreThanTwice() {
    Seeds.forEachSeed(100, random -> {
      var handler = new Scripts();
      var state = Scripts.anyState(random);
      var runner = LocalRunner.simulated(handler, addresses -> values(addresses, state), 8, random.nextLong());
      runner.run(each(50, i -> handler.request(Scripts.any(random, 2, true), i)));

      assertThat(handler.begun.get()).isBetween(50, 100);
      assertThat(handler.discarded.get()).isLessThanOrEqualTo(handler.begun.get() - 50);
    });
  }

  @Test
  void transactionsThatDoNotMeet_runOnce() throws InterruptedException {
    var handler = new Scripts();
    var runner = LocalRunner.simulated(handler, addresses -> values(addresses, Map.of()), 4, 1);
    runner.run(each(64, i -> handler.request(new Scripts.Script(List.of(new Op.Add(i, i)), List.of(1, 1)), i)));

    assertThat(handler.begun.get()).as("fees alone are no conflict").isEqualTo(64);
  }

  @Test
  void aSendersTransactionsAreNoConflict() throws InterruptedException {
    var handler = new Scripts();
    var runner = LocalRunner.simulated(handler, addresses -> values(addresses, Map.of()), 4, 2);
    runner.run(each(64, i -> handler.request(script(new Op.Add(0, 1)), 7)));

    assertThat(handler.begun.get()).isEqualTo(64);
  }

  @Test
  void whereMostCollide_itGivesUpRunningAhead() throws InterruptedException {
    var handler = new Scripts();
    var runner = LocalRunner.simulated(handler, addresses -> values(addresses, Map.of()), 4, 3);
    runner.run(each(960, i -> handler.request(script(new Op.Add(0, 1)), i)));

    assertThat(handler.begun.get()).as("32 of 96 run twice").isBetween(1_000, 960 + 10 * 50);
  }

  @Test
  void aMissParksTheTransaction_andAllThatIsMissingComesAtOnce() throws InterruptedException {
    var handler = new Scripts();
    var asked = new ArrayList<Integer>();
    var runner = LocalRunner.of(handler, addresses -> {
      asked.add(addresses.size());
      return values(addresses, Map.of());
    }, Runnable::run, 1);
    runner.run(each(60, i -> handler.request(script(new Op.Add(i, (i + 1) % 64)), i)));

    assertThat(asked.getFirst()).as("what all need first").isEqualTo(60);
    assertThat(asked.stream().mapToInt(Integer::intValue).sum()).isEqualTo(61);
  }

  @Test
  void noMoreThanEightTransactionsPerWorkerAreUnderWay() throws InterruptedException {
    var open = new AtomicInteger();
    var most = new AtomicInteger();
    var scripts = new Scripts();
    var handler = new Watched(scripts, open, most);
    var runner = LocalRunner.simulated(handler, addresses -> values(addresses, Map.of()), 3, 5);
    runner.run(each(200, i -> scripts.request(script(new Op.Add(i % 64, 0), new Op.Follow(i % 64)), i)));

    assertThat(most.get()).isBetween(2, 24);
  }

  /** Counts runs that have seen state and are not done. */
  private record Watched(Scripts scripts, AtomicInteger open, AtomicInteger most) implements SuspendableHandler {
    private record Counted(Run run, AtomicReference<Boolean> isOpen) implements Run {}

    @Override
    public FamilyInfo family() {
      return scripts.family();
    }

    @Override
    public Run begin(TransactionRequest transaction) {
      return new Counted(scripts.begin(transaction), new AtomicReference<>(false));
    }

    @Override
    public Step advance(Run run, LocalState state) {
      var counted = (Counted) run;
      var step = scripts.advance(counted.run, address -> {
        var value = state.get(address);
        if (value != LocalState.UNKNOWN && !counted.isOpen.getAndSet(true)) {
          most.accumulateAndGet(open.incrementAndGet(), Math::max);
        }
        return value;
      });
      if (step instanceof Step.Done) {
        close(counted);
      }
      return step;
    }

    private void close(Counted run) {
      if (run.isOpen.getAndSet(false)) {
        open.decrementAndGet();
      }
    }

    @Override
    public void discard(Run run) {
      close((Counted) run);
      scripts.discard(((Counted) run).run);
    }
  }

  @Test
  void anExceptionCountsOnlyWhereStateIsFinal() {
    var handler = new Scripts();
    var broken = Map.of(new Address(Scripts.FAMILY.prefixes().getFirst().concat(Bytes.copyOf((byte) 1, (byte) 0, (byte) 0))),
        Bytes.copyOf((byte) 5));
    for (int workers = 1; workers < 5; workers++) {
      var runner = LocalRunner.of(handler, addresses -> values(addresses, broken), HELPERS, workers);
      assertThatThrownBy(() -> runner.run(each(20, i -> handler.request(script(new Op.Twins(i == 15 ? 0 : 1)), i))))
          .isInstanceOf(IllegalStateException.class).hasMessage("twins differ: 5 and 0");
    }
  }

  @Test
  void aFetchThatFailsFailsTheChunk() {
    var handler = new Scripts();
    var runner = LocalRunner.of(handler, addresses -> {
      throw new IllegalStateException("the stream ended");
    }, HELPERS, 3);
    assertThatThrownBy(() -> runner.run(each(20, i -> handler.request(script(new Op.Add(i, i)), i))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptGetsThroughWhoeverFetches() throws InterruptedException {
    var handler = new Scripts();
    var caller = Thread.currentThread();
    var runner = LocalRunner.of(handler, addresses -> {
      caller.interrupt();
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      return List.of();
    }, HELPERS, 4);
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> runner.run(each(20, k -> handler.request(script(new Op.Add(k, k)), k))))
          .isInstanceOfAny(InterruptedException.class, IllegalStateException.class);
      Thread.interrupted();
    }
  }
}
