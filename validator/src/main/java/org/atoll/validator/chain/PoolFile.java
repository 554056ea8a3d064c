package org.atoll.validator.chain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.EnvelopeCodec;
import org.atoll.sdk.envelope.EnvelopeCodec.Decoded;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.validator.mempool.core.Mempool;
import org.atoll.validator.store.PoolJournal;
import org.atoll.validator.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the mempool's batches over a crash. Belongs to the chain thread. */
final class PoolFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PoolFile.class);
  private static final long COMPACT_BYTES = 32L << 20;

  private final PoolJournal journal;
  private final List<BatchView> survivors;
  private long bytes;

  private PoolFile(PoolJournal journal, List<BatchView> survivors) {
    this.journal = journal;
    this.survivors = survivors;
    this.bytes = journal.bytes();
  }

  static PoolFile open(Path folder) throws StoreException {
    var survivors = new ArrayList<BatchView>();
    var journal = PoolJournal.open(folder, PoolJournal.SEGMENT_BYTES, entry -> {
      switch (EnvelopeCodec.decode(EnvelopeFormat.forNumber(entry.format()), entry.body())) {
        case Decoded.Ok(var batch) -> survivors.add(batch);
        case Decoded.Refused(var refusal) ->
            log.warn("pool.unreadable id={} why=\"{}\"", entry.id().brief(), refusal.message());
      }
    });
    return new PoolFile(journal, survivors);
  }

  /** What was accepted before the process died, oldest first; some may be in blocks already. */
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

  /** Frees what is final, now and then. */
  void compact(Mempool pool) {
    if (bytes > COMPACT_BYTES) {
      journal.compact(pool::contains);
      bytes = journal.bytes();
    }
  }

  @Override
  public void close() {
    journal.close();
  }
}
