package org.atoll.gateway.rpc;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.fault.RpcException;
import org.atoll.gateway.json.Json;
import org.atoll.gateway.json.JsonOut;
import org.atoll.gateway.json.ResponseBuffer;

/** Requests that were started, to be answered together. Not thread-safe. */
public final class Exchange {
  private static final int ERROR_BYTES = 4_096;

  /**
   * One request.
   *
   * @param silent whether it wants no answer
   * @param method its name, for the log
   */
  record Item(Json id, boolean silent, String method, CompletableFuture<Result> result) {
    /** Waits until it is done, well or not. */
    void await() {
      result.handle((value, failure) -> true).join();
    }
  }

  private final List<Item> items;
  private final boolean batch;
  private final ResponseBuffer buffer;
  private final Dispatcher.Afterwards afterwards;

  Exchange(List<Item> items, boolean batch, int maxResponseBytes, Dispatcher.Afterwards afterwards) {
    this.items = List.copyOf(items);
    this.batch = batch;
    this.buffer = new ResponseBuffer(maxResponseBytes);
    this.afterwards = afterwards;
  }

  /** Completes, never badly, when every request is done. */
  public CompletableFuture<?> done() {
    return CompletableFuture.allOf(items.stream().map(Item::result).toArray(CompletableFuture[]::new))
        .handle((value, failure) -> true);
  }

  /** Waits for all requests; empty if none of them wants an answer. Call it once. */
  public Optional<byte[]> response() {
    int answers = 0;
    for (var item : items) {
      if (item.silent()) {
        item.result().whenComplete((value, failure) -> logIfBug(item, failure));
        continue;
      }
      if (batch) {
        write(answers == 0 ? '[' : ',');
      }
      answers++;
      answer(item);
    }
    if (answers == 0) {
      return Optional.empty();
    }
    if (batch) {
      write(']');
    }
    return Optional.of(buffer.toArray());
  }

  /** To be called when the response is on its way. */
  public void sent() {
    afterwards.run();
  }

  private void write(char punctuation) {
    buffer.allowMore(1);
    buffer.write(punctuation);
  }

  private void answer(Item item) {
    int start = buffer.size();
    try {
      var result = item.result().get();
      if (result.extraBytes() > 0) {
        buffer.allowMore(result.extraBytes());
      }
      try (var out = new JsonOut(buffer)) {
        head(out, item).name("result");
        result.write(out);
        out.endObject();
      }
    } catch (ExecutionException failure) {
      error(item, start, errorOf(item, failure));
    } catch (ResponseBuffer.Full full) {
      error(item, start, RpcError.limit("response is too large", "ask for less at once"));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      error(item, start, RpcError.notReady("the gateway is closing", "send the request again"));
    } catch (RuntimeException bug) { // the boundary of a request: its neighbours are answered all the same
      error(item, start, errorOf(item, bug));
    }
  }

  private static JsonOut head(JsonOut out, Item item) {
    return out.beginObject().field("jsonrpc", "2.0").name("id").json(item.id());
  }

  private void error(Item item, int start, RpcError error) {
    buffer.truncate(start);
    buffer.allowMore(ERROR_BYTES + size(error) + (item.id() instanceof Json.Str(var id) ? 6 * id.length() : 0));
    try (var out = new JsonOut(buffer)) {
      head(out, item).name("error").beginObject().name("code").number(error.code()).field("message", error.message());
      switch (error.data()) {
        case RpcError.Data.None n -> {}
        case RpcError.Data.Hex(var bytes) -> out.field("data", bytes);
        case RpcError.Data.Named named -> {
          out.name("data").beginObject().field("code", named.code());
          if (!named.hint().isEmpty()) {
            out.field("hint", named.hint());
          }
          named.details().forEach((name, value) -> detail(out, name, value));
          out.endObject();
        }
      }
      out.endObject().endObject();
    }
  }

  private static int size(RpcError error) {
    int data = switch (error.data()) {
      case RpcError.Data.None n -> 0;
      case RpcError.Data.Hex(var bytes) -> 2 * bytes.size();
      case RpcError.Data.Named named -> 6 * named.toString().length();
    };
    return data + 6 * error.message().length(); // a character takes 6 bytes at most, escaped
  }

  private static void detail(JsonOut out, String name, String value) {
    out.name(name);
    if (!value.isEmpty() && value.length() <= 15 && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      out.number(Long.parseLong(value));
    } else {
      out.string(value);
    }
  }

  private static RpcError errorOf(Item item, Throwable failure) {
    return causeOf(failure) instanceof RpcException shown ? shown.error() : bug(item, failure);
  }

  private static RpcError bug(Item item, Throwable failure) {
    Dispatcher.logBug(item.method(), causeOf(failure));
    return RpcError.internal();
  }

  private static void logIfBug(Item item, Throwable failure) {
    if (failure != null && !(causeOf(failure) instanceof RpcException)) {
      Dispatcher.logBug(item.method(), causeOf(failure));
    }
  }

  private static Throwable causeOf(Throwable failure) {
    var cause = failure.getCause();
    boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
    return wrapper && cause != null ? causeOf(cause) : failure;
  }
}
