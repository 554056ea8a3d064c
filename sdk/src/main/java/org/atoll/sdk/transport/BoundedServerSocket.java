package org.atoll.sdk.transport;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Closes connections beyond a number at once, whoever they are from: they have shown no certificate yet. */
final class BoundedServerSocket extends NioServerSocketChannel {
  private final int limit;
  private final AtomicInteger open = new AtomicInteger();

  BoundedServerSocket(int limit) {
    this.limit = limit;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int read = super.doReadMessages(accepted);
    if (read <= 0) {
      return read;
    }
    var connection = (Channel) accepted.getLast();
    if (open.get() >= limit) {
      accepted.removeLast();
      connection.unsafe().closeForcibly();
      return 0;
    }
    open.incrementAndGet();
    connection.closeFuture().addListener(closed -> open.decrementAndGet());
    return read;
  }
}
