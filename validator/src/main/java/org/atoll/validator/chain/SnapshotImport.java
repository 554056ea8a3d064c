package org.atoll.validator.chain;

import org.atoll.validator.block.BlockStore;
import org.atoll.validator.chain.core.Snapshot;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.execution.Lineage;
import org.atoll.validator.processor.ChangeLog;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.state.StateLayer;
import org.atoll.validator.store.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a snapshot in the place of the chain on disk, in one synced step. Store thread only. */
final class SnapshotImport {
  private static final Logger log = LoggerFactory.getLogger(SnapshotImport.class);

  /** What became of it. */
  sealed interface Outcome {
    record Done(ChainBlock head) implements Outcome {}

    /** Nothing has changed. */
    record Refused(String why) implements Outcome {}
  }

  private final Chain.Storage storage;

  SnapshotImport(Chain.Storage storage) {
    this.storage = storage;
  }

  Outcome run(Snapshot snapshot, long guardSequence) {
    var layer = storage.state().imported(snapshot.height(), snapshot.entries());
    if (layer.isEmpty()) {
      return new Outcome.Refused("the entries are no state");
    }
    if (!layer.get().stateRoot().bytes().equals(snapshot.stateRoot())) {
      return new Outcome.Refused("the entries make state root " + layer.get().stateRoot() + " instead of "
          + snapshot.stateRoot());
    }
    var last = snapshot.last().signed();
    var step = step(snapshot, layer.get());
    storage.steps().commit(step, snapshot.height(), last.id(), guardSequence);
    storage.state().advance(layer.get());
    log.info("join.imported height={} entries={} rows={} bytes={}", snapshot.height(), snapshot.entries().size(),
        step.size(), step.bytes());
    var head = storage.blocks().header(snapshot.height()).orElseThrow();
    return new Outcome.Done(new ChainBlock(head, layer.get(), ChangeLog.first(), ChainSettings.read(layer.get()),
        Lineage.root(head)));
  }

  private WriteBatch step(Snapshot snapshot, StateLayer layer) {
    var step = new WriteBatch();
    storage.state().replace(layer, step);
    storage.blocks().join(snapshot.recent(), step);
    snapshot.used().forEach((height, ids) -> BlockStore.putUsed(height, ids, step));
    snapshot.older().forEach((height, id) -> BlockStore.putId(height, id, step));
    var certificate = snapshot.certificate();
    storage.blocks().appendCertificate(certificate.instance(), certificate.block().height(), certificate.encode(), step);
    for (var unfinal : storage.blocks().unfinal()) {
      if (unfinal.header().height() <= snapshot.height()) {
        BlockStore.deleteUnfinal(unfinal.header().id(), step);
      }
    }
    return step;
  }
}
