package org.atoll.validator.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.store.MemoryStore;
import org.atoll.validator.store.Sync;
import org.atoll.validator.store.WriteBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State of kept heights by ranges, and a database made of such. */
class StateRangeTest {
  private static final int HISTORY = 6;

  private static final class Chain {
    final Random random;
    final StateWorld world;
    final MemoryStore store = new MemoryStore();
    final StateDatabase database = StateDatabase.open(store, StateWorld.SCHEMES, new StateOptions(HISTORY, 1 << 16));
    final TreeMap<Long, NaiveState> models = new TreeMap<>();
    NaiveState model = new NaiveState();
    StateLayer newest = database.base();

    Chain(long seed) {
      random = new Random(seed);
      world = new StateWorld(random, 30, 10);
    }

    void add(boolean durable) {
      var draft = newest.draft();
      var writes = world.writes(20);
      draft.apply(writes);
      writes.forEach(model::apply);
      newest = draft.seal(newest.height() + 1);
      models.put(newest.height(), model.copy());
      var batch = new WriteBatch();
      database.finalise(newest, batch);
      store.write(batch, Sync.SYNCED);
      if (durable) {
        database.advance(newest);
      }
    }
  }

  /** All of a height, asked for piece by piece. */
  private static List<StateEntry> collect(Chain chain, long height, int maxBytes) {
    var found = new ArrayList<StateEntry>();
    var from = Bytes.EMPTY;
    do {
      var to = chain.random.nextInt(3) == 0 && found.size() > 0 ? chain.world.address().bytes() : Bytes.EMPTY;
      if (!to.isEmpty() && to.compareTo(from) <= 0) {
        to = Bytes.EMPTY;
      }
      var part = chain.database.range(height, from, to, maxBytes).orElseThrow();
      assertThat(part.entries().stream().limit(Math.max(1, part.entries().size()) - 1).mapToInt(StateEntry::size).sum())
          .isLessThanOrEqualTo(maxBytes);
      found.addAll(part.entries());
      from = part.next().isEmpty() ? to : part.next();
    } while (!from.isEmpty());
    return found;
  }

  private static TreeMap<Address, Bytes> asMap(List<StateEntry> entries) {
    var map = new TreeMap<Address, Bytes>();
    entries.forEach(entry -> assertThat(map.put(entry.address(), entry.value())).isNull());
    return map;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void rangesOfAnyKeptHeightAreThatState(long seed) {
    var chain = new Chain(seed);
    for (int i = 0; i < 14; i++) {
      chain.add(i < 12); // the last two are not durable yet
    }
    for (long height = chain.database.oldestHeight(); height <= 11; height++) {
      for (int maxBytes : new int[] {1, 100, 1_000_000}) {
        assertThat(asMap(collect(chain, height, maxBytes))).isEqualTo(chain.models.get(height).map);
      }
    }
    assertThat(chain.database.range(chain.database.oldestHeight() - 1, Bytes.EMPTY, Bytes.EMPTY, 100)).isEmpty();
    assertThat(chain.database.range(12, Bytes.EMPTY, Bytes.EMPTY, 100)).isEmpty();
  }

  @Test
  void givenMoreThanFits_thenTheHighestAddressIsAHint() {
    var chain = new Chain(9);
    for (int i = 0; i < 4; i++) {
      chain.add(true);
    }

    var part = chain.database.range(3, Bytes.EMPTY, Bytes.EMPTY, 10).orElseThrow();

    assertThat(part.last()).isEqualTo(chain.models.get(3L).map.lastKey().bytes());
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void givenAllEntries_thenAnotherDatabaseTakesTheirPlace(long seed) {
    var source = new Chain(seed);
    for (int i = 0; i < 10; i++) {
      source.add(true);
    }
    var target = new Chain(seed + 100); // what it held must go, but for what is alike
    target.add(true);
    target.add(true);
    var entries = collect(source, 8, 300);

    var layer = target.database.imported(8, entries).orElseThrow();

    assertThat(layer.stateRoot()).isEqualTo(source.models.get(8L).stateRoot(StateWorld.SCHEMES));
    assertThat(StateDatabase.open(target.store, StateWorld.SCHEMES, new StateOptions(HISTORY, 0)).base().height())
        .isEqualTo(1); // nothing is on disk yet
    var batch = new WriteBatch();
    target.database.replace(layer, batch);
    target.store.write(batch, Sync.SYNCED);
    target.database.advance(layer);
    var reopened = StateDatabase.open(target.store, StateWorld.SCHEMES, new StateOptions(HISTORY, 0));
    for (var database : List.of(target.database, reopened)) {
      assertThat(database.base().entries(Bytes.EMPTY, Bytes.EMPTY, 10_000)).isEqualTo(source.models.get(8L).map);
      assertThat(database.base().stateRoot()).isEqualTo(layer.stateRoot());
      assertThat(database.oldestHeight()).isEqualTo(8);
      assertThat(database.at(1)).isEmpty();
    }
    target.store.scan(Bytes.copyOf((byte) 'H'), (key, value) -> {
      throw new AssertionError("history of what is gone is left: " + key);
    });
    target.model = source.models.get(8L).copy();
    target.newest = layer;
    target.add(true); // and it goes on
    assertThat(target.newest.stateRoot()).isEqualTo(target.model.stateRoot(StateWorld.SCHEMES));
  }

  @Test
  void givenAFalseOrMissingEntry_thenTheRootIsAnother() {
    var source = new Chain(21);
    for (int i = 0; i < 5; i++) {
      source.add(true);
    }
    var right = source.models.get(4L).stateRoot(StateWorld.SCHEMES);
    var entries = collect(source, 4, 500);
    for (int i = 0; i < entries.size(); i += 7) {
      if (entries.get(i).address().bytes().startsWith(EvmState.PREFIX.concat(Bytes.copyOf((byte) EvmState.KIND_CODE)))) {
        continue; // its hash is its address
      }
      var less = new ArrayList<>(entries);
      less.remove(i);
      var target = new Chain(22);
      assertThat(target.database.imported(4, less).orElseThrow().stateRoot()).isNotEqualTo(right);
    }
  }

  @Test
  void givenWhatNoTreeHolds_thenItIsRefused() {
    var target = new Chain(31);
    var account = EvmState.account(EvmAddress.ZERO);
    assertThat(target.database.imported(4, List.of(new StateEntry(account, Bytes.copyOf((byte) 1))))).isEmpty();
    var radix = new Address(Bytes.copyOf((byte) 9, (byte) 9, (byte) 9, (byte) 9));
    var entry = new StateEntry(radix, Bytes.copyOf((byte) 1));
    assertThat(target.database.imported(4, List.of(entry, entry))).isEmpty();
    assertThat(target.database.imported(4, List.of(entry))).isPresent();
  }
}
