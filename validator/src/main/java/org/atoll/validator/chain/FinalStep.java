package org.atoll.validator.chain;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.atoll.sdk.value.BlockId;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.block.LogIndex;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.store.Step;
import org.atoll.validator.store.StepLog;
import org.atoll.validator.store.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one finality step, decision by decision: what is written in one synced batch. Writes nothing itself. Used
 * once, by one thread.
 */
public final class FinalStep {
  private final BlockStore blocks;
  private final LogIndex logs;
  private final WriteBatch batch = new WriteBatch();
  private @Nullable ExecutedBlock last;

  public FinalStep(BlockStore blocks, LogIndex logs) {
    this.blocks = blocks;
    this.logs = logs;
  }

  /**
   * The next final block, lowest first.
   *
   * @param state adds what the block did to the state
   */
  public void add(ExecutedBlock block, Consumer<WriteBatch> state) {
    blocks.append(block, batch);
    logs.append(block, batch);
    state.accept(batch);
    BlockStore.deleteUnfinal(block.id(), batch);
    last = block;
  }

  /**
   * Ends a decision, whose blocks were added.
   *
   * @param dropped unfinal blocks that can never become final now
   */
  public void decided(Optional<Certificate> certificate, List<BlockId> dropped) {
    dropped.forEach(id -> BlockStore.deleteUnfinal(id, batch));
    certificate.ifPresent(proof ->
        blocks.appendCertificate(proof.instance(), proof.block().height(), proof.encode(), batch));
  }

  /** Adds the step's record; nothing may be added afterwards. The caller writes {@link #batch} and tells the log. */
  public Step seal(StepLog steps) {
    var top = last;
    if (top == null) {
      throw new IllegalStateException("a step without a block");
    }
    return steps.append(batch, top.height(), top.id());
  }

  public WriteBatch batch() {
    return batch;
  }
}
