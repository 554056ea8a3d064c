package org.atoll.cli.node;

import io.grpc.BindableService;
import io.grpc.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.atoll.cli.config.Configuration;
import org.atoll.cli.config.Listen;
import org.atoll.cli.config.Settings;
import org.atoll.sdk.transport.CertificateRole;
import org.atoll.sdk.transport.TlsFiles;
import org.atoll.sdk.transport.TlsIdentity;
import org.atoll.sdk.transport.TlsSockets;
import org.atoll.sdk.transport.UnixSockets;
import org.atoll.validator.Validator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a validator is listened on for gateways, processors and engines. */
final class Listeners implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private final Path folder;
  private final Optional<TlsIdentity> identity;
  private final ExecutorService threads = Executors.newFixedThreadPool(
      Math.max(4, Runtime.getRuntime().availableProcessors()),
      Thread.ofPlatform().name("client-", 0).daemon(true).factory());
  private final List<Server> servers = new ArrayList<>();

  private Listeners(Path folder, Optional<TlsIdentity> identity) {
    this.folder = folder;
    this.identity = identity;
  }

  /**
   * What certificates the settings ask for.
   *
   * @return empty when nothing is listened on over TLS
   */
  static Optional<TlsIdentity> identity(Path folder, Configuration settings) throws IOException {
    boolean needed = Stream.of(Settings.CLIENT_LISTEN, Settings.PROCESSORS_LISTEN, Settings.ENGINE_LISTEN)
        .anyMatch(setting -> !settings.get(setting).overTls().isEmpty());
    return needed ? Optional.of(TlsIdentity.open(new TlsFiles(folder.resolve(settings.get(Settings.TLS_CA)),
        folder.resolve(settings.get(Settings.TLS_CERTIFICATE)), folder.resolve(settings.get(Settings.TLS_KEY)))))
        : Optional.empty();
  }

  /** @throws IOException when an address is taken or a certificate cannot be used */
  static Listeners open(Path folder, Configuration settings, Optional<TlsIdentity> identity, Validator validator)
      throws IOException {
    var listeners = new Listeners(folder, identity);
    boolean done = false;
    try {
      listeners.serve(settings.get(Settings.CLIENT_LISTEN), "client.sock", CertificateRole.CLIENT,
          validator.clientService());
      listeners.serve(settings.get(Settings.PROCESSORS_LISTEN), "processor.sock", CertificateRole.PROCESSOR,
          validator.processorService());
      var engines = validator.engineService();
      if (engines.isPresent()) {
        listeners.serve(settings.get(Settings.ENGINE_LISTEN), "engine.sock", CertificateRole.ENGINE, engines.get());
      } else if (!settings.get(Settings.ENGINE_LISTEN).overTls().isEmpty()) {
        throw new IllegalArgumentException("engine.listen is for engines of other processes, and none may come: name their "
            + "keys in engine.keys");
      }
      done = true;
    } finally {
      if (!done) {
        listeners.close();
      }
    }
    return listeners;
  }

  private void serve(Listen where, String socket, CertificateRole role, BindableService service) throws IOException {
    if (where.onSocket()) {
      servers.add(UnixSockets.serve(folder.resolve("run").resolve(socket), threads, List.of(service)));
    }
    for (var at : where.overTls()) {
      servers.add(TlsSockets.serve(at, identity.orElseThrow(), role, threads, List.of(service)));
      log.info("tls.listening at={} role={}", at, role);
    }
  }

  @Override
  public void close() {
    servers.forEach(Server::shutdownNow);
    threads.shutdownNow();
  }
}
