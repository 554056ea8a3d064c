package org.atoll.sdk.transport;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** gRPC between machines: TLS 1.3 or 1.2 by the JDK, both sides with a certificate. */
public final class TlsSockets {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final int MAX_CONNECTIONS = 256;
  private static final int MAX_CONNECTIONS_PER_ADDRESS = 64;
  private static final int MAX_CALLS = 1_024;
  private static final int HANDSHAKE_SECONDS = 10;
  private static final int CONNECT_MILLIS = 3_000;
  /** New calls then need a new handshake, so that a certificate counts for an hour at most after its end. */
  private static final int CONNECTION_HOURS = 1;

  private TlsSockets() {}

  /**
   * Serves those whose certificate is of an authority of the identity's, and has the role.
   *
   * @throws IOException when the address cannot be listened on, saying why
   */
  public static Server serve(GrpcEndpoint.Tls at, TlsIdentity identity, CertificateRole role, Executor executor,
      List<BindableService> services) throws IOException {
    var address = new InetSocketAddress(at.host(), at.port());
    if (address.isUnresolved()) {
      throw new IOException("cannot listen on " + at + ": there is no host of that name");
    }
    var context = context(SslContextBuilder.forServer(identity.keys()).clientAuth(ClientAuth.REQUIRE), identity);
    var builder = NettyServerBuilder.forAddress(address)
        .channelFactory(() -> new BoundedServerSocket(MAX_CONNECTIONS, MAX_CONNECTIONS_PER_ADDRESS))
        .bossEventLoopGroup(group("tls-accept", 1))
        .workerEventLoopGroup(group("tls-serve", 2))
        .executor(executor)
        .sslContext(context)
        .intercept(new RoleCheck(role))
        .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
        .maxConcurrentCallsPerConnection(MAX_CALLS)
        .maxConnectionAge(CONNECTION_HOURS, TimeUnit.HOURS);
    services.forEach(builder::addService);
    try {
      return Wire.limit(builder).build().start();
    } catch (IOException taken) {
      var why = taken.getCause() == null ? taken : taken.getCause();
      throw new IOException("cannot listen on " + at + ": " + why.getMessage(), taken);
    }
  }

  /** Connects, now or later: the channel dials again for as long as it is open. */
  public static ManagedChannel connect(GrpcEndpoint.Tls to, TlsIdentity identity, Executor executor) throws IOException {
    return Wire.persist(Wire.limit(NettyChannelBuilder.forAddress(to.host(), to.port())
        .channelType(NioSocketChannel.class)
        .eventLoopGroup(group("tls-connect", 1))
        .executor(executor)
        .sslContext(context(SslContextBuilder.forClient().keyManager(identity.keys()), identity))
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)).build());
  }

  private static SslContext context(SslContextBuilder builder, TlsIdentity identity) throws IOException {
    return new FreshContexts(GrpcSslContexts.configure(builder.trustManager(new RoleTrust(identity)), SslProvider.JDK)
        .protocols(PROTOCOLS));
  }

  private static NioEventLoopGroup group(String name, int threads) {
    return new NioEventLoopGroup(threads, new DefaultThreadFactory("grpc-" + name, true));
  }
}
