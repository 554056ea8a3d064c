package org.atoll.gateway.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.atoll.gateway.chain.ChainView;
import org.junit.jupiter.api.Test;

final class DispatcherTest {
  private static final String REQUEST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\"}";

  private final List<String> started = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Result> writing = new CompletableFuture<>();

  /** A method that notes when it starts. */
  private record Noted(String name, boolean writes, List<String> started, CompletableFuture<Result> answer)
      implements Method {
    @Override
    public Description description() {
      return Description.of(name, "Test.", "nothing");
    }

    @Override
    public CompletableFuture<Result> call(Call call) {
      started.add(name);
      return answer;
    }

    @Override
    public Cost cost() {
      return Cost.CALL;
    }
  }

  private Dispatcher dispatcher() {
    var view = (ChainView) Proxy.newProxyInstance(ChainView.class.getClassLoader(), new Class<?>[] {ChainView.class},
        (proxy, method, arguments) -> (ChainView.Hold) () -> {}); // only hold() is called
    return new Dispatcher(
        List.of(
            new Noted("read", false, started, CompletableFuture.completedFuture(Result.NULL)),
            new Noted("write", true, started, writing)),
        view, new Dispatcher.Settings(100, 32, 1 << 20, false));
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void aReadWaitsForTheWritesBeforeIt() throws Exception {
    var batch = "[" + REQUEST.formatted("read") + "," + REQUEST.formatted("write") + "," + REQUEST.formatted("write")
        + "," + REQUEST.formatted("read") + "]";
    var client = new Dispatcher.Client(Optional.empty(), Budget.UNLIMITED);
    var done = CompletableFuture.supplyAsync(() -> dispatcher().start(text(batch), client).response());
    while (started.size() < 3) {
      Thread.onSpinWait();
    }
    assertThat(started).containsExactly("read", "write", "write");

    writing.complete(Result.NULL);

    assertThat(done.get()).isPresent();
    assertThat(started).containsExactly("read", "write", "write", "read");
  }

  @Test
  void aClientWithoutBudgetIsToldWhenToComeBack() {
    var asked = new ArrayList<Integer>();
    var client = new Dispatcher.Client(Optional.empty(), units -> {
      asked.add(units);
      return Optional.of(Duration.ofMillis(1_200));
    });

    var response = dispatcher().start(text(REQUEST.formatted("read")), client).response().orElseThrow();

    assertThat(new String(response, UTF_8)).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32005,"
        + "\"message\":\"rate limited\",\"data\":{\"code\":\"RATE\",\"retryAfter\":2}}}");
    assertThat(asked).containsExactly(10);
    assertThat(started).isEmpty();
  }
}
