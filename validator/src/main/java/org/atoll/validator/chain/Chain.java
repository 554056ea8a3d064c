package org.atoll.validator.chain;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.LogIndex;
import org.atoll.validator.chain.core.ChainMachine;
import org.atoll.validator.chain.core.SealedBlock;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.execution.DraftExecutor;
import org.atoll.validator.mempool.core.Mempool;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.processor.ProcessorHost;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.store.StepLog;
import org.atoll.validator.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The chain of one node: its threads and what they share. */
public final class Chain implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Chain.class);

  /** Told what clients should learn; returns at once. */
  public interface Listener {
    void published(ChainBlock block);

    void pending(List<BatchView> accepted);

    void dropped(TransactionId id);
  }

  /** Tables and trees on disk. */
  public record Storage(StepLog steps, StateDatabase state, BlockStore blocks, LogIndex logs, Path poolFolder) {}

  /** Who this node is. */
  public record Identity(long chainId, Bytes chainTag, PrivateKey key, Engine engine, Bytes engineParams) {}

  private final Identity identity;
  private final ChainBlock head;
  private final PoolFile poolFile;
  private final ChainReader reader;
  private final ChainLoop loop;
  private final DraftExecutor executor;
  private final Persister persister;

  /** @param head the newest block on disk */
  public Chain(Identity identity, Storage storage, ChainBlock head, ProcessorHost processors, PoolLimits limits,
      Listener listener, Clock clock, Consumer<Throwable> onFatal) throws StoreException {
    this.identity = identity;
    this.head = head;
    var recent = new RecentBlocks();
    recent.add(head.block());
    this.reader = new ChainReader(identity.chainId(), identity.chainTag(), storage.blocks(), storage.logs(),
        storage.state(), recent, head);
    this.poolFile = PoolFile.open(storage.poolFolder(), id -> storage.blocks().placeOf(id).isPresent());
    var pool = new Mempool(limits);
    var machine = new ChainMachine(identity.engine(), pool,
        new SealedBlock(head.block(), head.nextRules(), new LayerHeadView(head, recent, storage.blocks()), List.of()));
    var info = identity.engine().info();
    var relay = new Relay();
    this.persister = new Persister(storage.steps(), storage.state(), storage.blocks(), storage.logs(),
        relay::persisted, onFatal);
    this.executor = new DraftExecutor(processors,
        height -> recent.at(height).map(block -> block.ethereumHash())
            .or(() -> storage.blocks().header(height).map(header -> header.ethereumHash())),
        identity.key(), new DraftExecutor.EngineName(info.name(), info.version(), Sha256.hash(identity.engineParams())),
        identity.chainId(), identity.chainTag(), relay, onFatal);
    this.loop = new ChainLoop(machine, head, executor, new ChainLoop.Effects() {
      @Override
      public void journal(List<BatchView> accepted) {
        poolFile.append(accepted);
      }

      @Override
      public void announcePending(List<BatchView> accepted) {
        listener.pending(accepted);
      }

      @Override
      public void persist(ChainBlock block) {
        recent.add(block.block());
        persister.persist(block);
      }

      @Override
      public void publish(ChainBlock block) {
        recent.persisted(block.block().height());
        reader.publish(block);
        listener.published(block);
        poolFile.compact(id -> pool.contains(id) || recent.isUnpersisted(id));
      }

      @Override
      public void dropped(TransactionId id) {
        listener.dropped(id);
      }
    }, block -> new LayerHeadView(block, recent, storage.blocks()), clock, onFatal);
    relay.loop = loop;
    processors.onChange(loop::processorsChanged);
  }

  /** Passes on what the other threads report; set up before any of them starts. */
  private static final class Relay implements DraftExecutor.Listener {
    private volatile @org.jspecify.annotations.Nullable ChainLoop loop;

    private ChainLoop loop() {
      return java.util.Objects.requireNonNull(loop, "set in the constructor");
    }

    void persisted(ChainBlock block) {
      loop().persisted(block);
    }

    @Override
    public void executed(long draftId, List<org.atoll.validator.execution.BatchResult> results) {
      loop().draftListener().executed(draftId, results);
    }

    @Override
    public void sealed(long draftId, ChainBlock block, List<org.atoll.sdk.value.EvmAddress> changedAccounts) {
      loop().draftListener().sealed(draftId, block, changedAccounts);
    }

    @Override
    public void failed(long draftId, String why) {
      loop().draftListener().failed(draftId, why);
    }
  }

  /** Starts the chain thread and offers it what the last process had accepted. */
  public void start() {
    loop.start(identity.key().publicKey(), identity.engineParams());
    var survivors = poolFile.survivors();
    if (!survivors.isEmpty()) {
      loop.submit(survivors).thenAccept(admission -> log.info("pool.restored batches={} of={}",
          admission.refusals().stream().filter(java.util.Optional::isEmpty).count(), survivors.size()));
    }
    log.info("chain.started height={} id={}", head.block().height(), head.block().id().brief());
  }

  public ChainReader reader() {
    return reader;
  }

  public ChainLoop loop() {
    return loop;
  }

  /** Finishes what is on its way to the disk. */
  @Override
  public void close() throws InterruptedException {
    loop.close();
    executor.close();
    persister.close();
    poolFile.close();
  }
}
