package org.atoll.sdk.processor.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;

final class StateCacheTest {
  private static final Address A = address(1, 1);
  private static final Address B = address(1, 2);
  private static final Bytes ONE = Bytes.copyOf((byte) 1);
  private static final Bytes TWO = Bytes.copyOf((byte) 2);

  private final StateCache cache = new StateCache(1 << 20);

  /** Owner and slot, so that an owner's slots share a prefix. */
  private static Address address(int owner, int slot) {
    return Address.wrap(new byte[] {9, 9, 9, (byte) owner, (byte) slot});
  }

  private static StateWrite clear(int owner) {
    return new StateWrite.Clear(Address.wrap(new byte[] {9, 9, 9, (byte) owner}));
  }

  private void open() {
    cache.openChunk(false, List.of());
    cache.openBatch();
  }

  @Test
  void whatIsNotKnownIsToldApartFromWhatIsAbsentAndFromWhatIsEmpty() {
    open();
    assertThat(cache.get(A)).isSameAs(LocalState.UNKNOWN);
    cache.learn(A, Optional.empty());
    assertThat(cache.get(A)).isSameAs(LocalState.ABSENT);
    cache.learn(B, Optional.of(Bytes.EMPTY));
    assertThat(cache.get(B)).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void aValueLearntLateDoesNotOverwriteAWrite() {
    open();
    cache.apply(List.of(new StateWrite.Set(A, TWO)));
    cache.learn(A, Optional.of(ONE));
    assertThat(cache.get(A)).isEqualTo(TWO);
  }

  @Test
  void rollbackRestoresValuesAbsenceAndIgnorance() {
    open();
    cache.learn(A, Optional.of(ONE));
    cache.openBatch();
    cache.apply(List.of(new StateWrite.Set(A, TWO), new StateWrite.Delete(A), new StateWrite.Set(B, TWO)));

    cache.rollback(cache.clearedCount());

    assertThat(cache.get(A)).isEqualTo(ONE);
    assertThat(cache.get(B)).isSameAs(LocalState.UNKNOWN);
  }

  @Test
  void underAClearedPrefixEverythingIsAbsent() {
    open();
    cache.learn(A, Optional.of(ONE));
    cache.apply(List.of(clear(1)));
    cache.learn(B, Optional.of(ONE)); // as of the chunk's start

    assertThat(cache.get(A)).isSameAs(LocalState.ABSENT);
    assertThat(cache.get(B)).isSameAs(LocalState.ABSENT);
    cache.apply(List.of(new StateWrite.Set(B, TWO)));
    assertThat(cache.get(B)).isEqualTo(TWO);
  }

  @Test
  void rollbackOfAClear_keepsWhatAnEarlierBatchWrote() {
    open();
    cache.apply(List.of(new StateWrite.Set(A, TWO))); // known nowhere else
    cache.openBatch();
    int cleared = cache.clearedCount();
    cache.apply(List.of(clear(1)));
    cache.learn(B, Optional.of(ONE));

    cache.rollback(cleared);

    assertThat(cache.get(A)).isEqualTo(TWO);
    assertThat(cache.get(B)).isSameAs(LocalState.UNKNOWN);
    cache.learn(B, Optional.of(ONE));
    assertThat(cache.get(B)).isEqualTo(ONE);
  }

  @Test
  void aClearOfAnEarlierBatchOutlivesTheRollbackOfALaterOne() {
    open();
    cache.apply(List.of(clear(1)));
    cache.openBatch();
    int cleared = cache.clearedCount();
    cache.apply(List.of(clear(2)));
    cache.rollback(cleared);

    cache.learn(A, Optional.of(ONE));
    cache.learn(address(2, 1), Optional.of(ONE));

    assertThat(cache.get(A)).isSameAs(LocalState.ABSENT);
    assertThat(cache.get(address(2, 1))).isEqualTo(ONE);
  }

  @Test
  void invalidatedAndFreshForget() {
    open();
    cache.learn(A, Optional.of(ONE));
    cache.learn(B, Optional.of(ONE));

    cache.openChunk(false, List.of(A));
    assertThat(cache.get(A)).isSameAs(LocalState.UNKNOWN);
    assertThat(cache.get(B)).isEqualTo(ONE);

    cache.openChunk(true, List.of());
    assertThat(cache.get(B)).isSameAs(LocalState.UNKNOWN);
  }

  @Test
  void memoryIsBoundedBetweenChunks_theLeastRecentlyUsedGoesFirst() {
    var small = new StateCache(20 * (5 + 100 + 160));
    small.openChunk(true, List.of());
    small.openBatch();
    var value = Bytes.wrap(new byte[100]);
    for (int i = 0; i < 100; i++) {
      small.learn(address(i, 0), Optional.of(value));
    }
    assertThat(known(small, 100)).as("an open chunk's values are needed").hasSize(100);
    small.get(address(3, 0));

    small.openChunk(false, List.of());

    assertThat(known(small, 100)).hasSize(20).contains(3, 99).doesNotContain(4, 80);
  }

  private static List<Integer> known(StateCache cache, int count) {
    var found = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      if (cache.get(address(i, 0)) != LocalState.UNKNOWN) {
        found.add(i);
      }
    }
    return found;
  }

