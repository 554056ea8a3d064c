package org.atoll.validator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.BindableService;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.atoll.gossip.Conduct;
import org.atoll.gossip.NetworkId;
import org.atoll.gossip.PeerNetwork;
import org.atoll.gossip.zmq.BookFile;
import org.atoll.gossip.zmq.GossipConfig;
import org.atoll.gossip.zmq.GossipOptions;
import org.atoll.gossip.zmq.ZmqPeerNetwork;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.EngineProvider;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.LogIndex;
import org.atoll.validator.chain.Chain;
import org.atoll.validator.chain.ChainReader;
import org.atoll.validator.chain.MemberGuards;
import org.atoll.validator.chain.PeerPort;
import org.atoll.validator.chain.core.ChainEvent;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.chain.core.JoinRules;
import org.atoll.validator.chain.core.TrustRules;
import org.atoll.validator.client.ClientService;
import org.atoll.validator.client.MinedWaits;
import org.atoll.validator.engine.DirectEngine;
import org.atoll.validator.engine.EnginePort;
import org.atoll.validator.engine.InProcessEngine;
import org.atoll.validator.engine.RemoteEngines;
import org.atoll.validator.engine.core.DevEngine;
import org.atoll.validator.execution.BlockExecutor;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.execution.Lineage;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.genesis.GenesisBlock;
import org.atoll.validator.mempool.core.SenderRules;
import org.atoll.validator.peer.PeerRim;
import org.atoll.validator.processor.ChangeLog;
import org.atoll.validator.processor.ProcessorHost;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.settings.Epochs;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateOptions;
import org.atoll.validator.state.TreeScheme;
import org.atoll.validator.store.KeyValueStore;
import org.atoll.validator.store.LevelDbStore;
import org.atoll.validator.store.MemoryStore;
import org.atoll.validator.store.StepLog;
import org.atoll.validator.store.StoreException;
import org.atoll.validator.store.StoreOptions;
import org.atoll.validator.store.Tip;
import org.atoll.validator.store.WriteBatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One validator: opens its store, builds or continues the chain, and serves clients, processors and peers. */
public final class Validator implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Validator.class);

  private final LevelDbStore store;
  private final ProcessorHost processors;
  private final Chain chain;
  private final ClientService clients;
  private final ExecutorService pool;
  private final Optional<Guards> guards;
  private final Vitals vitals;
  private final Optional<RemoteEngines> engines;
  private final Optional<SystemFamilies> families;
  private final EvidenceReporter reporter;
  private @Nullable PeerRim peers;
  private volatile @Nullable PeerNetwork network;

  private Validator(LevelDbStore store, ProcessorHost processors, Chain chain, ClientService clients,
      ExecutorService pool, Optional<Guards> guards, Vitals vitals, Optional<RemoteEngines> engines,
      Optional<SystemFamilies> families, EvidenceReporter reporter) {
    this.store = store;
    this.processors = processors;
    this.chain = chain;
    this.clients = clients;
    this.pool = pool;
    this.guards = guards;
    this.vitals = vitals;
    this.engines = engines;
    this.families = families;
    this.reporter = reporter;
  }

  /** The node must stop and not start again by itself: exit code 70. */
  public static final class SafetyHalt extends RuntimeException {
    private static final long serialVersionUID = 1;

    SafetyHalt(String why) {
      super(why);
    }
  }

  /**
   * Opens the node's folder and starts its threads.
   *
   * @param onFatal told once when something broke that only a restart can mend, or a {@link SafetyHalt}
   * @throws StoreException when the store is damaged or taken, or holds another chain
   */
  public static Validator start(ValidatorConfig config, Clock clock, SecureRandom random, Consumer<Throwable> onFatal)
      throws StoreException, IOException {
    var store = LevelDbStore.open(config.folder().resolve("data"), StoreOptions.DEFAULT
        .withNativeFolder(config.folder().resolve("run").resolve("native")).withLostSteps());
    try {
      return start(config, store, clock, random, onFatal);
    } catch (Throwable failed) {
      store.close();
      throw failed;
    }
  }

  private static Validator start(ValidatorConfig config, LevelDbStore store, Clock clock, SecureRandom random,
      Consumer<Throwable> onFatal) throws StoreException, IOException {
    var pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(),
        Thread.ofPlatform().name("check-", 0).daemon(true).factory());
    var genesis = config.genesis();
    var state = state(store, config, pool);
    var storage = new Chain.Storage(store, StepLog.open(store), state, new BlockStore(store), new LogIndex(store),
        config.folder().resolve("pool"));
    var head = open(storage, config);
    var genesisId = head.block().height() == 0 ? head.block().id() : storage.blocks().idAt(0);
    var chainTag = new Hash32(Sha256.hash("atoll/chain/1".getBytes(UTF_8),
        ByteBuffer.allocate(8).putLong(genesis.chainId()).array(), genesisId.bytes().unsafeArray()).bytes());
    Supplier<Bytes> nonces = () -> {
      var nonce = new byte[32];
      random.nextBytes(nonce);
      return Bytes.wrap(nonce);
    };
    var rules = ChainRules.of(genesis.chainId(), chainTag, config.key().publicKey(), genesis.consensus())
        .withJoin(config.network().map(NetworkConfig::join).orElseGet(JoinRules::never))
        .withRelease(config.release())
        .withTrust(TrustRules.standard(config.network().flatMap(NetworkConfig::checkpoint), nonces.get()));
    var processors = new ProcessorHost(genesis.chainId(), chainTag.bytes(), (key, family) -> Optional.empty(), nonces,
        ProcessorHost.CHUNK_TIMEOUT);
    var engines = config.engineKeys().isEmpty() ? Optional.<RemoteEngines>empty()
        : Optional.of(new RemoteEngines(genesis.chainId(), chainTag.bytes(), config.engineKeys(), nonces));
    var guards = guards(config, rules, new MemberGuards.Start(head.block().height(),
        store.openedTip().map(Tip::guardSequence).orElse(0L), store.lostSteps().isPresent(), config.operator().loss(), clock.millis()));
    var rim = config.network().isPresent() ? new PeerRim(chainTag, rules.epochs(),
        Runtime.getRuntime().availableProcessors()) : null;
    var waits = new MinedWaits(config.waitMined());
    var vitals = new Vitals(rules, new FinalityTimes(clock), store, processors, ConcurrentHashMap.newKeySet());
    var reporter = new EvidenceReporter(rules, config.key());
    var listener = new Listener(waits, config, vitals.times(), reporter, onFatal);
    var chain = new Chain(new Chain.Deciders(rules, engine(config, engines), guards.map(Guards::votes), sealer(config, guards)),
        storage, head, processors, rim == null ? PeerPort.NONE : rim, config.pool(), listener, clock, onFatal);
    var clients = new ClientService(chain.loop(), chain.reader(), processors, pool, waits, vitals.linked()::size,
        config.suggestedTip(), config.software(), genesis.consensus().isDev());
    listener.clients = clients;
    reporter.attach(chain.loop(), chain.reader());
    var families = rules.decidesAlone() ? Optional.<SystemFamilies>empty()
        : Optional.of(SystemFamilies.start(processors, rules, random));
    var validator = new Validator(store, processors, chain, clients, pool, guards, vitals, engines, families, reporter);
    chain.loop().senders(config.operator().senders());
    chain.start(guards.flatMap(Guards::lastSealed));
    if (rim != null) {
      validator.link(rim, config, new Hash32(genesisId.bytes()), onFatal);
    }
    return validator;
  }

  private void link(PeerRim rim, ValidatorConfig config, Hash32 genesisId, Consumer<Throwable> onFatal) {
    peers = rim;
    rim.attach(new PeerRim.Chain(event -> {
      switch (event) {
        case ChainEvent.PeerUp(var peer) -> vitals.linked().add(peer);
        case ChainEvent.PeerDown(var peer) -> vitals.linked().remove(peer);
        default -> {}
      }
      return chain.loop().offer(event);
    }, chain.finalBlocks(), chain::finalHeightOf, chain::range, config.key()::sign));
    var settings = config.network().orElseThrow();
    var members = vitals.rules().epochs().members(0).members().stream().map(Member::key).collect(Collectors.toSet());
    var options = GossipOptions.DEFAULT.withLimits(settings.limits()).withDialRewrite(settings.dialRewrite())
        .withAuthorised(key -> members.contains(key) || settings.mayLink().test(key))
        .withOrganisations(settings.organisations())
        .withBook(new BookFile(config.folder().resolve("peers"))).withOnFatal(onFatal);
    var opened = ZmqPeerNetwork.open(new GossipConfig(config.key(), settings.curveKeys(),
        new NetworkId(config.genesis().chainId(), genesisId), settings.bind(), settings.advertise(),
        settings.bootstrap(), PeerRim.types()), options, rim);
    network = opened;
    rim.attach(opened);
    log.info("network.open bound={}", opened.bound());
  }

  private static Optional<Guards> guards(ValidatorConfig config, ChainRules rules, MemberGuards.Start start)
      throws IOException {
    boolean votes = !rules.decidesAlone() && rules.epochs().members(0).contains(config.key().publicKey());
    return votes ? Optional.of(Guards.open(config.folder().resolve("guard"), config.key(), rules, start))
        : Optional.empty();
  }

  /** Where one validator decides alone a block is on disk before anybody hears of it, so none is made twice. */
  private static BlockExecutor.Sealer sealer(ValidatorConfig config, Optional<Guards> guards) {
    return guards.<BlockExecutor.Sealer>map(known -> known::seal)
        .orElse((draft, batches) -> Optional.of(config.key().sign(draft.headerBytes())));
  }

  private static StateDatabase state(KeyValueStore store, ValidatorConfig config, Executor pool) {
    return StateDatabase.open(store, Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT),
        new StateOptions(config.historyBlocks(), config.cacheBytes(), pool));
  }

  private static EnginePort engine(ValidatorConfig config, Optional<RemoteEngines> engines) {
    var consensus = config.genesis().consensus();
    if (engines.isPresent()) {
      return engines.get().port(consensus.engine(), consensus.version());
    }
    if (consensus.isDev()) {
      if (!consensus.members().contains(config.key().publicKey())) {
        throw new IllegalArgumentException("genesis names member " + consensus.members().get(0).key()
            + ", but this node's key is " + config.key().publicKey());
      }
      return new DirectEngine(() -> new DevEngine(config.blockTimeMillis(), config.automine()));
    }
    var providers = ServiceLoader.load(EngineProvider.class).stream().map(ServiceLoader.Provider::get).toList();
    return providers.stream()
        .filter(provider -> provider.name().equals(consensus.engine()) && provider.version().equals(consensus.version()))
        .<EnginePort>map(provider -> new InProcessEngine(provider::create)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("genesis asks for engine " + consensus.engine() + " "
            + consensus.version() + "; this build has dev 1.0" + providers.stream()
                .map(provider -> ", " + provider.name() + " " + provider.version()).collect(Collectors.joining())));
  }

  /** The newest block on disk; writes genesis first where there is none. */
  private static ChainBlock open(Chain.Storage storage, ValidatorConfig config) throws StoreException {
    var height = storage.blocks().headHeight();
    if (height.isEmpty()) {
      var first = GenesisBlock.build(config.genesis(), storage.state());
      var step = new WriteBatch();
      storage.blocks().append(first.block(), step);
      storage.state().finalise(first.state(), step);
      storage.steps().commit(step, 0, first.block().id(), 0);
      storage.state().advance(first.state());
      return first;
    }
    var block = storage.blocks().block(height.get())
        .or(() -> storage.blocks().header(height.get())).orElseThrow(); // a snapshot's last block has no batches
    var layer = storage.state().base();
    if (layer.height() != height.get()
        || !layer.stateRoot().bytes().equals(Bytes.of(block.header().getStateRoot()))) {
      throw new StoreException(StoreException.Reason.CORRUPT, "state at height " + layer.height()
          + " is not the one block " + height.get() + " names");
    }
    if (block.header().getChainId() != config.genesis().chainId()) {
      throw new StoreException(StoreException.Reason.WRONG_FORMAT, "the folder holds chain "
          + block.header().getChainId() + ", genesis is for chain " + config.genesis().chainId()
          + "; choose another folder");
    }
    var first = GenesisBlock.build(config.genesis(), state(new MemoryStore(), config, task -> {}));
    if (!first.block().id().equals(storage.blocks().idAt(0))) {
      throw new StoreException(StoreException.Reason.WRONG_FORMAT, "the folder holds a chain that began with block "
          + storage.blocks().idAt(0) + ", but this genesis makes " + first.block().id() + "; choose another folder");
    }
    return new ChainBlock(block, layer, ChangeLog.first(), ChainSettings.read(layer), Lineage.root(block));
  }

  /** Hands the chain's news to the client service, which is made after it. */
  private static final class Listener implements Chain.Listener {
    private final MinedWaits waits;
    private final ValidatorConfig config;
    private final FinalityTimes times;
    private final EvidenceReporter reporter;
    private final Consumer<Throwable> onFatal;
    private volatile @Nullable ClientService clients;

    Listener(MinedWaits waits, ValidatorConfig config, FinalityTimes times, EvidenceReporter reporter,
        Consumer<Throwable> onFatal) {
      this.waits = waits;
      this.config = config;
      this.times = times;
      this.reporter = reporter;
      this.onFatal = onFatal;
    }

    @Override
    public void published(List<ChainBlock> removed, List<ChainBlock> added) {
      added.forEach(block -> times.published(block.block().height()));
      var service = clients;
      if (service != null) {
        service.published(removed.stream().map(ChainBlock::block).toList(),
            added.stream().map(ChainBlock::block).toList());
      }
    }

    @Override
    public void finalised(ChainBlock block) {
      times.finalised(block.block().height());
      var service = clients;
      if (service != null) {
        service.finalised(block.block().height(), block.block().id());
      }
    }

    @Override
    public void pending(List<BatchView> accepted) {
      var service = clients;
      if (service != null) {
        service.pending(accepted);
      }
    }

    @Override
    public void dropped(TransactionId id) {
      waits.dropped(id);
    }

    @Override
    public void report(Evidence evidence) {
      log.warn("consensus.evidence kind={} detail=\"{}\"", evidence.getClass().getSimpleName(), evidence);
      reporter.report(evidence);
    }

    @Override
    public void answer(Hash32 accusation, Pol pol) {
      log.warn("consensus.accused id={} pol={}", accusation, pol.block());
      reporter.answer(accusation, pol);
    }

    @Override
    public void halt(String why, List<Bytes> proof) {
      log.error("safety.halt why=\"{}\" help=\"do not restart; compare this node with the others\"", why);
      try {
        var folder = Files.createDirectories(config.folder().resolve("halt"));
        for (int i = 0; i < proof.size(); i++) {
          Files.write(folder.resolve(i + ".bin"), proof.get(i).unsafeArray());
        }
      } catch (IOException unwritable) {
        log.error("safety.dump_failed why=\"{}\"", unwritable.getMessage());
      }
      onFatal.accept(new SafetyHalt(why));
    }
  }

  public ChainReader reader() {
    return chain.reader();
  }

  /** Whose batches are taken from now on. Thread-safe. */
  public void senders(SenderRules rules) {
    chain.loop().senders(rules);
  }

  public ProcessorHost processors() {
    return processors;
  }

  /** How the node fares; answered by the chain thread, so never when that hangs. */
  public CompletableFuture<NodeStatus> status() {
    return chain.loop().ask(machine -> {
      var open = network;
      return vitals.status(machine, open == null ? Conduct.GOOD : open.conduct(),
          guards.map(known -> known.status(machine.instance())).orElse(new NodeStatus.Guard(NodeStatus.Standing.NONE, 0)));
    });
  }

  /** Whether the node does not know what it has voted, and so does not vote. */
  CompletableFuture<Boolean> isInQuarantine() {
    return chain.loop().ask(machine -> guards.map(known -> known.votes().lost()).orElse(false));
  }

  /** For gateways and clients. */
  public BindableService clientService() {
    return clients;
  }

  /** For processors. */
  public BindableService processorService() {
    return processors;
  }

  /** For engines that run as processes of their own; empty when the engine runs in this one. */
  public Optional<BindableService> engineService() {
    return engines.map(service -> service);
  }

  @Override
  public void close() throws InterruptedException {
    var open = network;
    if (open != null) {
      open.close();
    }
    var rim = peers;
    if (rim != null) {
      rim.close();
    }
    reporter.close();
    chain.close();
    families.ifPresent(SystemFamilies::close);
    clients.close();
    pool.shutdownNow();
    guards.ifPresent(Guards::close);
    store.close();
  }
}
