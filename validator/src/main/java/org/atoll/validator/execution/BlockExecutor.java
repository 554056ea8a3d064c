package org.atoll.validator.execution;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.BlockBatch;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.ethereum.EthereumView;
import org.atoll.validator.mempool.core.BlockRules;
import org.atoll.validator.processor.ProcessorHost;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.settings.SettingAddress;
import org.atoll.validator.state.DroppedForkException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The execution thread: builds one draft at a time and executes others' blocks. Calls return at once; results go to the
 * listener.
 */
public final class BlockExecutor implements AutoCloseable {
  /** Told on the execution thread. */
  public interface Listener {
    void executed(long draftId, List<BatchResult> results);

    void sealed(long draftId, ChainBlock block, List<EvmAddress> changedAccounts);

    void failed(long draftId, String why);

    /** Executing another's block gave what its header says. */
    void valid(ChainBlock block, List<EvmAddress> changedAccounts);

    void invalid(BlockId id, String why);

    /** A processor the block needs is away or failed: nothing is known about the block. */
    void held(BlockId id, String why);
  }

  /** Signs the headers of this node's blocks, or refuses: never two at one scope. */
  @FunctionalInterface
  public interface Sealer {
    /**
     * @param draft the block, without its signature
     * @return empty when another block was sealed at this height or time
     */
    Optional<Bytes> seal(SignedHeader draft, List<BatchView> batches);
  }

  private static final Logger log = LoggerFactory.getLogger(BlockExecutor.class);
  private static final long CLOSE_SECONDS = 10;
  private static final int RECENT = 32;

  private final ProcessorHost processors;
  private final BlockStore blocks;
  private final Sealer sealer;
  private final Proposal.Producer producer;
  private final long chainId;
  private final Bytes chainTag;
  private final Listener listener;
  private final Consumer<Throwable> onFatal;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(
      Thread.ofPlatform().name("execution").daemon(true).factory());

  // Execution thread only.
  private long draftId = -1;
  private @Nullable BlockBuilder builder;
  private @Nullable ChainBlock draftParent;
  /** Blocks executed last, oldest first: parents of what the chain's thread handed over before it knew of them. */
  private final Map<BlockId, ChainBlock> recent = new LinkedHashMap<>();

  /**
   * @param blocks final blocks, for the hashes of ancestors
   * @param key of this node
   */
  public BlockExecutor(ProcessorHost processors, BlockStore blocks, PublicKey key, Sealer sealer, EngineName engine,
      long chainId, Bytes chainTag, Listener listener, Consumer<Throwable> onFatal) {
    this.processors = processors;
    this.blocks = blocks;
    this.sealer = sealer;
    this.producer = new Proposal.Producer(key, engine.name(), engine.version(), engine.paramsHash());
    this.chainId = chainId;
    this.chainTag = chainTag;
    this.listener = listener;
    this.onFatal = onFatal;
  }

  /** The engine as headers name it. */
  public record EngineName(String name, String version, Hash32 paramsHash) {}

  public void start(long id, ChainBlock parent, long timestampMillis) {
    submit(() -> {
      draftId = id;
      draftParent = parent;
      builder = builder(parent, producer.key(), timestampMillis);
    });
  }

  private BlockBuilder builder(ChainBlock parent, PublicKey producer, long timestampMillis) {
    var chain = parent.settings();
    var miner = ChainBlock.accountOf(producer);
    var ethereum = EthereumView.contextAfter(parent.block(), miner, timestampMillis, chain);
    var block = new BlockContext(ethereum.number(), timestampMillis, chainId, chainTag, miner, ethereum.gasLimit(),
        ethereum.baseFee(), ethereum.randomness(), Math.max(0, ethereum.number() - 1), ethereum.parentId(),
        chain.evm());
    AncestorHashes hashes = height -> parent.lineage().at(height).map(ExecutedBlock::ethereumHash)
        .or(() -> blocks.header(height).map(ExecutedBlock::ethereumHash));
    return new BlockBuilder(processors, ethereum, block, parent.state(), hashes, parent.changes(),
        new BlockRules(parent.nextRules(), new LineageView(parent, blocks)));
  }

  public void execute(long id, List<BatchView> batches) {
    submit(() -> {
      if (builder != null && id == draftId) {
        listener.executed(id, builder.execute(batches));
      }
    });
  }

  public void abandon(long id) {
    submit(() -> {
      if (id == draftId) {
        builder = null;
      }
    });
  }

