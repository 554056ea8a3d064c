package org.atoll.validator.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;

final class ChangeLogTest {
  private static final Object ANNA = "anna";
  private static final Object BERT = "bert";

  private static Address address(int number) {
    return Address.wrap(new byte[] {1, 2, 3, (byte) (number >> 8), (byte) number});
  }

  private static List<StateWrite> write(int... numbers) {
    var writes = new ArrayList<StateWrite>();
    for (int number : numbers) {
      writes.add(new StateWrite.Set(address(number), Bytes.EMPTY));
    }
    return writes;
  }

  @Test
  void ownWritesAreNoNews() {
    var log = ChangeLog.first().next();
    log.add(ANNA, write(1));
    log.add(BERT, write(2));
    log.add(List.of(address(3)));

    assertThat(log.changedSince(log, 0, ANNA)).contains(List.of(address(2), address(3)));
    assertThat(log.changedSince(log, 0, BERT)).contains(List.of(address(1), address(3)));
    assertThat(log.changedSince(log, 2, BERT)).contains(List.of(address(3)));
    assertThat(log.changedSince(log, log.size(), BERT)).contains(List.of());
  }

  @Test
  void changesOfTheBlocksSinceAreFound() {
    var genesis = ChangeLog.first();
    var first = genesis.next();
    first.add(ANNA, write(1));
    int position = first.size();
    first.add(BERT, write(2));
    var second = first.next();
    second.add(List.of(address(3)));
    var third = second.next();
    third.add(BERT, write(4));

    assertThat(third.changedSince(first, position, ANNA)).hasValueSatisfying(changed ->
        assertThat(changed).containsExactlyInAnyOrder(address(2), address(3), address(4)));
    assertThat(third.changedSince(first, position, BERT)).contains(List.of(address(3)));
  }

  @Test
  void fromAnotherForkOneStartsAfresh() {
    var parent = ChangeLog.first().next();
    var dropped = parent.next();
    var kept = parent.next();

    assertThat(kept.changedSince(dropped, 0, ANNA)).isEmpty();
    assertThat(kept.changedSince(parent, 0, ANNA)).isPresent();
  }

  @Test
  void afterAnothersClearOneStartsAfresh() {
    var log = ChangeLog.first().next();
    log.add(ANNA, List.of(new StateWrite.Clear(address(1))));

    assertThat(log.changedSince(log, 0, BERT)).isEmpty();
    assertThat(log.changedSince(log, 0, ANNA)).contains(List.of());
    assertThat(log.changedSince(log, 1, BERT)).contains(List.of());
  }

  @Test
  void oldBlocksAreForgotten() {
    var old = ChangeLog.first().next();
    var log = old;
    for (int i = 0; i < 60; i++) {
      log = log.next();
      log.add(BERT, write(i));
    }
    assertThat(log.changedSince(old, 0, ANNA)).hasValueSatisfying(changed -> assertThat(changed).hasSize(60));

    for (int i = 0; i < 10; i++) {
      log = log.next();
    }
    assertThat(log.changedSince(old, 0, ANNA)).isEmpty();
  }
}
