package org.atoll.validator.chain;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.LogIndex;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.chain.core.ChainEvent;
import org.atoll.validator.chain.core.ChainMachine;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.chain.core.Snapshot;
import org.atoll.validator.engine.EnginePort;
import org.atoll.validator.engine.core.EngineLog;
import org.atoll.validator.execution.BatchResult;
import org.atoll.validator.execution.BlockExecutor;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.execution.LineageView;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.Pol;
import org.atoll.validator.finality.core.VoteGuard;
import org.atoll.validator.forks.core.FinalHeaders;
import org.atoll.validator.forks.core.SealedBlock;
import org.atoll.validator.mempool.core.Mempool;
import org.atoll.validator.mempool.core.PoolLimits;
import org.atoll.validator.peer.core.FinalBlocks;
import org.atoll.validator.peer.core.PeerMessage;
import org.atoll.validator.processor.ProcessorHost;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.store.KeyValueStore;
import org.atoll.validator.store.StepLog;
import org.atoll.validator.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The chain of one node: its threads and what they share. */
public final class Chain implements AutoCloseable {
  private static final int RANGE_BYTES = 1 << 20;
  private static final Logger log = LoggerFactory.getLogger(Chain.class);

  /** Told what clients and people should learn; returns at once. */
  public interface Listener {
    /**
     * @param removed published blocks of a fork that is left, newest first
     * @param added lowest first; the last is the head
     */
    void published(List<ChainBlock> removed, List<ChainBlock> added);

    void finalised(ChainBlock block);

    void pending(List<BatchView> accepted);

    void dropped(TransactionId id);

    /** Brings it on chain. */
    void report(Evidence evidence);

    /** Brings the answer to an accusation of this node on chain. */
    void answer(Hash32 accusation, Pol pol);

    void halt(String why, List<Bytes> proof);
  }

  /** Tables and trees on disk. */
  public record Storage(KeyValueStore store, StepLog steps, StateDatabase state, BlockStore blocks, LogIndex logs,
      Path poolFolder) {}

  /**
   * What decides on this node.
   *
   * @param guard of a node that may vote
   * @param sealer signs this node's blocks
   */
  public record Deciders(ChainRules rules, EnginePort engine, Optional<VoteGuard> guard, BlockExecutor.Sealer sealer) {}

  private final ChainRules rules;
  private final ChainBlock head;
  private final StoredBlocks stored;
  private final BlockStore blocks;
  private final StateDatabase state;
  private final PoolFile poolFile;
  private final ChainReader reader;
  private final ChainLoop loop;
  private final BlockExecutor executor;
  private final Persister persister;
  private final EnginePort engine;

  /**
   * @param head the last final block, on disk
   * @param onFatal told once when something broke that only a restart can mend
   */
  public Chain(Deciders deciders, Storage storage, ChainBlock head, ProcessorHost processors, PeerPort peers,
      PoolLimits limits, Listener listener, Clock clock, Consumer<Throwable> onFatal) throws StoreException {
    this.rules = deciders.rules();
    this.head = head;
    this.engine = deciders.engine();
    this.blocks = storage.blocks();
    this.state = storage.state();
    this.stored = new StoredBlocks(storage.blocks());
    var recent = new RecentBlocks();
    storage.blocks().block(head.block().height()).ifPresent(recent::add); // not where it came without batches
    recent.persisted(head.block().height());
    this.reader = new ChainReader(rules.chainId(), rules.chainTag().bytes(), storage.blocks(), storage.logs(),
        storage.state(), recent, head);
    this.poolFile = PoolFile.open(storage.poolFolder(), id -> storage.blocks().placeOf(id).isPresent());
    var machine = new ChainMachine(rules, new Mempool(limits), anchor(head), new FinalHeaders(stored),
        deciders.guard(), EngineLog.ring());
    machine.restore(new KeptPols(storage.store()).all());
    var relay = new Relay();
    this.persister = new Persister(storage, () -> deciders.guard().map(VoteGuard::sequence).orElse(0L), relay, onFatal);
    var entry = rules.epochs().entry();
    this.executor = new BlockExecutor(processors, storage.blocks(), rules.own(), deciders.sealer(),
        new BlockExecutor.EngineName(entry.engine(), entry.version(), rules.paramsHash()), rules.chainId(),
        rules.chainTag().bytes(), relay, onFatal);
    this.loop = new ChainLoop(machine, (before, joined) -> before.rebased(new Mempool(limits), anchor(joined),
        new FinalHeaders(stored)), head, executor, engine, peers, new ChainLoop.Effects() {
      @Override
      public void journal(List<BatchView> accepted) {
        poolFile.append(accepted);
      }

      @Override
      public void announcePending(List<BatchView> accepted) {
        listener.pending(accepted);
      }

      @Override
      public void store(SignedHeader header, List<BatchView> batches) {
        persister.store(header, batches);
      }

      @Override
      public void persist(List<ChainBlock> decided, Optional<Certificate> certificate, List<BlockId> dropped) {
        persister.persist(decided, certificate, dropped);
      }

      @Override
      public void publish(List<ChainBlock> removed, List<ChainBlock> added) {
        long above = added.getFirst().block().height() - 1;
        recent.rewind(above);
        added.forEach(block -> recent.add(block.block()));
        reader.publish(above, added);
        listener.published(removed, added);
      }

      @Override
      public void finalised(ChainBlock block) {
        recent.persisted(block.block().height());
        reader.finalised(block.block().height());
        listener.finalised(block);
        var pool = relay.loop().pool();
        poolFile.compact(id -> pool.contains(id) || recent.isUnpersisted(id));
      }

      @Override
      public void importSnapshot(Snapshot snapshot) {
        persister.importSnapshot(snapshot);
      }

      @Override
      public void replaced(ChainBlock joined) {
        recent.rewind(-1);
        storage.blocks().block(joined.block().height()).ifPresent(recent::add);
        recent.persisted(joined.block().height());
        reader.replaced(joined);
        listener.published(List.of(), List.of(joined));
        listener.finalised(joined);
      }

      @Override
      public void dropped(TransactionId id) {
        listener.dropped(id);
      }

      @Override
      public void report(Evidence evidence) {
        listener.report(evidence);
      }

      @Override
      public void answer(Hash32 accusation, Pol pol) {
        listener.answer(accusation, pol);
      }

      @Override
      public void keep(Pol pol, long oldestEpoch) {
        persister.keep(pol, oldestEpoch);
      }

      @Override
      public void halt(String why, List<Bytes> proof) {
        listener.halt(why, proof);
      }
    }, block -> new LineageView(block, storage.blocks()), clock, onFatal);
    relay.loop = loop;
    relay.listener = loop.executorListener();
    processors.onChange(loop::processorsChanged);
  }

