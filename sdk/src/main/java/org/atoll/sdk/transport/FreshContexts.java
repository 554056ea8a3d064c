package org.atoll.sdk.transport;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;

/**
 * A context of its own for each connection, so that there is no session to resume: the JDK takes tickets for hours, and a
 * session that is resumed is spared the check of the certificate.
 */
final class FreshContexts extends SslContext {
  private final SslContextBuilder builder;
  private final SslContext first;

  /** @throws SSLException when no context can be made so */
  FreshContexts(SslContextBuilder builder) throws SSLException {
    this.builder = builder;
    this.first = builder.build();
  }

  private synchronized SslContext next() {
    try {
      return builder.build();
    } catch (SSLException impossible) { // the first could be made
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator buffers) {
    return next().newEngine(buffers);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator buffers, String host, int port) {
    return next().newEngine(buffers, host, port);
  }

  @Override
  public boolean isClient() {
    return first.isClient();
  }

  @Override
  public List<String> cipherSuites() {
    return first.cipherSuites();
  }

  @Override
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return first.applicationProtocolNegotiator();
  }

  @Override
  public SSLSessionContext sessionContext() {
    return first.sessionContext();
  }
}
