package org.atoll.validator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.genesis.GenesisBlock;
import org.atoll.validator.processor.ProcessorHost;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateOptions;
import org.atoll.validator.state.TreeScheme;
import org.atoll.validator.store.MemoryStore;
import org.atoll.validator.store.Sync;
import org.atoll.validator.store.WriteBatch;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The execution thread beside a chain that goes on. */
@Timeout(30)
final class BlockExecutorTest implements BlockExecutor.Listener {
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<ChainBlock> made = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> fatal = new LinkedBlockingQueue<>();
  private final MemoryStore store = new MemoryStore();
  private final StateDatabase state = StateDatabase.open(store, Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT),
      new StateOptions(10, 0));
  private final ProcessorHost host = new ProcessorHost(Batches.CHAIN_ID, Bytes.EMPTY, (key, family) -> Optional.empty(),
      () -> Bytes.wrap(new byte[32]), Duration.ofSeconds(5));

  @Test
  void givenAnotherBlockIsFinalMeanwhile_whenABlockOnTheOldParentIsExecuted_thenItIsHeldAndTheNodeLives()
      throws Exception {
    var genesis = genesis();
    try (var executor = new BlockExecutor(host, new BlockStore(store), Blocks.PRODUCER.publicKey(),
        (draft, batches) -> Optional.of(Blocks.PRODUCER.sign(draft.headerBytes())),
        new BlockExecutor.EngineName("dev", "1.0", Hash32.ZERO), Batches.CHAIN_ID, Bytes.EMPTY, this, fatal::add)) {
      var one = sealed(executor, 1, genesis, 1_000);
      var other = sealed(executor, 2, genesis, 2_000);
      executor.start(3, genesis, genesis.block().timestampMillis() + 3_000);

      var step = new WriteBatch();
      state.finalise(one.state(), step);
      store.write(step, Sync.SYNCED); // and so it is for a moment before the state moves on, too
      executor.validate(Optional.of(genesis), signed(other), List.of());
      assertThat(told.poll(10, TimeUnit.SECONDS)).startsWith("held").contains("dropped");
      state.advance(one.state());
      executor.validate(Optional.of(genesis), signed(other), List.of());
      assertThat(told.poll(10, TimeUnit.SECONDS)).startsWith("held").contains("dropped");
      executor.seal(3, Bytes.EMPTY, Bytes.EMPTY);
      assertThat(told.poll(10, TimeUnit.SECONDS)).startsWith("failed 3").contains("dropped");

      sealed(executor, 4, one, 2_000);
      assertThat(fatal).isEmpty();
    }
  }

  @Test
  void givenTheGuardIsWriting_whenTheNodeStops_thenThatIsNoFailure() throws Exception {
    var genesis = genesis();
    var file = Files.createTempFile("guard", "");
    var writing = new CountDownLatch(1);
    var executor = new BlockExecutor(host, new BlockStore(store), Blocks.PRODUCER.publicKey(), (draft, batches) -> {
      writing.countDown();
      while (!Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      }
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.allocate(1));
      } catch (IOException cut) {
        throw new UncheckedIOException(cut);
      }
      return Optional.empty();
    }, new BlockExecutor.EngineName("dev", "1.0", Hash32.ZERO), Batches.CHAIN_ID, Bytes.EMPTY, this, fatal::add);
    executor.start(1, genesis, genesis.block().timestampMillis() + 1_000);
    executor.seal(1, Bytes.EMPTY, Bytes.EMPTY);
    writing.await();

    executor.close();

    assertThat(fatal).isEmpty();
    Files.delete(file);
  }

  /** Read from the store, as after a start. */
  private ChainBlock genesis() throws Exception {
    var first = GenesisBlock.build(Genesis.withTemplates(Batches.CHAIN_ID, 1_700_000_000_000L,
        ConsensusEntry.dev(Blocks.PRODUCER.publicKey()), Map.of(), Map.of()), state);
    var step = new WriteBatch();
    state.finalise(first.state(), step);
    store.write(step, Sync.SYNCED);
    state.advance(first.state());
    state.reload();
    return new ChainBlock(first.block(), state.base(), first.changes(), ChainSettings.read(state.base()),
        first.lineage());
  }

  private ChainBlock sealed(BlockExecutor executor, long id, ChainBlock parent, long laterMillis) throws Exception {
    executor.start(id, parent, parent.block().timestampMillis() + laterMillis);
    executor.seal(id, Bytes.EMPTY, Bytes.EMPTY);
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("sealed " + id);
    return made.take();
  }

  private static SignedHeader signed(ChainBlock block) {
    return block.block().signed();
  }

  @Override
  public void executed(long draftId, List<BatchResult> results) {
    told.add("executed " + draftId);
  }

  @Override
  public void sealed(long draftId, ChainBlock block, List<EvmAddress> changedAccounts) {
    made.add(block);
    told.add("sealed " + draftId);
  }

  @Override
  public void failed(long draftId, String why) {
    told.add("failed " + draftId + " " + why);
  }

  @Override
  public void valid(ChainBlock block, List<EvmAddress> changedAccounts) {
    told.add("valid");
  }

  @Override
  public void invalid(BlockId id, String why) {
    told.add("invalid " + why);
  }

  @Override
  public void held(BlockId id, String why) {
    told.add("held " + why);
  }
}
