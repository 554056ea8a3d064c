package org.atoll.sdk.processor.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.SuspendableHandler;

/**
 * Works through a chunk as several workers would, but on one thread and in an order that depends on a random source
 * alone: workers take, run and report at any time, state comes late and in portions. A seed that fails fails again.
 */
final class SimulatedCrew {
  private final RandomGenerator random;
  private final int workers;

  SimulatedCrew(RandomGenerator random, int workers) {
    this.random = random;
    this.workers = workers;
  }

  List<Outcome> run(SuspendableHandler handler, List<ChunkRunner.Item> items, StateCache cache, Contention contention,
      ChunkRunner.Fetcher fetcher) throws InterruptedException {
    var schedule = new ParallelSchedule(handler, items, cache, contention, 8 * workers, workers == 1);
    var taken = new ArrayList<Attempt>();
    var ran = new ArrayList<Attempt>();
    while (!schedule.isOver()) {
      boolean acted = switch (random.nextInt(4)) {
        case 0 -> take(schedule, taken, ran.size());
        case 1 -> advance(taken, ran);
        case 2 -> report(schedule, ran);
        default -> random.nextInt(8) == 0 && fetch(schedule, fetcher);
      };
      if (!acted && taken.isEmpty() && ran.isEmpty() && !take(schedule, taken, 0) && !fetch(schedule, fetcher)) {
        throw new IllegalStateException("all transactions wait, for nothing");
      }
    }
    var failure = schedule.failure();
    if (failure.isPresent()) {
      throw Crew.thrown(failure.get());
    }
    return schedule.outcomes();
  }

  private boolean take(ParallelSchedule schedule, List<Attempt> taken, int ran) {
    if (taken.size() + ran >= workers) {
      return false;
    }
    var attempt = schedule.take();
    return attempt != null && taken.add(attempt);
  }

  private boolean advance(List<Attempt> taken, List<Attempt> ran) {
    if (taken.isEmpty()) {
      return false;
    }
    var attempt = taken.remove(random.nextInt(taken.size()));
    attempt.advance();
    return ran.add(attempt);
  }

  private boolean report(ParallelSchedule schedule, List<Attempt> ran) {
    if (ran.isEmpty()) {
      return false;
    }
    schedule.report(ran.remove(random.nextInt(ran.size())));
    return true;
  }

  private boolean fetch(ParallelSchedule schedule, ChunkRunner.Fetcher fetcher) throws InterruptedException {
    var wanted = schedule.wanted();
    if (wanted.isEmpty()) {
      return false;
    }
    var portion = wanted.subList(0, random.nextInt(1, wanted.size() + 1));
    schedule.learn(portion, fetcher.fetch(portion));
    return true;
  }
}
