package org.atoll.gateway.rpc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.json.Json;
import org.atoll.gateway.json.JsonReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes JSON-RPC 2.0 texts apart and starts what they ask for. Of a batch, reads run at the same time, and
 * so do writes, in order; a read after a write, or the other way round, waits for what is before it.
 * Thread-safe.
 */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final int MAX_NAME_SHOWN = 100;

  /**
   * Limits and manners.
   *
   * @param maxBatch requests in a batch
   * @param maxDepth of nesting in a text
   * @param maxResponseBytes of one response, batches included
   * @param answersWithoutId whether a request without id is answered all the same, with id null
   */
  public record Settings(int maxBatch, int maxDepth, int maxResponseBytes, boolean answersWithoutId) {}

  private final Map<String, Method> methods = new LinkedHashMap<>();
  private final ChainView view;
  private final Settings settings;
  private final JsonReader reader;

  public Dispatcher(Collection<Method> methods, ChainView view, Settings settings) {
    for (var method : methods) {
      if (this.methods.put(method.description().name(), method) != null) {
        throw new IllegalArgumentException("two methods named " + method.description().name());
      }
    }
    this.view = view;
    this.settings = settings;
    this.reader = new JsonReader(settings.maxDepth());
  }

  /**
   * Who asks.
   *
   * @param socket the WebSocket it asks by; empty for HTTP
   */
  public record Client(Optional<Socket> socket, Budget budget) {}

  /** Starts a text's requests. A batch that reads after it writes makes the caller wait here. */
  public Exchange start(byte[] text, Client client) {
    return switch (reader.read(text, settings.maxBatch())) {
      case JsonReader.Document.Malformed m -> failed(RpcError.parse());
      case JsonReader.Document.TooLong t -> failed(RpcError.limit(
          "batch is too long: at most " + settings.maxBatch() + " requests", "send several batches"));
      case JsonReader.Document.Single(var value) -> {
        var afterwards = new Afterwards();
        yield new Exchange(List.of(start(Request.read(value), client, afterwards)), false,
            settings.maxResponseBytes(), afterwards);
      }
      case JsonReader.Document.Batch(var values) when values.isEmpty() -> failed(RpcError.invalidRequest());
      case JsonReader.Document.Batch(var values) -> batch(values, client);
    };
  }

  private Exchange failed(RpcError error) {
    return new Exchange(List.of(failed(Json.Null.NULL, "", error)), false, settings.maxResponseBytes(),
        new Afterwards());
  }

  private static Exchange.Item failed(Json id, String method, RpcError error) {
    return new Exchange.Item(id, false, method, CompletableFuture.failedFuture(error.toException()));
  }

  private Exchange batch(List<Json> values, Client client) {
    var afterwards = new Afterwards();
    var items = new ArrayList<Exchange.Item>(values.size());
    int next = 0;
    while (next < values.size()) {
      int phase = next;
      try (var hold = view.hold()) {
        Optional<Boolean> writes = Optional.empty();
        for (; next < values.size(); next++) {
          var request = Request.read(values.get(next));
          var kind = writes(request);
          if (kind.isPresent() && writes.isPresent() && !kind.equals(writes)) {
            break;
          }
          writes = kind.isPresent() ? kind : writes;
          items.add(start(request, client, afterwards));
        }
      }
      if (next < values.size()) {
        items.subList(phase, next).forEach(Exchange.Item::await);
      }
    }
    return new Exchange(items, true, settings.maxResponseBytes(), afterwards);
  }

  /** Whether a request changes something; empty if it does nothing at all. */
  private Optional<Boolean> writes(Request request) {
    return switch (request) {
      case Request.Invalid i -> Optional.empty();
      case Request.Valid valid -> Optional.ofNullable(methods.get(valid.method())).map(Method::writes);
    };
  }

  private Exchange.Item start(Request request, Client client, Afterwards afterwards) {
    return switch (request) {
      case Request.Invalid invalid -> failed(invalid.id(), "", invalid.error());
      case Request.Valid valid -> {
        boolean silent = valid.silent() && !settings.answersWithoutId();
        yield new Exchange.Item(valid.id(), silent, valid.method(), result(valid, client, afterwards));
      }
    };
  }

  private CompletableFuture<Result> result(Request.Valid request, Client client, Afterwards afterwards) {
    try {
      var method = find(request.method(), client.socket());
      charge(method, client.budget());
      var description = method.description();
      var params = new Params(request.params());
      if (params.size() > description.params().size()) {
        throw RpcError.of(RpcError.INVALID_PARAMS,
            "too many arguments, want at most " + description.params().size()).toException();
      }
      for (int i = 0; i < description.required(); i++) {
        if (params.at(i).isEmpty()) {
          throw Params.missing(i);
        }
      }
      return method.call(new Call(params, client.socket(), afterwards::add));
    } catch (RuntimeException failure) { // an error of this request alone, or a bug: the Exchange tells them apart
      return CompletableFuture.failedFuture(failure);
    }
  }

  private static void charge(Method method, Budget budget) {
    budget.spend(method.cost().units()).ifPresent(wait -> {
      var seconds = Long.toString(wait.plusMillis(999).toSeconds());
      throw new RpcError(RpcError.LIMIT, "rate limited",
          new RpcError.Data.Named("RATE", "", Map.of("retryAfter", seconds))).toException();
    });
  }

  private Method find(String name, Optional<Socket> socket) {
    var method = methods.get(name);
    if (method == null || (method.audience() == Method.Audience.SOCKETS && socket.isEmpty())) {
      var shown = name.length() <= MAX_NAME_SHOWN ? name : name.substring(0, MAX_NAME_SHOWN) + "…";
      throw RpcError.noMethod(shown).toException();
    }
    return method;
  }

  /** What to run once a response is on its way. */
  static final class Afterwards {
    private final List<Runnable> actions = new ArrayList<>();

    synchronized void add(Runnable action) {
      actions.add(action);
    }

    synchronized void run() {
      actions.forEach(Runnable::run);
      actions.clear();
    }
  }

  static void logBug(String method, Throwable bug) {
    LOG.error("rpc_failed method={}", method, bug);
  }
}