  @Test
  void whateverHappens_whatIsKnownIsTrue() {
    Seeds.forEachSeed(400, random -> {
      var tested = new StateCache(2_000);
      var truth = new HashMap<Address, Bytes>(); // the validator's
      var now = new HashMap<Address, Bytes>(); // as the open chunk sees it
      Map<Address, Bytes> batchStart = Map.of();
      int cleared = 0;
      tested.openChunk(true, List.of());
      tested.openBatch();
      for (int step = 0; step < 200; step++) {
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> {
            var address = any(random);
            tested.learn(address, Optional.ofNullable(truth.get(address)));
            assertThat(tested.get(address)).isEqualTo(now.getOrDefault(address, LocalState.ABSENT));
          }
          case 3, 4 -> {
            var write = write(random);
            tested.apply(List.of(write));
            apply(write, now);
          }
          case 5 -> { // the batch stays
            tested.openBatch();
            cleared = tested.clearedCount();
            batchStart = Map.copyOf(now);
          }
          case 6 -> { // the batch is invalid
            tested.rollback(cleared);
            now.clear();
            now.putAll(batchStart);
            tested.openBatch();
          }
          default -> { // the chunk is in the block; others change something; or it is given up
            var others = new ArrayList<Address>();
            boolean fresh = random.nextInt(4) == 0;
            if (!fresh) {
              truth.clear();
              truth.putAll(now);
            }
            for (int i = random.nextInt(3); i > 0; i--) {
              var address = any(random);
              others.add(address);
              truth.put(address, Bytes.copyOf((byte) random.nextInt(100)));
            }
            now.clear();
            now.putAll(truth);
            batchStart = Map.copyOf(now);
            tested.openChunk(fresh, others);
            tested.openBatch();
            cleared = tested.clearedCount();
          }
        }
        for (int owner = 0; owner < 4; owner++) {
          for (int slot = 0; slot < 4; slot++) {
            var known = tested.get(address(owner, slot));
            if (known != LocalState.UNKNOWN) {
              assertThat(known).isEqualTo(now.getOrDefault(address(owner, slot), LocalState.ABSENT));
            }
          }
        }
      }
    });
  }

  private static Address any(RandomGenerator random) {
    return address(random.nextInt(4), random.nextInt(4));
  }

  private static StateWrite write(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> clear(random.nextInt(4));
      case 1 -> new StateWrite.Delete(any(random));
      default -> new StateWrite.Set(any(random), Bytes.copyOf((byte) random.nextInt(100)));
    };
  }

  static void apply(StateWrite write, Map<Address, Bytes> state) {
    switch (write) {
      case StateWrite.Set(var address, var value) -> state.put(address, value);
      case StateWrite.Delete(var address) -> state.remove(address);
      case StateWrite.Clear(var prefix) -> state.keySet().removeIf(address -> address.bytes().startsWith(prefix.bytes()));
    }
  }
}
