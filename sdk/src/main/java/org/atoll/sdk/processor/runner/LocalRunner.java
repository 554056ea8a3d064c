package org.atoll.sdk.processor.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.SuspendableHandler;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/**
 * Runs chunks of a handler without a validator, just as a processor runs them: for tests and benchmarks of handlers.
 * State read and written is remembered from chunk to chunk. Used by one thread at a time.
 */
public final class LocalRunner {
  @FunctionalInterface
  private interface Workers {
    List<Outcome> run(SuspendableHandler handler, List<ChunkRunner.Item> items, StateCache cache,
        Contention contention, ChunkRunner.Fetcher fetcher) throws InterruptedException;
  }

  private static final long CACHE_BYTES = 256L << 20;

  private final SuspendableHandler handler;
  private final Function<List<Address>, List<Optional<Bytes>>> state;
  private final Workers workers;
  private final StateCache cache = new StateCache(CACHE_BYTES);
  private final Contention contention = new Contention();

  private LocalRunner(SuspendableHandler handler, Function<List<Address>, List<Optional<Bytes>>> state,
      Workers workers) {
    this.handler = handler;
    this.state = state;
    this.workers = workers;
  }

  /**
   * @param state values as of the start of the first chunk not {@linkplain #forget forgotten}, in the order asked
   * @param workers threads for one chunk: the caller's, and others from {@code helpers}
   */
  public static LocalRunner of(SuspendableHandler handler, Function<List<Address>, List<Optional<Bytes>>> state,
      Executor helpers, int workers) {
    return new LocalRunner(handler, state, new Crew(helpers, workers)::run);
  }

  /** One thread does, in an order the seed decides, what so many workers could have done. */
  public static LocalRunner simulated(SuspendableHandler handler,
      Function<List<Address>, List<Optional<Bytes>>> state, int workers, long seed) {
    return new LocalRunner(handler, state, new SimulatedCrew(new SplittableRandom(seed), workers)::run);
  }

  /** Forgets all state, as after a block that came to nothing. */
  public void forget() {
    cache.openChunk(true, List.of());
  }

  /**
   * Outcomes in the order of the transactions.
   *
   * @param batches transactions that apply together or not at all
   */
  public List<Outcome> run(List<List<TransactionRequest>> batches) throws InterruptedException {
    var items = new ArrayList<ChunkRunner.Item>(batches.size());
    for (int i = 0; i < batches.size(); i++) {
      for (var request : batches.get(i)) {
        items.add(new ChunkRunner.Item(request, i));
      }
    }
    cache.openChunk(false, List.of());
    return workers.run(handler, items, cache, contention, state::apply);
  }
}
