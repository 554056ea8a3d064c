package org.atoll.sdk.processor.runner;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.SuspendableHandler;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.processor.TransactionHandler;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/**
 * Executes chunks as if transactions ran one after the other, each seeing the writes of those before it; a batch with an
 * invalid transaction leaves nothing behind. Used by one thread.
 */
final class ChunkRunner {
  /**
   * Where missing state comes from: as of the chunk's start, in the order asked. Blocks. Called by one thread at a time,
   * not always the same.
   */
  @FunctionalInterface
  interface Fetcher {
    List<Optional<Bytes>> fetch(List<Address> addresses) throws InterruptedException;
  }

  /** @param batch index of its batch in the chunk; ascending */
  record Item(TransactionRequest request, int batch) {}

  /** Addresses in one request for state. */
  private static final int MAX_FETCHED = 1_024;

  private final StateCache cache;
  private final Crew crew;
  private final Contention contention = new Contention();

  ChunkRunner(StateCache cache, Crew crew) {
    this.cache = cache;
    this.crew = crew;
  }

  List<Outcome> run(TransactionHandler handler, List<Item> items, Fetcher fetcher) throws InterruptedException {
    return switch (handler) {
      case SuspendableHandler suspendable -> crew.run(suspendable, items, cache, contention, fetcher);
      default -> run(items, declared(handler, items, fetcher));
    };
  }

  @FunctionalInterface
  private interface Applier {
    Outcome apply(Item item, int index) throws InterruptedException;
  }

  private List<Outcome> run(List<Item> items, Applier applier) throws InterruptedException {
    var outcomes = new ArrayList<Outcome>(items.size());
    int from = 0;
    while (from < items.size()) {
      int to = from + 1;
      while (to < items.size() && items.get(to).batch() == items.get(from).batch()) {
        to++;
      }
      outcomes.addAll(runBatch(items, from, to, applier));
      from = to;
    }
    return outcomes;
  }

  private List<Outcome> runBatch(List<Item> items, int from, int to, Applier applier) throws InterruptedException {
    cache.openBatch();
    int cleared = cache.clearedCount();
    var outcomes = new ArrayList<Outcome>(to - from);
    for (int i = from; i < to; i++) {
      var outcome = applier.apply(items.get(i), i);
      if (outcome instanceof Outcome.Invalid) {
        cache.rollback(cleared);
        var others = new Outcome.Invalid(Refusal.named(-32000, "BATCH_REFUSED",
            "another transaction of the batch is invalid", "correct that transaction and send the batch again"));
        outcomes.clear();
        for (int k = from; k < to; k++) {
          outcomes.add(k == i ? outcome : others);
        }
        return outcomes;
      }
      cache.apply(((Outcome.Applied) outcome).writes());
      outcomes.add(outcome);
    }
    return outcomes;
  }

  /** Fetches the addresses that all headers name in full in one go. */
  private Applier declared(TransactionHandler handler, List<Item> items, Fetcher fetcher) throws InterruptedException {
    var contexts = new ArrayList<DeclaredState>(items.size());
    var wanted = new LinkedHashSet<Address>();
    for (var item : items) {
      var context = new DeclaredState(item.request(), cache, addresses -> learn(addresses, fetcher));
      contexts.add(context);
      context.declaredInFull().stream().filter(address -> cache.get(address) == LocalState.UNKNOWN)
          .forEach(wanted::add);
    }
    learn(List.copyOf(wanted), fetcher);
    return (item, index) -> plain(handler, item.request(), contexts.get(index));
  }

  private static Outcome plain(TransactionHandler handler, TransactionRequest request, DeclaredState context)
      throws InterruptedException {
    try {
      return switch (handler.apply(request, context)) {
        case Outcome.Applied applied when applied.writes().isEmpty() ->
            new Outcome.Applied(applied.status(), applied.gasUsed(), context.writes(), applied.events(),
                applied.familyData());
        case Outcome.Applied ignored -> throw new IllegalStateException(
            "family " + handler.family().name() + " writes through its StateContext, not in its outcome");
        case Outcome.Invalid invalid -> invalid;
      };
    } catch (DeclaredState.Undeclared undeclared) {
      return new Outcome.Invalid(undeclared.refusal());
    } catch (DeclaredState.Interrupted stopped) {
      throw stopped.cause();
    }
  }

  private void learn(List<Address> addresses, Fetcher fetcher) throws InterruptedException {
    for (int from = 0; from < addresses.size(); from += MAX_FETCHED) {
      var some = addresses.subList(from, Math.min(addresses.size(), from + MAX_FETCHED));
      var values = fetcher.fetch(some);
      for (int i = 0; i < some.size(); i++) {
        cache.learn(some.get(i), values.get(i));
      }
    }
  }
}
