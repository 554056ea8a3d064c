package org.atoll.validator.store;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * Numbers and chains the finality steps, so that one lost or altered anywhere is noticed. Each step's batch carries its
 * own record; the last {@value #KEPT} are kept. Keys are {@code "Zs"} ‖ u64 number. Used by one thread.
 */
public final class StepLog {
  static final long KEPT = 1_024;

  private static final Bytes TABLE = Bytes.copyOf((byte) 'Z', (byte) 's');

  private final KeyValueStore store;
  private @Nullable Step last;

  private StepLog(KeyValueStore store, @Nullable Step last) {
    this.store = store;
    this.last = last;
  }

  /**
   * Reads the records and checks that none is missing and each repeats the digest of the one before.
   *
   * @throws StoreException with reason CORRUPT when the chain is broken
   */
  public static StepLog open(KeyValueStore store) throws StoreException {
    var check = new ChainCheck();
    store.scan(TABLE, check::next);
    var problem = check.problem();
    if (problem.isPresent()) {
      throw new StoreException(StoreException.Reason.CORRUPT, problem.get());
    }
    return new StepLog(store, check.last);
  }

  /** The last step written; empty in a new store. */
  public Optional<Step> last() {
    return Optional.ofNullable(last);
  }

  /**
   * Checks that the steps reach as far as a tip says.
   *
   * @throws StoreException when steps were lost at the end, or the last is of another block
   */
  public void requireUpTo(Tip known) throws StoreException {
    long lastNumber = last == null ? 0 : last.number();
    if (known.step() > lastNumber) {
      throw new StoreException(StoreException.Reason.STEPS_LOST, "steps were lost: the store ends with step " + lastNumber
          + last().map(step -> " at height " + step.height()).orElse("") + ", but step " + known.step() + " at height "
          + known.height() + " (block " + known.blockId() + ") was final");
    }
    if (known.step() == lastNumber && !last().map(Step::blockId).equals(Optional.of(known.blockId()))) {
      throw new StoreException(StoreException.Reason.CORRUPT,
          "step " + lastNumber + " is of another block than " + known.blockId());
    }
  }

  /**
   * Adds the record of the next step, which covers all operations now in the batch: it comes last. Once the batch is
   * durable, {@link #written} must be called.
   */
  public Step append(WriteBatch batch, long height, BlockId blockId) {
    var before = last;
    var step = before == null
        ? new Step(1, height, blockId, Hash32.ZERO, batch.digest())
        : new Step(before.number() + 1, height, blockId, before.digest(), batch.digest());
    batch.put(key(step.number()), step.encode());
    if (step.number() > KEPT) {
      batch.delete(key(step.number() - KEPT));
    }
    return step;
  }

  /** The batch with this step is durable. */
  public void written(Step step, long guardSequence) {
    var before = last;
    long expected = before == null ? 1 : before.number() + 1;
    if (step.number() != expected) {
      throw new IllegalStateException("step " + step.number() + " written instead of " + expected);
    }
    last = step;
    store.noteTip(new Tip(step.height(), step.blockId(), step.number(), guardSequence));
  }

  /** Appends the record, writes the batch synced and takes note of it. */
  public Step commit(WriteBatch batch, long height, BlockId blockId, long guardSequence) {
    var step = append(batch, height, blockId);
    store.write(batch, Sync.SYNCED);
    written(step, guardSequence);
    return step;
  }

  private static Bytes key(long number) {
    return TABLE.concat(Bytes.wrap(ByteBuffer.allocate(8).putLong(number).array()));
  }

  private static final class ChainCheck {
    private @Nullable Step last;
    private @Nullable String problem;
    private long first;

    private Optional<String> problem() {
      if (problem == null && last != null && first > Math.max(1, last.number() - KEPT + 1)) {
        return Optional.of("steps before " + first + " are missing");
      }
      return Optional.ofNullable(problem);
    }

    /** Records before the kept ones are gone, so what the first kept one repeats cannot be checked. */
    private static Hash32 expectedFirst(Step step) {
      return step.number() == 1 ? Hash32.ZERO : step.previous();
    }

    private boolean next(Bytes key, Bytes value) {
      Step step;
      try {
        step = Step.decode(value);
      } catch (IllegalArgumentException broken) {
        problem = "step record " + key + " cannot be read: " + broken.getMessage();
        return false;
      }
      var before = last;
      first = before == null ? step.number() : first;
      if (!key.equals(key(step.number()))) {
        problem = "step record " + step.number() + " is under " + key;
      } else if (before != null && step.number() != before.number() + 1) {
        problem = "steps between " + before.number() + " and " + step.number() + " are missing";
      } else if (!step.previous().equals(before == null ? expectedFirst(step) : before.digest())) {
        problem = "step " + step.number() + " does not follow the step before it";
      }
      last = step;
      return problem == null;
    }
  }
}
