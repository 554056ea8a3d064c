package org.atoll.sdk.transport;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Connections to validators. */
public final class Channels {
  private Channels() {}

  /**
   * Connects, now or later: the channel dials again for as long as it is open.
   *
   * @param identity for {@code tls://}
   * @throws IOException when there is no identity but one is needed, or the socket's path is too long
   */
  public static ManagedChannel connect(GrpcEndpoint endpoint, Optional<TlsIdentity> identity, Executor executor)
      throws IOException {
    return switch (endpoint) {
      case GrpcEndpoint.Unix(var socket) -> UnixSockets.connect(socket, executor);
      case GrpcEndpoint.Tls to -> TlsSockets.connect(to, identity.orElseThrow(
          () -> new IOException(to + " needs a certificate; make one with: atoll keys tls")), executor);
    };
  }
}
