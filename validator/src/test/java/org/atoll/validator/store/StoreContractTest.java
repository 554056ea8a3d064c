package org.atoll.validator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both stores do what a sorted map does. */
class StoreContractTest {
  private static final StoreOptions OPTIONS = StepWriter.OPTIONS;

  @TempDir Path folder;

  private KeyValueStore open(boolean disk) throws StoreException {
    return disk ? LevelDbStore.open(folder.resolve("store"), OPTIONS.withNativeFolder(folder.resolve("native")))
        : new MemoryStore();
  }

  @ParameterizedTest
  @CsvSource({"false,1", "false,2", "true,1", "true,2", "true,3"})
  void randomOperationsMatchASortedMap(boolean disk, long seed) throws StoreException {
    var random = new Random(seed);
    var model = new TreeMap<Bytes, Bytes>();
    var store = open(disk);
    for (int round = 0; round < 60; round++) {
      var before = new TreeMap<>(model);
      try (var snapshot = store.snapshot()) {
        store.write(randomBatch(random, model), random.nextBoolean() ? Sync.SYNCED : Sync.UNSYNCED);
        check(random, snapshot, before);
      }
      check(random, store, model);
      if (disk && random.nextInt(15) == 0) {
        store.close();
        store = open(true);
      }
    }
    assertThat(Folders.content(store)).isEqualTo(model);
    store.close();
  }

  private static WriteBatch randomBatch(Random random, TreeMap<Bytes, Bytes> model) {
    var batch = new WriteBatch();
    for (int i = random.nextInt(80); i >= 0; i--) {
      var key = key(random);
      if (random.nextInt(3) == 0) {
        batch.delete(key);
        model.remove(key);
      } else {
        var value = new byte[random.nextInt(random.nextInt(30) == 0 ? 100_000 : 60)];
        random.nextBytes(value);
        batch.put(key, Bytes.wrap(value));
        model.put(key, Bytes.wrap(value));
      }
    }
    return batch;
  }

  private static Bytes key(Random random) {
    var key = new byte[1 + random.nextInt(4)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(5) * 63); // also above 127: order is unsigned
    }
    return Bytes.wrap(key);
  }

  private static void check(Random random, StoreReader store, TreeMap<Bytes, Bytes> model) {
    for (int i = 0; i < 10; i++) {
      var key = key(random);
      assertThat(store.get(key)).isEqualTo(Optional.ofNullable(model.get(key)));
      var prefix = key.slice(0, random.nextInt(key.size() + 1));
      assertThat(store.ceiling(prefix, key)).isEqualTo(within(prefix, model.ceilingEntry(key)));
      assertThat(store.floor(prefix, key)).isEqualTo(within(prefix, model.floorEntry(key)));
      var seen = new ArrayList<Bytes>();
      int limit = 1 + random.nextInt(6);
      store.scan(prefix, key, (at, value) -> {
        assertThat(value).isEqualTo(model.get(at));
        seen.add(at);
        return seen.size() < limit;
      });
      assertThat(seen).isEqualTo(
          model.tailMap(key, true).keySet().stream().filter(at -> at.startsWith(prefix)).limit(limit).toList());
    }
  }

  private static Optional<Map.Entry<Bytes, Bytes>> within(Bytes prefix, Map.Entry<Bytes, Bytes> entry) {
    return Optional.ofNullable(entry).filter(found -> found.getKey().startsWith(prefix));
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void theLastOfSeveralOperationsOnAKeyWins(boolean disk) throws StoreException {
    var key = Bytes.copyOf((byte) 1);
    try (var store = open(disk)) {
      store.write(new WriteBatch().put(key, Bytes.EMPTY).delete(key).put(key, key), Sync.SYNCED);
      assertThat(store.get(key)).contains(key);
      store.write(new WriteBatch().put(key, Bytes.EMPTY).delete(key), Sync.SYNCED);
      assertThat(store.get(key)).isEmpty();
      store.write(new WriteBatch().delete(key).put(key, Bytes.EMPTY), Sync.SYNCED);
      assertThat(store.get(key)).contains(Bytes.EMPTY);
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void aClosedStoreRefuses(boolean disk) throws StoreException {
    var store = open(disk);
    var snapshot = store.snapshot();
    store.close();
    store.close();
    assertThatThrownBy(() -> store.get(Bytes.EMPTY)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.write(new WriteBatch(), Sync.SYNCED)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(store::snapshot).isInstanceOf(IllegalStateException.class);
    if (disk) {
      assertThatThrownBy(() -> snapshot.get(Bytes.EMPTY)).isInstanceOf(IllegalStateException.class);
    }
    snapshot.close();
  }

  @Test
  void closingWaitsForReads() throws Exception {
    for (int round = 0; round < 5; round++) {
      var store = open(true);
      store.write(StepWriter.batch(round), Sync.SYNCED);
      var readers = new ArrayList<Thread>();
      for (int i = 0; i < 4; i++) {
        readers.add(Thread.ofPlatform().start(() -> readUntilClosed(store)));
      }
      while (readers.stream().anyMatch(reader -> reader.getState() == Thread.State.NEW)) {
        Thread.onSpinWait();
      }
      store.close(); // a read after free would crash the JVM
      for (var reader : readers) {
        reader.join();
      }
    }
  }

  private static void readUntilClosed(KeyValueStore store) {
    try {
      while (true) {
        try (var snapshot = store.snapshot()) {
          snapshot.scan(Bytes.EMPTY, (key, value) -> store.get(key).isPresent());
        }
      }
    } catch (IllegalStateException closed) {
      assertThat(closed).hasMessageContaining("closed");
    }
  }
}
