package org.atoll.cli.node;

import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.atoll.cli.config.ConfigException;
import org.atoll.cli.config.Configuration;
import org.atoll.cli.config.Settings;
import org.atoll.cli.log.Logs;
import org.atoll.cli.ops.OpsServer;
import org.atoll.gateway.GatewayServer;
import org.atoll.gossip.core.PeeringLimits;
import org.atoll.intkey.IntkeyHandler;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.processor.TransactionHandler;
import org.atoll.sdk.processor.runner.ProcessorOptions;
import org.atoll.sdk.processor.runner.ProcessorRunner;
import org.atoll.sdk.transport.TlsIdentity;
import org.atoll.seth.EvmHandler;
import org.atoll.validator.NetworkConfig;
import org.atoll.validator.Validator;
import org.atoll.validator.ValidatorConfig;
import org.atoll.validator.chain.MemberGuards;
import org.atoll.validator.chain.core.JoinRules;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.mempool.core.Access;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A validator as its settings want it, with what else they put into this process. */
public final class NodeRun implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeRun.class);
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);
  private static final Duration USUAL_INTERVAL = Duration.ofSeconds(3);
  private static final Duration REGISTRATION = Duration.ofSeconds(10);
  private static final String EVM = "evm";

  private interface Part {
    void close() throws InterruptedException;
  }

  private final Path folder;
  private final Configuration settings;
  private final AtomicReference<Configuration> newest;
  private final PermissionWatch permission;
  private final Validator validator;
  /** What runs, the latest first. */
  private final ArrayDeque<Part> parts = new ArrayDeque<>();
  private volatile @Nullable OpsServer ops;

  private NodeRun(Path folder, Configuration settings, AtomicReference<Configuration> newest,
      PermissionWatch permission, Validator validator) {
    this.folder = folder;
    this.settings = settings;
    this.newest = newest;
    this.validator = validator;
    this.permission = permission;
    parts.push(validator::close);
    parts.push(permission::close);
    permission.start(validator::senders);
  }

  /** What engine dev is told. */
  public record DevBlocks(long blockTimeMillis) {
    boolean onDemand() {
      return blockTimeMillis == 0;
    }
  }

  /**
   * Starts everything.
   *
   * @throws IOException when an address or file is taken or cannot be used
   * @throws ConfigException when permission.toml is refused
   */
  public static NodeRun start(Path folder, Configuration settings, Genesis genesis, DevBlocks dev, Clock clock,
      Consumer<Throwable> onFatal) throws ConfigException, IOException, StoreException, InterruptedException {
    return start(folder, settings, genesis, dev, MemberGuards.Loss.ABSTAIN, clock, onFatal);
  }

  /** @param loss what to do when it is not known what the key has signed */
  public static NodeRun start(Path folder, Configuration settings, Genesis genesis, DevBlocks dev,
      MemberGuards.Loss loss, Clock clock, Consumer<Throwable> onFatal)
      throws ConfigException, IOException, StoreException, InterruptedException {
    Logs.apply(folder, settings);
    var permission = new PermissionWatch(folder);
    var operator = new ValidatorConfig.Operator(permission.read().senders(), loss);
    var newest = new AtomicReference<>(settings);
    var run = new NodeRun(folder, settings, newest, permission, Validator.start(
        config(folder, settings, newest::get, genesis, dev, operator), clock, new SecureRandom(), onFatal));
    boolean done = false;
    try {
      run.open(genesis, clock);
      done = true;
    } finally {
      if (!done) {
        run.close();
      }
    }
    return run;
  }

  /**
   * Takes over what may change while the node runs: log, who may be linked, whose batches are taken; the rest waits for a
   * start. All stays as it was when something is refused.
   */
  public void reload(Configuration settings) throws ConfigException, IOException {
    var read = permission.read();
    Logs.apply(folder, settings);
    var before = newest.getAndSet(settings);
    validator.senders(read.senders());
    before.fixedThatDiffer(settings).forEach(setting ->
        log.warn("config.needs_start key={} help=\"restart the node to use its new value\"", setting.name()));
    log.info("config.reloaded");
  }

  private static boolean mayLink(Configuration settings, PublicKey node) {
    return Access.of(settings.get(Settings.P2P_ALLOW), settings.get(Settings.P2P_DENY)).permits(node);
  }

  private static ValidatorConfig config(Path folder, Configuration settings, Supplier<Configuration> newest,
      Genesis genesis, DevBlocks dev, ValidatorConfig.Operator operator) throws IOException {
    boolean single = genesis.consensus().isDev();
    boolean onDemand = single && dev.onDemand();
    return new ValidatorConfig(folder, genesis, KeyFile.read(folder.resolve(settings.get(Settings.KEYS_SIGNING))),
        single ? Optional.empty() : Optional.of(network(folder, settings, newest)),
        Set.copyOf(settings.get(Settings.ENGINE_KEYS)), dev.blockTimeMillis(), onDemand, onDemand,
        settings.get(Settings.STORE_HISTORY), settings.get(Settings.STORE_CACHE), pool(settings),
        operator, GWEI, Version.client());
  }

  private static NetworkConfig network(Path folder, Configuration settings, Supplier<Configuration> newest)
      throws IOException {
    var rewrite = settings.get(Settings.P2P_DIAL_REWRITE);
    return new NetworkConfig(NetworkKeyFile.read(folder.resolve(settings.get(Settings.KEYS_NETWORK))),
        settings.get(Settings.P2P_BIND), settings.get(Settings.P2P_ADVERTISE), settings.get(Settings.P2P_BOOTSTRAP),
        PeeringLimits.of(settings.get(Settings.P2P_MIN_PEERS).intValue(),
            settings.get(Settings.P2P_MAX_PEERS).intValue()),
        endpoint -> rewrite.getOrDefault(endpoint, endpoint), node -> mayLink(newest.get(), node),
        organisations(folder),
        new JoinRules(settings.get(Settings.SYNC_SNAPSHOT_GAP), NetworkConfig.snapshotBytes()),
        settings.get(Settings.SYNC_CHECKPOINT));
  }

  /** As the invite's cards say; a network of one organisation has none. */
  private static Function<PublicKey, String> organisations(Path folder) throws IOException {
    var invite = folder.resolve("invite.json");
    var known = new HashMap<PublicKey, String>();
    if (Files.exists(invite)) {
      Invite.read(invite).members().forEach(card -> known.put(card.address().nodeKey(), card.org()));
    }
    return node -> known.getOrDefault(node, "");
  }

  private static PoolLimits pool(Configuration settings) {
    var usual = PoolLimits.defaults();
    return new PoolLimits(settings.get(Settings.MEMPOOL_MAX_BATCHES).intValue(),
        settings.get(Settings.MEMPOOL_MAX_BYTES), usual.perSender(), usual.nonceGap(),
        settings.get(Settings.MEMPOOL_EXPIRY).toMillis());
  }

  private void open(Genesis genesis, Clock clock) throws IOException, InterruptedException {
    var identity = Listeners.identity(folder, settings);
    var health = settings.get(Settings.OPS_BIND);
    if (health.isPresent()) {
      var slot = genesis.consensus().params().get("slot_ms");
      var started = OpsServer.start(new InetSocketAddress(health.get().host(), health.get().port()), validator::status,
          slot == null ? USUAL_INTERVAL : Duration.ofMillis(slot), List.of(EVM),
          () -> identity.map(TlsIdentity::notAfter), Version.number(), clock);
      parts.push(started::close);
      started.serveLogLevels(SecretFile.read(folder, settings.get(Settings.OPS_TOKEN_FILE)));
      ops = started;
    }
    var families = settings.get(Settings.PROCESSORS_EMBEDDED);
    var rpc = settings.get(Settings.RPC_BIND);
    if (!families.isEmpty() || rpc.isPresent()) {
      var channel = inProcess();
      if (!families.isEmpty()) {
        embed(channel, families);
      }
      if (rpc.isPresent()) {
        var gateway = GatewayServer.start(Gateways.with(rpc.get().host(), rpc.get().port(),
            settings.get(Settings.RPC_HOSTS), settings.get(Settings.RPC_ORIGINS)), channel, clock);
        parts.push(gateway::close);
      }
    }
    parts.push(Listeners.open(folder, settings, identity, validator)::close);
    var server = ops;
    if (server != null) {
      server.running();
    }
  }

  private ManagedChannel inProcess() throws IOException {
    var name = InProcessServerBuilder.generateName();
    var server = InProcessServerBuilder.forName(name).directExecutor()
        .addService(validator.clientService()).addService(validator.processorService()).build().start();
    parts.push(server::shutdownNow);
    var channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    parts.push(channel::shutdownNow);
    return channel;
  }

  private void embed(ManagedChannel channel, List<String> families) throws InterruptedException {
    var handlers = families.stream().<TransactionHandler>map(family ->
        family.equals(EVM) ? new EvmHandler() : new IntkeyHandler()).toList();
    var usual = ProcessorOptions.defaults();
    var processors = ProcessorRunner.start(channel, handlers,
        PrivateKey.generate(SignatureAlgorithm.SECP256K1, new SecureRandom()),
        new ProcessorOptions(Math.min(usual.cacheBytes(), settings.get(Settings.STORE_CACHE)), usual.queryThreads(),
            usual.workers(), usual.firstRetry(), usual.lastRetry()));
    parts.push(processors::close);
    processors.awaitRegistered(REGISTRATION);
  }

  /** Says so where health is asked, before {@link #close}. */
  public void stopping() {
    var server = ops;
    if (server != null) {
      server.stopping();
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopping();
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }
}
