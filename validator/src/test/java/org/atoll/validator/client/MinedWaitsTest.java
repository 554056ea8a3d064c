package org.atoll.validator.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.junit.jupiter.api.Test;

final class MinedWaitsTest {
  private final MinedWaits waits = new MinedWaits(true);

  private void publish(org.atoll.sdk.envelope.BatchView... batches) {
    var body = new Blocks.Body();
    for (var batch : batches) {
      body.add(batch, List.of());
    }
    waits.published(Blocks.child(Blocks.genesis(), body.batches()));
  }

  @Test
  void theAnswerComesWithTheBlock() {
    var first = Batches.transfer(1, 0);
    var second = Batches.transfer(1, 1);
    var wait = waits.expect(List.of(first, second)).of(Set.of(first.id(), second.id()));

    publish(first);
    assertThat(wait).isNotDone();
    publish(second);
    assertThat(wait).isCompleted();
  }

  @Test
  void aBlockBeforeTheAnswerCounts() {
    var batch = Batches.transfer(1, 0);
    var expected = waits.expect(List.of(batch));
    publish(batch);

    assertThat(expected.of(Set.of(batch.id()))).isCompleted();
  }

  @Test
  void whatIsNotExecutableIsNotWaitedFor() {
    var expected = waits.expect(List.of(Batches.transfer(1, 7)));

    assertThat(expected.of(Set.of())).isCompleted();
  }

  @Test
  void whatIsDroppedIsNotWaitedFor() {
    var batch = Batches.transfer(1, 0);
    var wait = waits.expect(List.of(batch)).of(Set.of(batch.id()));

    waits.dropped(batch.id());

    assertThat(wait).isCompleted();
  }

  @Test
  void whoeverSendsItAgainDoesNotDisturbWhoWaits() {
    var batch = Batches.transfer(1, 0);
    var wait = waits.expect(List.of(batch)).of(Set.of(batch.id()));

    assertThat(waits.expect(List.of(batch)).of(Set.of())).as("refused: known already").isCompleted();
    waits.expect(List.of(batch)).cancel();

    assertThat(wait).isNotDone();
    publish(batch);
    assertThat(wait).isCompleted();
  }

  @Test
  void disabled_nobodyWaits() {
    var batch = Batches.transfer(1, 0);

    assertThat(new MinedWaits(false).expect(List.of(batch)).of(Set.of(batch.id()))).isCompleted();
  }
}