  /** @param certificate for the block to carry; empty: none */
  public void seal(long id, Bytes consensus, Bytes certificate) {
    submit(() -> {
      var open = builder;
      var parent = draftParent;
      if (open == null || parent == null || id != draftId) {
        listener.failed(id, "the draft is gone");
        return;
      }
      builder = null;
      Proposal proposal;
      try {
        proposal = open.finish(producer);
      } catch (DroppedForkException late) {
        listener.failed(id, String.valueOf(late.getMessage()));
        return;
      }
      var header = proposal.completed(consensus, certificate);
      var unsigned = proposal.signed(header, Bytes.EMPTY, certificate);
      var signature = sealer.seal(unsigned.signed(),
          unsigned.batches().stream().map(BlockBatch::batch).toList());
      if (signature.isEmpty()) {
        listener.failed(id, "another block was sealed for this time or height");
        return;
      }
      listener.sealed(id, after(parent, open, proposal, proposal.signed(header, signature.get(), certificate)),
          open.changedAccounts());
    });
  }

  private static ChainBlock after(ChainBlock parent, BlockBuilder builder, Proposal proposal, ExecutedBlock block) {
    var settings = builder.changed(SettingAddress.PREFIX) ? ChainSettings.read(proposal.state()) : parent.settings();
    return new ChainBlock(block, proposal.state(), proposal.changes(), settings, parent.lineage().child(block));
  }

  /**
   * Executes another's block on its parent and compares every field of its header.
   *
   * @param known its parent; empty: it is to be executed before this, as one of the last {@value #RECENT}
   */
  public void validate(Optional<ChainBlock> known, SignedHeader signed, List<BatchView> batches) {
    submit(() -> {
      try {
        judge(known, signed, batches);
      } catch (DroppedForkException late) { // another block of its height became final meanwhile
        listener.held(signed.id(), String.valueOf(late.getMessage()));
      }
    });
  }

  private void judge(Optional<ChainBlock> known, SignedHeader signed, List<BatchView> batches)
      throws InterruptedException {
    var parent = known.orElseGet(() -> recent.get(signed.parentId()));
    if (parent == null) {
      listener.held(signed.id(), "its parent was not executed");
      return;
    }
    var theirs = signed.header();
    var open = builder(parent, signed.producer(), signed.timestampMillis());
    for (var result : open.execute(batches)) {
      switch (result) {
        case BatchResult.Included ignored -> {}
        case BatchResult.Refused(var batch, var refusal) -> {
          listener.invalid(signed.id(), "batch " + batch.id().brief() + ": " + refusal.message());
          return;
        }
        case BatchResult.NoRoom ignored -> {
          listener.invalid(signed.id(), "it holds more than a block may");
          return;
        }
        case BatchResult.Unavailable(var ignored, var why) -> {
          listener.held(signed.id(), why);
          return;
        }
        case BatchResult.Failed(var ignored, var why) -> {
          listener.held(signed.id(), why);
          return;
        }
      }
    }
    var proposal = open.finish(new Proposal.Producer(signed.producer(), theirs.getEngine(),
        theirs.getEngineVersion(), new Hash32(Bytes.of(theirs.getEngineParamsHash()))));
    var ours = proposal.completed(Bytes.of(theirs.getConsensus()), signed.certificate());
    if (!Bytes.wrap(ours.toByteArray()).equals(signed.headerBytes())) {
      listener.invalid(signed.id(), HeaderDifference.between(theirs, ours));
      return;
    }
    var block = after(parent, open, proposal, proposal.signed(theirs, signed.signature(), signed.certificate()));
    remember(block);
    listener.valid(block, open.changedAccounts());
  }

  private void remember(ChainBlock block) {
    recent.put(block.block().id(), block);
    if (recent.size() > RECENT) {
      recent.remove(recent.keySet().iterator().next());
    }
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private void submit(Work work) {
    thread.execute(() -> {
      try {
        work.run();
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
      } catch (Throwable broken) { // a stopped validator is safe, a confused one is not
        if (thread.isShutdown() && isInterrupt(broken)) {
          log.info("execution.cut_short why=\"{}\"", broken.toString());
        } else {
          onFatal.accept(broken);
        }
      }
    });
  }

  /** A file the guard was writing; its signature has not left, so the record may be torn. */
  private static boolean isInterrupt(Throwable broken) {
    return broken instanceof UncheckedIOException && broken.getCause() instanceof ClosedByInterruptException;
  }

  /** Waits for the work at hand, which an interrupt cuts short, so that it finds state and store still there. */
  @Override
  public void close() throws InterruptedException {
    thread.shutdownNow();
    if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
      log.warn("execution.does_not_end seconds={}", CLOSE_SECONDS);
    }
  }
}
