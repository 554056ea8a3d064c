package org.atoll.validator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.BindableService;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.LogIndex;
import org.atoll.validator.chain.Chain;
import org.atoll.validator.chain.ChainReader;
import org.atoll.validator.client.ClientService;
import org.atoll.validator.client.MinedWaits;
import org.atoll.validator.engine.core.DevEngine;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.execution.Lineage;
import org.atoll.validator.genesis.GenesisBlock;
import org.atoll.validator.processor.ChangeLog;
import org.atoll.validator.processor.ProcessorHost;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateOptions;
import org.atoll.validator.state.TreeScheme;
import org.atoll.validator.store.KeyValueStore;
import org.atoll.validator.store.LevelDbStore;
import org.atoll.validator.store.MemoryStore;
import org.atoll.validator.store.StepLog;
import org.atoll.validator.store.StoreException;
import org.atoll.validator.store.StoreOptions;
import org.atoll.validator.store.WriteBatch;

/** One validator: opens its store, builds or continues the chain, and serves clients and processors. */
public final class Validator implements AutoCloseable {
  private final LevelDbStore store;
  private final ProcessorHost processors;
  private final Chain chain;
  private final ClientService clients;
  private final ExecutorService pool;

  private Validator(LevelDbStore store, ProcessorHost processors, Chain chain, ClientService clients,
      ExecutorService pool) {
    this.store = store;
    this.processors = processors;
    this.chain = chain;
    this.clients = clients;
    this.pool = pool;
  }

  /**
   * Opens the node's folder and starts its threads.
   *
   * @param onFatal told once when something broke that only a restart can mend
   * @throws StoreException when the store is damaged or taken, or holds another chain
   */
  public static Validator start(ValidatorConfig config, Clock clock, SecureRandom random, Consumer<Throwable> onFatal)
      throws StoreException, IOException {
    var store = LevelDbStore.open(config.folder().resolve("data"), StoreOptions.DEFAULT
        .withNativeFolder(config.folder().resolve("run").resolve("native")));
    try {
      return start(config, store, clock, random, onFatal);
    } catch (Throwable failed) {
      store.close();
      throw failed;
    }
  }

  private static Validator start(ValidatorConfig config, LevelDbStore store, Clock clock, SecureRandom random,
      Consumer<Throwable> onFatal) throws StoreException {
    var pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(),
        Thread.ofPlatform().name("check-", 0).daemon(true).factory());
    var genesis = config.genesis();
    var state = state(store, config, pool);
    var storage = new Chain.Storage(StepLog.open(store), state, new BlockStore(store), new LogIndex(store),
        config.folder().resolve("pool"));
    var head = open(storage, config);
    var genesisId = head.block().height() == 0 ? head.block().id() : storage.blocks().idAt(0);
    var chainTag = Sha256.hash("atoll/chain/1".getBytes(UTF_8),
        ByteBuffer.allocate(8).putLong(genesis.chainId()).array(), genesisId.bytes().unsafeArray()).bytes();
    var processors = new ProcessorHost(genesis.chainId(), chainTag, (key, family) -> Optional.empty(), () -> {
      var nonce = new byte[32];
      random.nextBytes(nonce);
      return Bytes.wrap(nonce);
    }, ProcessorHost.CHUNK_TIMEOUT);
    var waits = new MinedWaits(config.waitMined());
    var listener = new Listener(waits);
    var chain = new Chain(new Chain.Identity(genesis.chainId(), chainTag, config.key(), engine(config),
        genesis.engineParams()), storage, head, processors, config.pool(), listener, clock, onFatal);
    var clients = new ClientService(chain.loop(), chain.reader(), processors, pool, waits, config.suggestedTip(),
        config.software(), genesis.engine().equals(DevEngine.NAME));
    listener.clients = clients;
    chain.start();
    return new Validator(store, processors, chain, clients, pool);
  }

  private static StateDatabase state(KeyValueStore store, ValidatorConfig config, Executor pool) {
    return StateDatabase.open(store, Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT),
        new StateOptions(config.historyBlocks(), config.cacheBytes(), pool));
  }

  private static Engine engine(ValidatorConfig config) {
    var genesis = config.genesis();
    if (!genesis.engine().equals(DevEngine.NAME) || !genesis.engineVersion().equals(DevEngine.VERSION)) {
      throw new IllegalArgumentException("genesis asks for engine " + genesis.engine() + " "
          + genesis.engineVersion() + "; this build has dev 1.0");
    }
    if (!genesis.member().equals(config.key().publicKey())) {
      throw new IllegalArgumentException("genesis names member " + genesis.member().bytes().toHex()
          + ", but this node's key is " + config.key().publicKey().bytes().toHex());
    }
    return new DevEngine(config.blockTimeMillis(), config.automine());
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
    var block = storage.blocks().block(height.get()).orElseThrow();
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
    private volatile @org.jspecify.annotations.Nullable ClientService clients;

    Listener(MinedWaits waits) {
      this.waits = waits;
    }

    @Override
    public void published(ChainBlock block) {
      var service = clients;
      if (service != null) {
        service.published(block.block());
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
  }

  public ChainReader reader() {
    return chain.reader();
  }

  public ProcessorHost processors() {
    return processors;
  }

  /** For gateways and clients. */
  public BindableService clientService() {
    return clients;
  }

  /** For processors. */
  public BindableService processorService() {
    return processors;
  }

  @Override
  public void close() throws InterruptedException {
    chain.close();
    clients.close();
    pool.shutdownNow();
    store.close();
  }
}
