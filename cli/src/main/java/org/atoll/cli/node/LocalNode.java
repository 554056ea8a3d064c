package org.atoll.cli.node;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.atoll.gateway.GatewayConfig;
import org.atoll.gateway.GatewayServer;
import org.atoll.intkey.IntkeyHandler;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.processor.runner.ProcessorOptions;
import org.atoll.sdk.processor.runner.ProcessorRunner;
import org.atoll.seth.EvmHandler;
import org.atoll.validator.Validator;
import org.atoll.validator.ValidatorConfig;
import org.atoll.validator.store.StoreException;

/** A validator, its processors and a gateway in this process; between them the same services as between processes. */
public final class LocalNode implements AutoCloseable {
  private final Validator validator;
  private final Server server;
  private final ManagedChannel channel;
  private final ProcessorRunner processors;
  private final GatewayServer gateway;

  private LocalNode(Validator validator, Server server, ManagedChannel channel, ProcessorRunner processors,
      GatewayServer gateway) {
    this.validator = validator;
    this.server = server;
    this.channel = channel;
    this.processors = processors;
    this.gateway = gateway;
  }

  public static LocalNode start(ValidatorConfig config, GatewayConfig gatewayConfig, Clock clock,
      Consumer<Throwable> onFatal) throws IOException, StoreException, InterruptedException {
    var random = new SecureRandom();
    var validator = Validator.start(config, clock, random, onFatal);
    var name = InProcessServerBuilder.generateName();
    var server = InProcessServerBuilder.forName(name).directExecutor()
        .addService(validator.clientService()).addService(validator.processorService()).build().start();
    var channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    var processors = ProcessorRunner.start(channel, List.of(new EvmHandler(), new IntkeyHandler()),
        PrivateKey.generate(SignatureAlgorithm.SECP256K1, random), ProcessorOptions.defaults());
    processors.awaitRegistered(java.time.Duration.ofSeconds(10));
    var gateway = GatewayServer.start(gatewayConfig, channel, clock);
    return new LocalNode(validator, server, channel, processors, gateway);
  }

  public int rpcPort() {
    return gateway.port();
  }

  /** For clients in this process. */
  public ManagedChannel channel() {
    return channel;
  }

  public Validator validator() {
    return validator;
  }

  @Override
  public void close() throws InterruptedException {
    gateway.close();
    processors.close();
    channel.shutdownNow();
    server.shutdownNow();
    validator.close();
  }
}
