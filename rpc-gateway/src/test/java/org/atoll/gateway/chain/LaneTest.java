package org.atoll.gateway.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LaneTest {
  private final List<List<Integer>> frames = new ArrayList<>();
  private final List<CompletableFuture<Boolean>> ends = new ArrayList<>();

  private Lane<Integer, Integer> lane(int items, int weight, Duration patience) {
    return new Lane<>(new Lane.Bounds(items, weight, patience), request -> request, this::send);
  }

  private synchronized CompletableFuture<Boolean> send(List<Lane.Waiting<Integer, Integer>> frame) {
    frames.add(frame.stream().map(Lane.Waiting::request).toList());
    var end = new CompletableFuture<Boolean>();
    end.thenAccept(done -> frame.forEach(waiting -> waiting.reply().complete(waiting.request() * 10)));
    ends.add(end);
    return end;
  }

  private synchronized int sent() {
    return frames.size();
  }

  @Test
  void whatArrivesWhileAFrameIsAwayGoesTogether() {
    var lane = lane(100, 1_000, Duration.ZERO);
    var first = lane.add(1);
    var others = List.of(lane.add(2), lane.add(3), lane.add(4));
    assertThat(frames).containsExactly(List.of(1));

    ends.getFirst().complete(true);

    assertThat(frames).containsExactly(List.of(1), List.of(2, 3, 4));
    assertThat(first.join()).isEqualTo(10);
    ends.getLast().complete(true);
    assertThat(others).map(CompletableFuture::join).containsExactly(20, 30, 40);
  }

  @Test
  void whoHoldsALaneGathersAndHoldsUpNobodyElse() throws Exception {
    var lane = lane(100, 1_000, Duration.ZERO);
    lane.hold();
    lane.add(1);
    lane.add(2);
    CompletableFuture.runAsync(() -> lane.add(7)).get();
    assertThat(frames).containsExactly(List.of(7));
    ends.getFirst().complete(true);

    lane.release();

    assertThat(frames).containsExactly(List.of(7), List.of(1, 2));
  }

  @Test
  void framesKeepTheirBounds() {
    var lane = lane(3, 10, Duration.ZERO);
    lane.hold();
    for (int request : new int[] {1, 2, 3, 4, 9, 50, 1}) {
      lane.add(request);
    }
    lane.release();
    for (int i = 0; i < 5 && i < ends.size(); i++) {
      ends.get(i).complete(true);
    }

    assertThat(frames).containsExactly(List.of(1, 2, 3), List.of(4), List.of(9), List.of(50), List.of(1));
  }

  @Test
  void aFailedFrameFailsItsRequestsOnly() {
    var lane = lane(100, 1_000, Duration.ZERO);
    var first = lane.add(1);
    var second = lane.add(2);
    ends.getFirst().completeExceptionally(new IllegalStateException("broken"));
    ends.getLast().complete(true);

    assertThat(first).isCompletedExceptionally();
    assertThat(second.join()).isEqualTo(20);
  }

  @Test
  void aSlowFrameHoldsUpOthersOnlyForAMoment() throws Exception {
    var lane = lane(100, 1_000, Duration.ofMillis(1));
    lane.add(1);
    lane.add(2);
    lane.add(3);
    for (int i = 0; i < 10_000 && sent() < 2; i++) {
      TimeUnit.MILLISECONDS.sleep(1);
    }

    assertThat(frames).containsExactly(List.of(1), List.of(2, 3));
  }

  @Test
  void aSenderThatThrowsFailsTheFrame() {
    var lane = new Lane<Integer, Integer>(new Lane.Bounds(1, 1, Duration.ZERO), request -> 1, frame -> {
      throw new IllegalStateException("bug");
    });

    assertThat(lane.add(1)).isCompletedExceptionally();
    assertThat(lane.add(2)).isCompletedExceptionally();
  }
}
