package org.atoll.bench.micro;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateOptions;
import org.atoll.validator.state.TreeScheme;
import org.atoll.validator.store.MemoryStore;
import org.atoll.validator.store.Sync;
import org.atoll.validator.store.WriteBatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** State after a block that changes 1 000 addresses of 100 000, up to the new state root; one thread, no disk. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StateBenchmark {
  private static final int SIZE = 100_000;
  private static final int UPDATES = 1_000;

  @Param({"ETHEREUM_MPT", "SHA256_RADIX"})
  TreeScheme scheme;
  private StateDatabase database;
  private List<StateWrite> writes = List.of();

  @Setup
  public void fill() {
    var store = new MemoryStore();
    database = StateDatabase.open(store, Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT),
        new StateOptions(10, 256L << 20));
    var genesis = new ArrayList<StateWrite>();
    for (int i = 0; i < SIZE; i++) {
      genesis.add(write(i, 1));
    }
    var draft = database.base().draft();
    draft.apply(genesis);
    var layer = draft.seal(0);
    var batch = new WriteBatch();
    database.finalise(layer, batch);
    store.write(batch, Sync.UNSYNCED);
    database.advance(layer);
    var changed = new ArrayList<StateWrite>();
    for (int i = 0; i < UPDATES; i++) {
      changed.add(write(i * (SIZE / UPDATES), 2));
    }
    writes = List.copyOf(changed);
  }

  private StateWrite write(int seed, long number) {
    return switch (scheme) {
      case ETHEREUM_MPT -> new StateWrite.Set(EvmState.account(Samples.account(seed)),
          new EvmAccount(number, BigInteger.valueOf(seed), Optional.empty()).encode());
      case SHA256_RADIX -> new StateWrite.Set(
          new Address(FamilyInfo.prefixOf("bench").concat(Samples.hash(seed).bytes())), Bytes.copyOf((byte) number));
    };
  }

  /** Time for one address of the 1 000. */
  @Benchmark
  @OperationsPerInvocation(UPDATES)
  public Hash32 update() {
    var draft = database.base().draft();
    draft.apply(writes);
    return draft.seal(1).stateRoot();
  }
}
