package org.atoll.cli.command;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.atoll.sdk.transport.Channels;
import org.atoll.sdk.transport.GrpcEndpoint;
import org.atoll.sdk.transport.TlsFiles;
import org.atoll.sdk.transport.TlsIdentity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How processes that dial a validator prove themselves. */
final class TlsOption {
  @Option(names = "--tls", paramLabel = "DIR",
      description = "Folder of ca.pem, cert.pem and key.pem, for tls://HOST:PORT (see: atoll keys tls).")
  @Nullable Path folder;

  private @Nullable TlsIdentity identity;

  /** @param endpoint {@code unix:SOCKET}, a path, or {@code tls://HOST:PORT} */
  ManagedChannel connect(String endpoint, Executor executor) throws IOException {
    try {
      var parsed = GrpcEndpoint.parse(endpoint);
      return Channels.connect(parsed, parsed instanceof GrpcEndpoint.Tls ? identity(endpoint) : Optional.empty(),
          executor);
    } catch (IllegalArgumentException wrong) {
      throw new UserError(UserError.USAGE, String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private Optional<TlsIdentity> identity(String endpoint) {
    if (folder == null) {
      throw new UserError(UserError.USAGE, endpoint + " needs a certificate: add --tls DIR, a folder of ca.pem, cert.pem "
          + "and key.pem; make it with: atoll keys tls issue");
    }
    try {
      identity = identity == null ? TlsIdentity.open(TlsFiles.in(folder)) : identity;
      return Optional.of(identity);
    } catch (IOException refused) {
      throw new UserError(UserError.CONFIG, String.valueOf(refused.getMessage()), refused);
    }
  }
}
