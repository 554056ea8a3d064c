package org.atoll.simulator.atoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.store.StepLog;
import org.atoll.validator.store.StoreException;
import org.atoll.validator.store.Sync;
import org.atoll.validator.store.WriteBatch;
import org.junit.jupiter.api.Test;

/** What a crash leaves of a store, and how the validator's checks see it. */
class FaultyStoreTest {
  private final FaultyStore store = new FaultyStore(value -> value);

  private static Bytes bytes(int number) {
    return Bytes.copyOf((byte) number);
  }

  private void write(int number) {
    store.write(new WriteBatch().put(bytes(number), bytes(number)).put(bytes(number + 100), bytes(number)), Sync.SYNCED);
  }

  @Test
  void whatIsNotSyncedIsNotThere() {
    write(1);
    assertThat(store.get(bytes(1))).isEmpty();

    store.settle();
    assertThat(store.get(bytes(1))).contains(bytes(1));
  }

  @Test
  void aCrashKeepsABeginningOfTheRestInWholeBatches() {
    for (int number = 1; number <= 4; number++) {
      write(number);
    }
    store.settle();

    store.crashed(3);

    for (int number = 1; number <= 4; number++) {
      assertThat(store.get(bytes(number)).isPresent()).isEqualTo(number <= 3);
      assertThat(store.get(bytes(number + 100)).isPresent()).isEqualTo(number <= 3);
    }
    write(5);
    store.settle();
    assertThat(store.get(bytes(5))).isPresent();
  }

  @Test
  void aDiskCannotLoseWhatWasSynced() {
    write(1);
    store.settle();

    assertThatThrownBy(() -> store.crashed(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void stepsThatSurviveAreAcceptedAndLostOnesAreNoticed() throws StoreException {
    var steps = StepLog.open(store);
    for (int height = 1; height <= 3; height++) {
      var batch = new WriteBatch().put(bytes(height), bytes(height));
      var step = steps.append(batch, height, new BlockId(Sha256.hash(bytes(height)).bytes()));
      store.write(batch, Sync.SYNCED);
      store.settle();
      steps.written(step, height);
    }
    var whole = StepLog.open(store);
    var tip = store.tip().orElseThrow();
    assertThatCode(() -> whole.requireUpTo(tip)).doesNotThrowAnyException();
    assertThat(tip.guardSequence()).isEqualTo(3);

    store.write(new WriteBatch().delete(lastStep()), Sync.SYNCED);
    store.settle();
    var shorter = StepLog.open(store);

    assertThatThrownBy(() -> shorter.requireUpTo(tip)).isInstanceOf(StoreException.class)
        .hasMessageContaining("steps were lost");
  }

  private Bytes lastStep() {
    var table = Bytes.copyOf((byte) 'Z', (byte) 's');
    return store.floor(table, table.concat(Bytes.wrap(new byte[] {127, 0, 0, 0, 0, 0, 0, 0}))).orElseThrow().getKey();
  }
}
