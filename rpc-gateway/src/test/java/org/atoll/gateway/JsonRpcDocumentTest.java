package org.atoll.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.inprocess.InProcessChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.atoll.gateway.chain.ClientChainView;
import org.atoll.gateway.feed.ChainFeed;
import org.atoll.gateway.feed.Filters;
import org.atoll.gateway.feed.Ids;
import org.atoll.gateway.feed.Subscriptions;
import org.atoll.gateway.rpc.Method;
import org.junit.jupiter.api.Test;

/** Keeps docs/json-rpc.md true; its {@link #main} writes it. */
final class JsonRpcDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "json-rpc.md");

  private static List<Method> methods(boolean dev) {
    var limits = Limits.defaults();
    var channel = InProcessChannelBuilder.forName("nobody").build();
    channel.shutdownNow(); // the methods only describe themselves
    var view = new ClientChainView(channel, new ClientChainView.Bounds(limits.work().callTimeout(), 1, 1));
    var ids = new Ids(new Random(1));
    var feed = new ChainFeed(new Filters(new Filters.Bounds(1, 1, Duration.ZERO), Clock.systemUTC(), ids),
        new Subscriptions(view, ids, 1));
    return Methods.of(GatewayConfig.local(0, dev, ""), view, feed, Clock.systemUTC());
  }

  private static String document() {
    return JsonRpcDocument.of(methods(false), methods(true), Limits.defaults());
  }

  /** Writes the document; run it in the module's folder. */
  public static void main(String[] args) throws IOException {
    Files.createDirectories(DOCUMENT.getParent());
    Files.writeString(DOCUMENT, document());
  }

  @Test
  void theDocumentIsUpToDate() throws IOException {
    assertThat(DOCUMENT).as("run main of this class in the module's folder to write it").hasContent(document());
  }

  @Test
  void everyMethodDescribesItselfInOneSentence() {
    assertThat(methods(true)).allSatisfy(method -> {
      assertThat(method.description().summary()).as(method.description().name()).endsWith(".").doesNotContain("|");
      assertThat(method.description().result()).isNotEmpty();
    });
  }
}
