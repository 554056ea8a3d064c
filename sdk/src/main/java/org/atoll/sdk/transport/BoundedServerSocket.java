package org.atoll.sdk.transport;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Closes connections beyond a number at once, whoever they are from: they have shown no certificate yet. */
final class BoundedServerSocket extends NioServerSocketChannel {
  private final int limit;
  private final int limitPerAddress;
  /** Connections that are open. */
  private final ConcurrentMap<InetAddress, Integer> open = new ConcurrentHashMap<>();

  BoundedServerSocket(int limit, int limitPerAddress) {
    this.limit = limit;
    this.limitPerAddress = limitPerAddress;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int read = super.doReadMessages(accepted);
    if (read <= 0) {
      return read;
    }
    var connection = (Channel) accepted.getLast();
    if (!(connection.remoteAddress() instanceof InetSocketAddress from) || !hasRoom(from.getAddress())) {
      accepted.removeLast();
      connection.unsafe().closeForcibly();
      return 0;
    }
    open.merge(from.getAddress(), 1, Integer::sum);
    connection.closeFuture().addListener(closed ->
        open.computeIfPresent(from.getAddress(), (address, count) -> count > 1 ? count - 1 : null));
    return read;
  }

  private boolean hasRoom(InetAddress from) {
    return open.getOrDefault(from, 0) < limitPerAddress
        && open.values().stream().mapToInt(count -> count).sum() < limit;
  }
}
