package org.atoll.cli.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.atoll.simulator.core.model.Fault;

/** Gives orders to a {@link FaultServer}. */
final class FaultClient {
  private final Path folder;

  FaultClient(Path folder) {
    this.folder = folder;
  }

  /** Puts these in the place of what was planned for these links. */
  void plan(Map<String, LinkHarms.Directions> links) throws NetworkException, IOException {
    order(links.entrySet().stream().map(entry -> "plan " + entry.getKey() + " " + entry.getValue().forward().text()
        + " " + entry.getValue().backward().text()).toList());
  }

  /** Ends the connections of some nodes. */
  void reset(Fault fault, int nodes) throws NetworkException, IOException {
    order(links(fault, nodes, "reset", (from, to) -> ""));
  }

  /** Ends them unbeknown to these nodes. */
  void halfOpen(Fault fault, int nodes) throws NetworkException, IOException {
    order(links(fault, nodes, "half-open", (from, to) -> from ? " CLIENT" : " SERVER"));
  }

  private interface Argument {
    String of(boolean from, boolean to);
  }

  private static List<String> links(Fault fault, int nodes, String verb, Argument argument) {
    var orders = new ArrayList<String>();
    for (int from = 0; from < nodes; from++) {
      for (int to = 0; to < nodes; to++) {
        boolean dials = concerns(fault, from);
        boolean listens = concerns(fault, to);
        if (from != to && (dials || listens)) {
          orders.add(verb + " " + ProxyPorts.link(from, to) + argument.of(dials, listens));
        }
      }
    }
    return orders;
  }

  private static boolean concerns(Fault fault, int node) {
    return IntStream.of(fault.nodes()).anyMatch(other -> other == node);
  }

  /** Makes it listen for nodes that are new. */
  void nodes() throws NetworkException, IOException {
    order(List.of("nodes"));
  }

  /** A line for each link that suffers. */
  List<String> show() throws NetworkException, IOException {
    return order(List.of("show"));
  }

  /** False: nobody answers. */
  boolean isUp() throws NetworkException {
    try {
      return order(List.of()).isEmpty();
    } catch (IOException nobody) {
      return false;
    }
  }

  private List<String> order(List<String> lines) throws NetworkException, IOException {
    try (var server = SocketChannel.open(UnixDomainSocketAddress.of(FaultServer.socket(folder)))) {
      var bytes = ByteBuffer.wrap((String.join("\n", lines) + (lines.isEmpty() ? "" : "\n")).getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        server.write(bytes);
      }
      server.shutdownOutput();
      var reply = new ArrayList<>(new String(Channels.newInputStream(server).readAllBytes(), UTF_8).lines().toList());
      var last = reply.isEmpty() ? "error it ended" : reply.removeLast();
      if (!last.equals("ok")) {
        throw new NetworkException(NetworkException.Kind.UNREACHABLE, "the fault proxies refuse: " + last);
      }
      return reply;
    }
  }
}
