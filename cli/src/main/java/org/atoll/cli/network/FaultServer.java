package org.atoll.cli.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.fault.FaultPlan;
import org.atoll.gossip.fault.FaultProxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxies all links of a network lead through, in a process of their own. Takes orders at a Unix socket: lines, and
 * at their end an answer, {@code ok} or {@code error} and why, before it what was asked for.
 */
public final class FaultServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FaultServer.class);

  private final Path folder;
  private final FaultProxy proxy;
  private final ServerSocketChannel orders;
  private final Thread thread = Thread.ofPlatform().name("fault-orders").daemon().unstarted(this::serve);

  // order thread only
  private final Map<String, LinkHarms.Directions> harms = new TreeMap<>();

  private FaultServer(Path folder, FaultProxy proxy, ServerSocketChannel orders) {
    this.folder = folder;
    this.proxy = proxy;
    this.orders = orders;
  }

  /** Where it takes orders. */
  static Path socket(Path folder) {
    return folder.resolve("run").resolve("faults.sock");
  }

  /**
   * Listens for all nodes of the network.
   *
   * @param seed of the faults that are drawn
   * @throws IOException when a port is taken
   */
  public static FaultServer start(Path folder, long seed) throws NetworkException, IOException {
    var real = folder.toAbsolutePath().normalize();
    var socket = socket(real);
    Files.createDirectories(socket.getParent());
    Files.deleteIfExists(socket); // left by a process that died
    var proxy = FaultProxy.start(seed);
    var server = new FaultServer(real, proxy, ServerSocketChannel.open(StandardProtocolFamily.UNIX));
    try {
      server.listen();
      server.orders.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException | UncheckedIOException | NetworkException failed) {
      proxy.close();
      server.orders.close();
      throw failed;
    }
    server.thread.start();
    return server;
  }

  /** Adds the links of nodes that are new. */
  private void listen() throws NetworkException, IOException {
    var file = NetworkFile.read(folder);
    var ports = new ProxyPorts(file.proxies());
    for (var from : file.nodes()) {
      for (var to : file.nodes()) {
        var link = ProxyPorts.link(from.index(), to.index());
        if (from.index() != to.index() && !proxy.names().contains(link)) {
          proxy.add(link, ports.of(from.index(), to.index()), new Endpoint("127.0.0.1", to.peerPort()));
        }
      }
    }
  }

  private void serve() {
    try {
      while (true) {
        try (var asking = orders.accept()) {
          answer(asking);
        } catch (AsynchronousCloseException closing) {
          throw closing;
        } catch (IOException gone) {
          log.info("faults.order_lost why=\"{}\"", gone.toString());
        }
      }
    } catch (IOException closing) { // by close()
      log.debug("faults.closed");
    }
  }

  private void answer(SocketChannel asking) throws IOException {
    var lines = new ArrayList<String>();
    var reader = new BufferedReader(Channels.newReader(asking, UTF_8));
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.add(line);
    }
    var reply = new StringBuilder();
    try {
      for (var line : lines) {
        obey(line.split(" ", -1), reply);
      }
      reply.append("ok\n");
    } catch (IllegalArgumentException | IllegalStateException | ArrayIndexOutOfBoundsException | IOException | UncheckedIOException
        | NetworkException wrong) {
      log.warn("faults.order_refused why=\"{}\"", wrong.toString());
      reply.append("error ").append(wrong.getMessage()).append('\n');
    }
    var bytes = ByteBuffer.wrap(reply.toString().getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      asking.write(bytes);
    }
  }

  private void obey(String[] words, StringBuilder reply) throws NetworkException, IOException {
    switch (words[0]) {
      case "nodes" -> listen();
      case "plan" -> {
        var harm = new LinkHarms.Directions(FaultPlan.parse(words[2]), FaultPlan.parse(words[3]));
        proxy.plan(words[1], harm.forward(), harm.backward());
        harms.put(words[1], harm);
        log.info("faults.plan link={} forward={} backward={}", words[1], words[2], words[3]);
      }
      case "reset" -> proxy.reset(words[1]);
      case "half-open" -> proxy.halfOpen(words[1], FaultProxy.End.valueOf(words[2]));
      case "show" -> harms.forEach((link, harm) -> {
        if (!harm.isClear()) {
          reply.append(link).append(' ').append(harm.forward().text()).append(' ').append(harm.backward().text())
              .append('\n');
        }
      });
      default -> throw new IllegalArgumentException("unknown order " + words[0]);
    }
  }

  @Override
  public void close() throws IOException {
    orders.close();
    proxy.close();
    Files.deleteIfExists(socket(folder));
  }
}
