package org.atoll.gossip.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.atoll.gossip.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A plain echo behind the proxy. */
@Timeout(30)
class FaultProxyTest {
  private final FaultProxy proxy = FaultProxy.start(1);
  private ServerSocket server;
  private Endpoint front;

  @BeforeEach
  void startEcho() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> {
      while (!server.isClosed()) {
        try {
          var socket = server.accept();
          Thread.ofVirtual().start(() -> echo(socket));
        } catch (IOException closed) {
          return;
        }
      }
    });
    front = proxy.add("0>1", new Endpoint("127.0.0.1", server.getLocalPort()));
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void passesEverythingWhenClear() throws IOException {
    var bytes = new byte[3_000_000];
    new Random(2).nextBytes(bytes);
    try (var socket = connect()) {
      Thread.ofVirtual().start(() -> send(socket, bytes));
      assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void delaysEachWay() throws IOException {
    proxy.plan("0>1", FaultPlan.parse("delay=100"), FaultPlan.parse("delay=50 jitter=10"));
    try (var socket = connect()) {
      long began = System.nanoTime();
      send(socket, new byte[1]);
      assertThat(socket.getInputStream().read()).isZero();
      assertThat((System.nanoTime() - began) / 1_000_000).isBetween(130L, 1_000L);
    }
  }

  @Test
  void limitsTheRate() throws IOException {
    proxy.plan("0>1", FaultPlan.CLEAR.withRate(200_000), FaultPlan.CLEAR);
    try (var socket = connect()) {
      long began = System.nanoTime();
      send(socket, new byte[100_000]);
      socket.getInputStream().readNBytes(100_000);
      assertThat((System.nanoTime() - began) / 1_000_000).isBetween(400L, 2_000L);
    }
  }

  @Test
  void limitsAConnectionThatWasFreeBefore() throws IOException {
    try (var socket = connect()) {
      send(socket, new byte[50_000]);
      socket.getInputStream().readNBytes(50_000);
      proxy.plan("0>1", FaultPlan.CLEAR.withRate(20), FaultPlan.CLEAR);
      long began = System.nanoTime();
      send(socket, new byte[10]);
      socket.getInputStream().readNBytes(10);
      assertThat((System.nanoTime() - began) / 1_000_000).isBetween(300L, 2_000L);
    }
  }

  @Test
  void drips() throws IOException {
    proxy.plan("0>1", FaultPlan.parse("rate=20"), FaultPlan.CLEAR);
    try (var socket = connect()) {
      long began = System.nanoTime();
      send(socket, new byte[10]);
      socket.getInputStream().readNBytes(10);
      assertThat((System.nanoTime() - began) / 1_000_000).isBetween(400L, 2_000L);
    }
  }

  @Test
  void blocksOneWayAndLetsItAllThroughLater() throws IOException {
    try (var socket = connect()) {
      proxy.plan("0>1", FaultPlan.CLEAR, FaultPlan.BLOCKED);
      send(socket, new byte[] {7});
      socket.setSoTimeout(300);
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
      proxy.plan("0>1", FaultPlan.CLEAR);
      socket.setSoTimeout(5_000);
      assertThat(socket.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void stopsReadingAtFourMebibytes() throws Exception {
    proxy.plan("0>1", FaultPlan.BLOCKED, FaultPlan.CLEAR);
    try (var socket = connect()) {
      var sent = new AtomicLong();
      var sender = Thread.ofVirtual().start(() -> {
        try {
          for (int i = 0; i < 64; i++) {
            socket.getOutputStream().write(new byte[1 << 20]);
            sent.addAndGet(1 << 20);
          }
        } catch (IOException ended) {
          // the test closes the socket
        }
      });
      assertThat(sender.join(Duration.ofSeconds(2))).isFalse();
      assertThat(sent.get()).isBetween(4L << 20, 40L << 20); // the rest is in the kernel's buffers
    }
  }

  @Test
  void resetsAndLetsTheNextLive() throws IOException {
    try (var socket = connect()) {
      send(socket, new byte[] {1});
      assertThat(socket.getInputStream().read()).isEqualTo(1);
      proxy.reset("0>1");
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
    }
    try (var socket = connect()) {
      send(socket, new byte[] {2});
      assertThat(socket.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void leavesOneEndUnawareThatTheLinkIsLost() throws IOException {
    try (var socket = connect()) {
      send(socket, new byte[] {1});
      assertThat(socket.getInputStream().read()).isEqualTo(1);
      proxy.halfOpen("0>1", FaultProxy.End.CLIENT);
      socket.setSoTimeout(300);
      send(socket, new byte[] {2});
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
      send(socket, new byte[] {3}); // still no reset
    }
    try (var socket = connect()) {
      send(socket, new byte[] {4});
      assertThat(socket.getInputStream().read()).isEqualTo(4);
      proxy.halfOpen("0>1", FaultProxy.End.SERVER);
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void listensWhereItIsTold() {
    assertThatThrownBy(() -> proxy.add("0>2", front.port(), front)).isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("port " + front.port());
    assertThat(proxy.names()).containsExactly("0>1");
  }

  @Test
  void refuses() {
    proxy.plan("0>1", FaultPlan.REFUSE);
    assertThatThrownBy(() -> {
      try (var socket = connect()) {
        send(socket, new byte[] {1});
        if (socket.getInputStream().read() < 0) {
          throw new IOException("closed");
        }
      }
    }).isInstanceOfAny(IOException.class, UncheckedIOException.class);
  }

  @Test
  void corruptsAFewBits() throws IOException {
    proxy.plan("0>1", FaultPlan.parse("corrupt=1000"), FaultPlan.CLEAR);
    try (var socket = connect()) {
      var bytes = new byte[100_000];
      Thread.ofVirtual().start(() -> send(socket, bytes));
      var back = socket.getInputStream().readNBytes(bytes.length);
      int flipped = 0;
      for (byte b : back) {
        flipped += Integer.bitCount(b & 0xff);
      }
      assertThat(flipped).isBetween(50, 200);
    }
  }

  @Test
  void lossIsAStall() throws IOException {
    proxy.plan("0>1", FaultPlan.parse("loss=900"), FaultPlan.CLEAR);
    try (var socket = connect()) {
      long began = System.nanoTime();
      send(socket, new byte[1]);
      assertThat(socket.getInputStream().read()).isZero();
      assertThat((System.nanoTime() - began) / 1_000_000).isGreaterThanOrEqualTo(199);
    }
  }

  @Test
  void plansAreRead() {
    assertThat(FaultPlan.parse("")).isEqualTo(FaultPlan.CLEAR);
    assertThat(FaultPlan.parse("delay=5,jitter=6 rate=7 loss=8 corrupt=9 blocked refuse"))
        .isEqualTo(new FaultPlan(5, 6, 7, 8, 9, true, true));
    for (var text : List.of("clear", "blocked", "delay=5,jitter=6,rate=7,loss=8,corrupt=9,blocked,refuse")) {
      assertThat(FaultPlan.parse(text).text()).isEqualTo(text);
    }
    assertThatThrownBy(() -> FaultPlan.parse("dealy=5")).hasMessageContaining("dealy=5");
    assertThatThrownBy(() -> FaultPlan.parse("delay=x")).hasMessageContaining("delay=x");
  }

  private Socket connect() throws IOException {
    return new Socket(front.host(), front.port());
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException ended) {
      throw new UncheckedIOException(ended);
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException ended) {
      // the other end is gone: nothing to echo
    }
  }
}
