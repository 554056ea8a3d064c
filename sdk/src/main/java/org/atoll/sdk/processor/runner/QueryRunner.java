package org.atoll.sdk.processor.runner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.atoll.sdk.processor.QueryOutcome;
import org.atoll.sdk.processor.QueryRequest;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.StateView;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.processor.TransactionHandler;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.Fetch;
import org.atoll.sdk.proto.FromProcessor;
import org.atoll.sdk.proto.Query;
import org.atoll.sdk.proto.Values;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers queries on a pool, each against the state of its block; equal views share what was read. Thread-safe. */
final class QueryRunner {
  private static final Logger log = LoggerFactory.getLogger(QueryRunner.class);
  private static final int VIEWS = 4;

  private final Map<String, TransactionHandler> handlers;
  private final ExecutorService threads;
  private final long maxViewBytes;
  private final Map<Long, Running> running = new ConcurrentHashMap<>();
  private final Map<Long, CompletableFuture<Values>> fetches = new ConcurrentHashMap<>();
  private final AtomicLong fetchIds = new AtomicLong(-1); // below zero: chunks count upwards from zero
  private final Map<Bytes, View> views = new LinkedHashMap<>(8, 0.75f, true) {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Bytes, View> eldest) {
      return size() > VIEWS;
    }
  };
  private volatile Consumer<FromProcessor> outbound = message -> {};

  /** What is known of one view; grows until its bound, then forgets everything. */
  private static final class View {
    private final Map<Address, Optional<Bytes>> values = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
  }

  private static final class Running {
    private volatile boolean cancelled;
    private volatile @Nullable CompletableFuture<Values> fetch;

    void cancel() {
      cancelled = true;
      var open = fetch;
      if (open != null) {
        open.cancel(false);
      }
    }
  }

  QueryRunner(Map<String, TransactionHandler> handlers, ExecutorService threads, long maxBytes) {
    this.handlers = handlers;
    this.threads = threads;
    this.maxViewBytes = maxBytes / VIEWS;
  }

  void connect(Consumer<FromProcessor> sender) {
    outbound = sender;
  }

  void disconnect() {
    running.values().forEach(Running::cancel);
  }

  void values(Values message) {
    var fetch = fetches.remove(message.getFetch());
    if (fetch != null) {
      fetch.complete(message);
    }
  }

  void cancel(long query) {
    var found = running.get(query);
    if (found != null) {
      found.cancel();
    }
  }

  void start(Query query) {
    var state = new Running();
    running.put(query.getId(), state);
    threads.execute(() -> {
      try {
        outbound.accept(FromProcessor.newBuilder()
            .setQueryResult(ProcessorCodec.encode(query.getId(), answer(query, state))).build());
      } finally {
        running.remove(query.getId());
      }
    });
  }

  private QueryOutcome answer(Query query, Running state) {
    var handler = handlers.get(query.getFamily() + " " + query.getVersion());
    if (handler == null) {
      return new QueryOutcome.Refused(Refusal.of(-32603, "internal error"));
    }
    try {
      if (state.cancelled) { // while it waited for a thread
        throw new Gone(new CancellationException());
      }
      var request = new QueryRequest(ProcessorCodec.decode(query.getBlock()), Bytes.of(query.getPayload()),
          () -> state.cancelled);
      return handler.query(request, new Reader(query, state, view(Bytes.of(query.getView()))));
    } catch (Gone gone) {
      return new QueryOutcome.Refused(Refusal.named(-32011, "NOT_READY", "the query was cut off", "ask again"));
    } catch (RuntimeException | StackOverflowError broken) { // a bug of the handler must not take the processor down
      log.error("processor.query_failed family={}", query.getFamily(), broken);
      return new QueryOutcome.Refused(Refusal.of(-32603, "internal error"));
    }
  }

  private View view(Bytes name) {
    synchronized (views) {
      return views.computeIfAbsent(name, unused -> new View());
    }
  }

  /** The validator went away or answers no more. */
  private static final class Gone extends RuntimeException {
    private static final long serialVersionUID = 1;

    Gone(Throwable cause) {
      super(cause);
    }
  }

  private final class Reader implements StateView {
    private final Query query;
    private final Running running;
    private final View view;

    Reader(Query query, Running running, View view) {
      this.query = query;
      this.running = running;
      this.view = view;
    }

    @Override
    public Optional<Bytes> get(Address address) {
      var known = view.values.get(address);
      return known != null ? known : Optional.ofNullable(get(List.of(address)).get(address));
    }

    @Override
    public Bytes peek(Address address) {
      var known = view.values.get(address);
      return known == null ? LocalState.UNKNOWN : known.orElse(LocalState.ABSENT);
    }

    @Override
    public Map<Address, Bytes> get(List<Address> addresses) {
      var found = new LinkedHashMap<Address, Bytes>();
      var missing = new ArrayList<Address>();
      for (var address : addresses) {
        var known = view.values.get(address);
        if (known == null) {
          missing.add(address);
        } else {
          known.ifPresent(value -> found.put(address, value));
        }
      }
      if (!missing.isEmpty()) {
        var values = fetch(missing);
        for (int i = 0; i < missing.size(); i++) {
          var address = missing.get(i);
          remember(address, values.get(i));
          values.get(i).ifPresent(value -> found.put(address, value));
        }
      }
      return found;
    }

    private void remember(Address address, Optional<Bytes> value) {
      long size = address.bytes().size() + value.map(Bytes::size).orElse(0) + 160L;
      if (view.bytes.addAndGet(size) > maxViewBytes) {
        view.values.clear();
        view.bytes.set(size);
      }
      view.values.put(address, value);
    }

    private List<Optional<Bytes>> fetch(List<Address> addresses) {
      long id = fetchIds.getAndDecrement();
      var answer = new CompletableFuture<Values>();
      fetches.put(id, answer);
      running.fetch = answer;
      var message = Fetch.newBuilder().setId(id).setQuery(query.getId());
      addresses.forEach(address -> message.addAddresses(address.bytes().toByteString()));
      try {
        if (running.cancelled) {
          throw new Gone(new CancellationException());
        }
        outbound.accept(FromProcessor.newBuilder().setFetch(message).build());
        return ProcessorSession.decode(answer.get(30, TimeUnit.SECONDS), addresses.size());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new Gone(stopped);
      } catch (ExecutionException | TimeoutException | CancellationException gone) {
        throw new Gone(gone);
      } finally {
        fetches.remove(id);
      }
    }
  }
}
