package org.atoll.validator.chain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.EnvelopeCodec;
import org.atoll.sdk.envelope.EnvelopeCodec.Decoded;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.store.PoolJournal;
import org.atoll.validator.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the mempool's batches over a crash. Belongs to the chain thread. */
final class PoolFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PoolFile.class);
  /** Bounds what a start has to read, and how often living entries are counted. */
  private static final long COMPACT_BYTES = 8L << 20;
  private static final long SEGMENT_BYTES = 2L << 20;

  private final PoolJournal journal;
  private final List<BatchView> survivors;
  private long bytes;
  private long compactAt = COMPACT_BYTES;

  private PoolFile(PoolJournal journal, List<BatchView> survivors) {
    this.journal = journal;
    this.survivors = survivors;
    this.bytes = journal.bytes();
  }

  /** @param inBlock whether a batch is in a block on disk */
  static PoolFile open(Path folder, Predicate<TransactionId> inBlock) throws StoreException {
    var survivors = new ArrayList<BatchView>();
    var journal = PoolJournal.open(folder, SEGMENT_BYTES, entry -> {
      if (inBlock.test(entry.id())) {
        return; // a look-up is cheaper than its signatures
      }
      switch (EnvelopeCodec.decode(EnvelopeFormat.forNumber(entry.format()), entry.body())) {
        case Decoded.Ok(var batch) -> survivors.add(batch);
        case Decoded.Refused(var refusal) ->
            log.warn("pool.unreadable id={} why=\"{}\"", entry.id().brief(), refusal.message());
      }
    });
    return new PoolFile(journal, survivors);
  }

  /** What was accepted before the process died and is in no block, oldest first. */
  List<BatchView> survivors() {
    return survivors;
  }

  void append(List<BatchView> accepted) {
    var entries = new ArrayList<PoolJournal.Entry>(accepted.size());
    for (var batch : accepted) {
      entries.add(new PoolJournal.Entry(batch.id(), batch.format().getNumber(), batch.body()));
      bytes += batch.body().size();
    }
    journal.append(entries);
  }

  /**
   * Frees what is not needed any more, now and then.
   *
   * @param pending whether a batch waits for a block, or its block for the disk
   */
  void compact(Predicate<TransactionId> pending) {
    if (bytes > compactAt) {
      journal.compact(pending);
      bytes = journal.bytes();
      compactAt = Math.max(COMPACT_BYTES, 2 * bytes);
    }
  }

  @Override
  public void close() {
    journal.close();
  }
}
