package org.atoll.validator.execution;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.ethereum.EthereumView;
import org.atoll.validator.processor.ProcessorHost;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.settings.SettingAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The execution thread: builds one draft at a time. Calls return at once; results go to the listeners. */
public final class DraftExecutor implements AutoCloseable {
  /** Told on the execution thread. */
  public interface Listener {
    void executed(long draftId, List<BatchResult> results);

    void sealed(long draftId, ChainBlock block, List<EvmAddress> changedAccounts);

    void failed(long draftId, String why);
  }

  private static final Logger log = LoggerFactory.getLogger(DraftExecutor.class);
  private static final long CLOSE_SECONDS = 10;

  private final ProcessorHost processors;
  private final AncestorHashes hashes;
  private final PrivateKey key;
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
  private @Nullable ChainSettings settings;

  /** @param engineParamsHash of the engine's parameters, for the header */
  public DraftExecutor(ProcessorHost processors, AncestorHashes hashes, PrivateKey key, EngineName engine,
      long chainId, Bytes chainTag, Listener listener, Consumer<Throwable> onFatal) {
    this.processors = processors;
    this.hashes = hashes;
    this.key = key;
    this.producer = new Proposal.Producer(key.publicKey(), engine.name(), engine.version(), engine.paramsHash());
    this.chainId = chainId;
    this.chainTag = chainTag;
    this.listener = listener;
    this.onFatal = onFatal;
  }

  /** The engine as headers name it. */
  public record EngineName(String name, String version, Hash32 paramsHash) {}

  public void start(long id, ChainBlock parent, long timestampMillis) {
    submit(() -> {
      var chain = parent.settings();
      var miner = ChainBlock.accountOf(producer.key());
      var ethereum = EthereumView.contextAfter(parent.block(), miner, timestampMillis, chain);
      var block = new BlockContext(ethereum.number(), timestampMillis, chainId, chainTag, miner, ethereum.gasLimit(),
          ethereum.baseFee(), ethereum.randomness(), Math.max(0, ethereum.number() - 1), ethereum.parentId(),
          chain.evm());
      draftId = id;
      settings = chain;
      builder = new BlockBuilder(processors, ethereum, block, parent.state(), hashes, parent.changes());
    });
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

  public void seal(long id, Bytes consensus) {
    submit(() -> {
      if (builder == null || id != draftId) {
        listener.failed(id, "the draft is gone");
        return;
      }
      var changed = builder.changedAccounts();
      boolean settingsChanged = builder.changed(SettingAddress.PREFIX);
      var proposal = builder.finish(producer);
      builder = null;
      var next = settingsChanged ? ChainSettings.read(proposal.state())
          : java.util.Objects.requireNonNull(settings, "a draft has settings");
      listener.sealed(id, new ChainBlock(proposal.seal(consensus, key), proposal.state(), proposal.changes(), next),
          changed);
    });
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
        onFatal.accept(broken);
      }
    });
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
