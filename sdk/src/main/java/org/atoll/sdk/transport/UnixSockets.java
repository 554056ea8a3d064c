package org.atoll.sdk.transport;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Executor;

/** gRPC between processes of one machine. Native epoll where there is one, else the JDK's sockets. */
public final class UnixSockets {
  /** Linux's limit is 108; a few are kept for the terminator and temporary names. */
  private static final int MAX_PATH_BYTES = 100;

  private UnixSockets() {}

  /**
   * Serves on a socket file, in a folder only this user may enter.
   *
   * @throws IOException when the socket cannot be made, saying why
   */
  public static Server serve(Path socket, Executor executor, List<BindableService> services) throws IOException {
    requireShort(socket);
    Files.createDirectories(socket.toAbsolutePath().getParent());
    Files.setPosixFilePermissions(socket.toAbsolutePath().getParent(), PosixFilePermissions.fromString("rwx------"));
    Files.deleteIfExists(socket); // left by a process that died
    var group = group("serve");
    var builder = NettyServerBuilder.forAddress(address(socket))
        .channelType(Epoll.isAvailable() ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class)
        .bossEventLoopGroup(group)
        .workerEventLoopGroup(group)
        .executor(executor);
    services.forEach(builder::addService);
    return Wire.limit(builder).build().start();
  }

  /** Connects, now or later: the channel dials again for as long as it is open. */
  public static ManagedChannel connect(Path socket, Executor executor) throws IOException {
    requireShort(socket);
    return Wire.persist(Wire.limit(NettyChannelBuilder.forAddress(address(socket))
        .channelType(Epoll.isAvailable() ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class,
            address(socket).getClass())
        .eventLoopGroup(group("connect"))
        .executor(executor)
        .usePlaintext()
        .overrideAuthority("localhost")).build());
  }

  private static EventLoopGroup group(String name) {
    var threads = new DefaultThreadFactory("grpc-" + name, true);
    return Epoll.isAvailable() ? new EpollEventLoopGroup(1, threads) : new NioEventLoopGroup(1, threads);
  }

  private static SocketAddress address(Path socket) {
    return Epoll.isAvailable() ? new DomainSocketAddress(socket.toFile()) : UnixDomainSocketAddress.of(socket);
  }

  private static void requireShort(Path socket) throws IOException {
    if (socket.toAbsolutePath().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
      throw new IOException("socket path " + socket.toAbsolutePath() + " is longer than " + MAX_PATH_BYTES
          + " bytes; choose a shorter folder");
    }
  }
}
