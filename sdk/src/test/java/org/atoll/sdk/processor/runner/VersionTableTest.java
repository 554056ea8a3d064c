package org.atoll.sdk.processor.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class VersionTableTest {
  private static Address address(int owner, int slot) {
    return Address.wrap(new byte[] {9, 9, 9, (byte) owner, (byte) slot});
  }

  private static StateWrite any(RandomGenerator random) {
    var address = address(random.nextInt(2), random.nextInt(3));
    return switch (random.nextInt(5)) {
      case 0 -> new StateWrite.Clear(Address.wrap(new byte[] {9, 9, 9, (byte) random.nextInt(2)}));
      case 1 -> new StateWrite.Delete(address);
      default -> new StateWrite.Set(address, Bytes.copyOf((byte) random.nextInt(100)));
    };
  }

  /** All writes below the index, one after the other. */
  private static @Nullable Bytes expected(Map<Integer, List<StateWrite>> published, Address address, int index) {
    Bytes value = null;
    for (var entry : published.entrySet()) {
      for (var write : entry.getKey() < index ? entry.getValue() : List.<StateWrite>of()) {
        switch (write) {
          case StateWrite.Set(var at, var set) -> value = at.equals(address) ? set : value;
          case StateWrite.Delete(var at) -> value = at.equals(address) ? LocalState.ABSENT : value;
          case StateWrite.Clear(var prefix) ->
              value = address.bytes().startsWith(prefix.bytes()) ? LocalState.ABSENT : value;
        }
      }
    }
    return value;
  }

  @Test
  void aReaderFindsWhatTheLastOneBeforeItWrote() {
    Seeds.forEachSeed(300, random -> {
      var table = new VersionTable();
      var published = new TreeMap<Integer, List<StateWrite>>();
      for (int step = 0; step < 60; step++) {
        int index = random.nextInt(8);
        var before = published.remove(index);
        if (before != null) {
          table.retract(index, before);
        } else {
          var writes = new ArrayList<StateWrite>();
          for (int i = random.nextInt(5); i > 0; i--) {
            writes.add(any(random));
          }
          table.publish(index, writes);
          published.put(index, writes);
        }
        for (int reader = 0; reader < 9; reader++) {
          for (int k = 0; k < 6; k++) {
            var address = address(k / 3, k % 3);
            assertThat(table.find(address, reader)).as("%s at %d", address, reader)
                .isSameAs(expected(published, address, reader));
          }
        }
      }
    });
  }
}
