package org.atoll.simulator.core.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S5 and the negative control S12 on scripted histories. */
class OneStageViewTest {
  private static final int PRODUCERS = 21;
  private static final int QUORUM = 15;

  private final List<ForkBlock> made = new ArrayList<>();
  private long numbers;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 6})
  void s5IrreversibleAsLateAsTheClosedFormSays(int silent) {
    var view = new OneStageView(PRODUCERS, QUORUM);
    long slots = 10 * PRODUCERS;
    long parent = 0;
    var slotOf = new ArrayList<Long>(List.of(0L));
    long waited = 0;
    int counted = 0;
    long before = 0;
    for (long slot = 1; slot <= slots; slot++) {
      int producer = (int) (slot % PRODUCERS);
      if (producer >= silent) {
        parent = add(parent, producer, view);
        slotOf.add(slot);
      }
      for (long done = before + 1; done <= view.irreversible(); done++) {
        waited += slot - slotOf.get((int) done);
        counted++;
      }
      before = view.irreversible();
    }

    assertThat(counted).isGreaterThan(100);
    double seconds = 3.0 * waited / counted;
    double expected = ClosedForms.oneStageFinality(PRODUCERS, QUORUM, silent, 3);
    assertThat(seconds).isBetween(expected - (silent == 0 ? 1e-9 : 0.8), expected + (silent == 0 ? 1e-9 : 0.8));
  }

  @Test
  void s5NeverWithSevenSilent() {
    var view = new OneStageView(PRODUCERS, QUORUM);
    long parent = 0;
    for (int slot = 0; slot < 1_000; slot++) {
      if (slot % PRODUCERS >= 7) {
        parent = add(parent, slot % PRODUCERS, view);
      }
    }

    assertThat(view.irreversible()).isZero();
  }

  /**
   * Nobody is faulty here. The network splits 14 to 7; one of the seven alone receives the fourteen's chain and extends
   * it, so fifteen distinct producers stand on it, for that one; the fourteen fall apart for two rounds, in which the six
   * outgrow them; all but that one heal.
   */
  @Test
  void s12TheOneStageConflictIsFound() {
    var fourteen = new OneStageView(PRODUCERS, QUORUM);
    var six = new OneStageView(PRODUCERS, QUORUM);
    var alone = new OneStageView(PRODUCERS, QUORUM); // producer 20

    long head = 0;
    for (int producer = 0; producer < 14; producer++) {
      head = add(head, producer, fourteen);
    }
    long sevensHead = 0;
    for (int producer = 14; producer < 21; producer++) {
      sevensHead = add(sevensHead, producer, six, alone);
    }
    made.stream().filter(block -> block.producer() < 14).forEach(alone::add);
    long withheld = add(head, 20, alone); // its block reaches nobody
    assertThat(alone.height(alone.irreversible())).isEqualTo(1);
    assertThat(alone.conflictsWith(six)).isFalse(); // nothing is irreversible there

    for (int round = 0; round < 2; round++) {
      for (int producer = 14; producer < 20; producer++) {
        sevensHead = add(sevensHead, producer, six);
      }
    }
    assertThat(six.height(sevensHead)).isEqualTo(19).isGreaterThan(14 + 2); // a fragment of one adds two blocks
    made.stream().filter(block -> block.producer() >= 14 && block.number() != withheld)
        .forEach(fourteen::add);
    assertThat(fourteen.head()).isEqualTo(sevensHead);
    for (int producer = 0; producer < 14; producer++) {
      sevensHead = add(sevensHead, producer, six, fourteen);
    }

    assertThat(six.irreversible()).isNotZero();
    assertThat(six.conflictsWith(fourteen)).isFalse();
    assertThat(alone.conflictsWith(six)).isTrue();
    assertThat(six.conflictsWith(alone)).isTrue();
  }

  @Test
  void blocksWithoutParentAreRefused() {
    assertThatThrownBy(() -> new OneStageView(PRODUCERS, QUORUM).add(new ForkBlock(9, 8, 0)))
        .hasMessageContaining("block 8 is not known");
    assertThatThrownBy(() -> new ForkBlock(2, 2, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  private long add(long parent, int producer, OneStageView... views) {
    var block = new ForkBlock(++numbers, parent, producer);
    for (var view : views) {
      view.add(block);
    }
    made.add(block);
    return block.number();
  }
}