  private SealedBlock anchor(ChainBlock block) {
    return new SealedBlock(block.block(), block.nextRules(), new LineageView(block, blocks), List.of());
  }

  /** Passes on what the other threads report; set up before any of them starts. */
  private static final class Relay implements BlockExecutor.Listener, Persister.Listener {
    private volatile @Nullable ChainLoop loop;
    private volatile BlockExecutor.@Nullable Listener listener;

    private ChainLoop loop() {
      return Objects.requireNonNull(loop, "set in the constructor");
    }

    private BlockExecutor.Listener listener() {
      return Objects.requireNonNull(listener, "set in the constructor");
    }

    @Override
    public void persisted(ChainBlock last) {
      loop().happened(new ChainEvent.Persisted(last.block().id()));
    }

    @Override
    public void stored(BlockId id) {
      loop().happened(new ChainEvent.Stored(id));
    }

    @Override
    public void imported(ChainBlock head, Certificate certificate) {
      loop().imported(head, certificate);
    }

    @Override
    public void importRefused(String why) {
      loop().happened(new ChainEvent.ImportRefused(why));
    }

    @Override
    public void executed(long draftId, List<BatchResult> results) {
      listener().executed(draftId, results);
    }

    @Override
    public void sealed(long draftId, ChainBlock block, List<EvmAddress> changedAccounts) {
      listener().sealed(draftId, block, changedAccounts);
    }

    @Override
    public void failed(long draftId, String why) {
      listener().failed(draftId, why);
    }

    @Override
    public void valid(ChainBlock block, List<EvmAddress> changedAccounts) {
      listener().valid(block, changedAccounts);
    }

    @Override
    public void invalid(BlockId id, String why) {
      listener().invalid(id, why);
    }

    @Override
    public void held(BlockId id, String why) {
      listener().held(id, why);
    }
  }

  /**
   * Starts the chain thread and offers it what the last process had accepted.
   *
   * @param lastSealed the block this node sealed last, should a crash have kept it from the store
   */
  public void start(Optional<BlockStore.Unfinal> lastSealed) {
    var known = new LinkedHashMap<BlockId, BlockStore.Unfinal>();
    blocks.unfinal().forEach(block -> known.put(block.header().id(), block));
    lastSealed.ifPresent(block -> known.putIfAbsent(block.header().id(), block));
    var unfinal = known.values().stream().filter(block -> block.header().height() > head.block().height()).toList();
    loop.start(stored.certificateUpTo(head.block().height()), unfinal);
    var survivors = poolFile.survivors();
    if (survivors.isEmpty()) {
      poolFile.restored();
    } else {
      loop.submit(survivors).thenCompose(admission -> {
        log.info("pool.restored batches={} of={}",
            admission.refusals().stream().filter(Optional::isEmpty).count(), survivors.size());
        return loop.ask(machine -> { // on the chain thread, which owns the file
          poolFile.restored();
          return true;
        });
      });
    }
    log.info("chain.started height={} id={} unfinal={}", head.block().height(), head.block().id().brief(),
        unfinal.size());
  }

  public ChainReader reader() {
    return reader;
  }

  public ChainLoop loop() {
    return loop;
  }

  /** State of kept heights, for peers that join. */
  public PeerMessage.Range range(PeerMessage.WantRange wanted) {
    return new PeerMessage.Range(wanted.height(), wanted.from(), wanted.to(),
        state.range(wanted.height(), wanted.from(), wanted.to(), RANGE_BYTES));
  }

  /** Answers for peers that catch up. */
  public FinalBlocks finalBlocks() {
    return new FinalBlocks(stored);
  }

  /** Height of a final block. */
  public Optional<Long> finalHeightOf(BlockId id) {
    return stored.heightOf(id);
  }

  /** Finishes what is on its way to the disk. */
  @Override
  public void close() throws InterruptedException {
    loop.close();
    engine.close();
    executor.close();
    persister.close();
    poolFile.close();
  }
}
