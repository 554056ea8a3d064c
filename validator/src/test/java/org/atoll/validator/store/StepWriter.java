package org.atoll.validator.store;

import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/**
 * Writes steps to a store until it is killed, and tells each step's number once it is durable. What step n writes depends on n
 * alone, so a test knows what a store with n steps must hold.
 */
public final class StepWriter {
  static final StoreOptions OPTIONS = StoreOptions.DEFAULT.withWriteBufferBytes(64 << 10).withCacheBytes(1 << 20)
      .withMarks(new DiskSpace.Marks(0, 0, 0, 0));

  private StepWriter() {}

  /** Arguments: folder, then a folder for the native library. */
  public static void main(String[] args) throws StoreException {
    try (var store = LevelDbStore.open(Path.of(args[0]), OPTIONS.withNativeFolder(Path.of(args[1])))) {
      var steps = StepLog.open(store);
      while (true) {
        System.out.println(write(store, steps));
        System.out.flush();
      }
    }
  }

  /** Writes the next step, with an unsynced batch before it now and then. */
  static long write(KeyValueStore store, StepLog steps) {
    long number = steps.last().map(Step::number).orElse(0L) + 1;
    if (number % 3 == 0) { // as blocks are stored on arrival: no step may depend on it
      store.write(new WriteBatch().put(Bytes.copyOf((byte) 'Z', (byte) 'x'), Bytes.wrap(new byte[5_000])), Sync.UNSYNCED);
    }
    var batch = batch(number);
    steps.commit(batch, number, id(number), 0);
    return number;
  }

  static BlockId id(long number) {
    return new BlockId(Sha256.hash(Bytes.copyOf((byte) number, (byte) (number >> 8))).bytes());
  }

  static WriteBatch batch(long number) {
    var random = new Random(number);
    var batch = new WriteBatch();
    for (int i = random.nextInt(40); i >= 0; i--) {
      var key = Bytes.copyOf((byte) 'k', (byte) random.nextInt(4), (byte) random.nextInt(256));
      if (random.nextInt(4) == 0) {
        batch.delete(key);
      } else {
        var value = new byte[random.nextInt(random.nextInt(20) == 0 ? 40_000 : 200)];
        random.nextBytes(value);
        batch.put(key, Bytes.wrap(value));
      }
    }
    return batch;
  }

  /** What a store with so many steps holds. */
  static NavigableMap<Bytes, Bytes> model(long steps) {
    var model = new TreeMap<Bytes, Bytes>();
    for (long number = 1; number <= steps; number++) {
      batch(number).forEach(new WriteBatch.Visitor() {
        @Override
        public void put(Bytes key, Bytes value) {
          model.put(key, value);
        }

        @Override
        public void delete(Bytes key) {
          model.remove(key);
        }
      });
    }
    return model;
  }
}
