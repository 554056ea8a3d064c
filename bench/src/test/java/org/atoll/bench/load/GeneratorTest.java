package org.atoll.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;

class GeneratorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static List<Shot<Integer>> shots(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Shot<>(Bytes.EMPTY, i)).toList();
  }

  /** Keeps what it was sent; refuses each body as often as the server would. */
  private static final class FakeLine implements Line<Integer> {
    final List<Integer> received = new ArrayList<>();
    int busy;
    int breaksAfter = Integer.MAX_VALUE;

    @Override
    public List<Answer> send(List<Integer> bodies) throws IOException {
      if (received.size() >= breaksAfter) {
        throw new IOException("hung up");
      }
      var answers = new ArrayList<Answer>();
      for (int body : bodies) {
        if (body % 10 == 7) {
          answers.add(new Answer.Refused("no sevens", false));
        } else if (body % 2 == 1 && busy > 0) {
          answers.add(new Answer.Refused("busy", true));
        } else {
          received.add(body);
          answers.add(new Answer.Accepted());
        }
      }
      busy--;
      return answers;
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  @Test
  void everySenderKeepsToOneConnectionAndToItsOrder() {
    int senders = 7;
    var generator = new Generator<>(shots(1_000), new Pace(32, 3, 0, PATIENCE), senders, new Tally(1_000));
    var connectionOf = new int[senders];
    Arrays.fill(connectionOf, -1);
    var seen = new ArrayList<Integer>();
    for (int connection = 0; connection < generator.connections(); connection++) {
      int last = -1;
      for (var frame : generator.frames(connection)) {
        assertThat(frame.length).isBetween(1, 32);
        for (int index : frame) {
          assertThat(index).isGreaterThan(last);
          last = index;
          assertThat(connectionOf[index % senders]).isIn(-1, connection);
          connectionOf[index % senders] = connection;
          seen.add(index);
        }
      }
    }
    assertThat(seen).hasSize(1_000).doesNotHaveDuplicates();
  }

  @Test
  void fewSendersNeedFewConnections() {
    assertThat(new Generator<>(shots(10), new Pace(1, 8, 0, PATIENCE), 2, new Tally(10)).connections()).isEqualTo(2);
  }

  @Test
  void sendsAllAndTellsWhatWasRefused() throws InterruptedException {
    var tally = new Tally(40);
    var line = new FakeLine();
    new Generator<>(shots(40), new Pace(8, 1, 0, PATIENCE), 1, tally).run(List.of(line));
    assertThat(tally.acceptedCount()).isEqualTo(36);
    assertThat(tally.progress.get()).isEqualTo(36);
    assertThat(tally.refusalCounts()).containsExactly(java.util.Map.entry("no sevens", 4));
    assertThat(tally.dueCount()).isEqualTo(40);
    assertThat(tally.faults).isEmpty();
  }

  @Test
  void sendsAgainWhatTheServerAsksForAgain() throws InterruptedException {
    var tally = new Tally(6);
    var line = new FakeLine();
    line.busy = 2;
    new Generator<>(shots(6), new Pace(6, 1, 0, PATIENCE), 1, tally).run(List.of(line));
    assertThat(line.received).containsExactly(0, 2, 4, 1, 3, 5);
    assertThat(tally.acceptedCount()).isEqualTo(6);
  }

  @Test
  void withARateFramesAreDueAtTheirTimes() throws InterruptedException {
    var tally = new Tally(30);
    new Generator<>(shots(30), new Pace(10, 1, 1_000, PATIENCE), 1, tally).run(List.of(new FakeLine()));
    assertThat(tally.due[10] - tally.due[0]).isEqualTo(10_000_000);
    assertThat(tally.due[29] - tally.due[0]).isEqualTo(20_000_000);
    assertThat(tally.accepted[29]).isGreaterThanOrEqualTo(tally.due[29]);
  }

  @Test
  void aBrokenConnectionIsNoted() throws InterruptedException {
    var tally = new Tally(20);
    var line = new FakeLine();
    line.breaksAfter = 8;
    new Generator<>(shots(20), new Pace(4, 1, 0, PATIENCE), 1, tally).run(List.of(line));
    assertThat(tally.faults).containsExactly("hung up");
    assertThat(tally.acceptedCount()).isLessThan(20);
  }
}
