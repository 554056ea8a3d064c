package org.atoll.validator.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.PaddedTree;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BareBlock;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.LogIndex;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.chain.core.Snapshot;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.execution.Lineage;
import org.atoll.validator.execution.LineageView;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Signers;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.genesis.GenesisBlock;
import org.atoll.validator.processor.ChangeLog;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateEntry;
import org.atoll.validator.state.StateOptions;
import org.atoll.validator.state.TreeScheme;
import org.atoll.validator.store.KeyValueStore;
import org.atoll.validator.store.MemoryStore;
import org.atoll.validator.store.StepLog;
import org.atoll.validator.store.StoreException;
import org.atoll.validator.store.Sync;
import org.atoll.validator.store.WriteBatch;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The old chain or the new one is on disk, whole, whatever happens. */
final class SnapshotImportTest {
  private static final long HEIGHT = 900;
  private static final int RECENT = 300;
  private static final BatchView BATCH = Batches.intkey(1).batch();

  /** What was on disk when the process died. */
  private static final class Disk {
    private final MemoryStore store = new MemoryStore();
    boolean dies;

    /** A process that dies at its next write when {@link #dies}. */
    Chain.Storage open() throws StoreException {
      KeyValueStore shown = new Dying(store, this);
      return new Chain.Storage(shown, StepLog.open(shown), StateDatabase.open(shown,
          Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT), new StateOptions(100, 1 << 20)), new BlockStore(shown),
          new LogIndex(shown), Path.of("unused"));
    }

    TreeMap<Bytes, Bytes> content() {
      var rows = new TreeMap<Bytes, Bytes>();
      store.scan(Bytes.EMPTY, (key, value) -> {
        rows.put(key, value);
        return true;
      });
      return rows;
    }
  }

  private record Dying(MemoryStore store, Disk disk) implements KeyValueStore {
    @Override
    public void write(WriteBatch batch, Sync sync) {
      if (disk.dies) {
        throw new IllegalStateException("power is off");
      }
      store.write(batch, sync);
    }

    @Override
    public org.atoll.validator.store.Snapshot snapshot() {
      return store.snapshot();
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
      return store.get(key);
    }

    @Override
    public void scan(Bytes prefix, Bytes from, BiPredicate<Bytes, Bytes> visitor) {
      store.scan(prefix, from, visitor);
    }

    @Override
    public Optional<Map.Entry<Bytes, Bytes>> ceiling(Bytes prefix, Bytes from) {
      return store.ceiling(prefix, from);
    }

    @Override
    public Optional<Map.Entry<Bytes, Bytes>> floor(Bytes prefix, Bytes upTo) {
      return store.floor(prefix, upTo);
    }

    @Override
    public void close() {}
  }

  private final Disk disk = new Disk();
  private Chain.Storage storage;

  @BeforeEach
  void writeGenesis() throws StoreException {
    storage = disk.open();
    var genesis = GenesisBlock.build(Genesis.withTemplates(Batches.CHAIN_ID, 1_000,
        ConsensusEntry.dev(Blocks.PRODUCER.publicKey()), Map.of(), Map.of()), storage.state());
    var step = new WriteBatch();
    storage.blocks().append(genesis.block(), step);
    storage.state().finalise(genesis.state(), step);
    BlockStore.putUnfinal(header(1, BlockId.NONE, Hash32.ZERO, List.of()), List.of(), step);
    storage.steps().commit(step, 0, genesis.block().id(), 0);
    storage.state().advance(genesis.state());
  }

  private static List<StateEntry> entries() {
    var entries = new ArrayList<StateEntry>();
    for (int i = 0; i < 500; i++) {
      var hash = Sha256.hash(ByteBuffer.allocate(4).putInt(i).array()).bytes();
      entries.add(new StateEntry(new Address(Bytes.copyOf((byte) 1, (byte) 2, (byte) 3).concat(hash)), hash));
    }
    return entries;
  }

  private static SignedHeader header(long height, BlockId parent, Hash32 stateRoot, List<BatchView> batches) {
    var header = Blocks.genesis().header().toBuilder().setHeight(height).setTimestampMillis(1_000 + height)
        .setParentId(parent.bytes().toByteString()).setStateRoot(stateRoot.bytes().toByteString())
        .setBatchesRoot(PaddedTree.root(batches.stream().map(batch -> batch.id().bytes()).toList()).bytes().toByteString())
        .setReceiptsRoot(Hash32.ZERO.bytes().toByteString())
        .setEngineParamsHash(Hash32.ZERO.bytes().toByteString()).build();
    return SignedHeader.decode(Bytes.wrap(header.toByteArray()), Bytes.EMPTY, Bytes.EMPTY).orElseThrow();
  }

  private static Snapshot snapshot(List<StateEntry> entries) {
    var root = StateDatabase.open(new MemoryStore(), Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT),
        new StateOptions(1, 1 << 20)).imported(HEIGHT, entries()).orElseThrow().stateRoot();
    var blocks = new ArrayList<BareBlock>();
    var parent = BlockId.NONE;
    for (long height = HEIGHT - RECENT + 1; height <= HEIGHT; height++) {
      var signed = header(height, parent, root, height == HEIGHT ? List.of(BATCH) : List.of());
      blocks.add(new BareBlock(signed, Blocks.genesis().ethereum()));
      parent = signed.id();
    }
    var certificate = new Certificate(0, 77, 0, new BlockRef(HEIGHT, parent),
        new Signers(4, Bytes.copyOf((byte) 7), Bytes.wrap(new byte[192])));
    return new Snapshot(blocks, certificate, entries, new TreeMap<>(Map.of(500L, new BlockId(Sha256.hash(Bytes.EMPTY).bytes()))),
        new TreeMap<>(Map.of(HEIGHT, List.of(BATCH.id()), 400L, List.of(new TransactionId(Sha256.hash(Bytes.EMPTY).bytes())))));
  }

  @Test
  void givenTheRightState_thenTheChainGoesOnFromThereAfterARestartToo() throws StoreException {
    var snapshot = snapshot(entries());

    var outcome = new SnapshotImport(storage).run(snapshot, 0);

    var head = ((SnapshotImport.Outcome.Done) outcome).head();
    assertThat(head.block().id()).isEqualTo(snapshot.last().signed().id());
    for (var open : List.of(storage, disk.open())) {
      assertThat(open.blocks().headHeight()).contains(HEIGHT);
      assertThat(open.blocks().joinedHeight()).isEqualTo(HEIGHT);
      assertThat(open.state().base().height()).isEqualTo(HEIGHT);
      assertThat(open.state().base().stateRoot().bytes()).isEqualTo(snapshot.stateRoot());
      assertThat(open.steps().last().orElseThrow().height()).isEqualTo(HEIGHT);
      assertThat(open.blocks().unfinal()).isEmpty();
      assertThat(open.blocks().header(HEIGHT).orElseThrow().id()).isEqualTo(head.block().id());
      assertThat(open.blocks().block(HEIGHT)).isEmpty(); // its batches are not here
      assertThat(open.blocks().block(HEIGHT - 1)).isPresent(); // it had none
      assertThat(open.blocks().header(HEIGHT - RECENT)).isEmpty();
      assertThat(open.blocks().header(0)).isPresent();
      assertThat(open.blocks().decisionUpTo(HEIGHT).orElseThrow().instance()).isEqualTo(77);
      var view = new LineageView(new ChainBlock(head.block(), open.state().base(), ChangeLog.first(),
          ChainSettings.read(open.state().base()), Lineage.root(head.block())), open.blocks());
      assertThat(view.contains(BATCH.id())).isTrue(); // so it cannot be replayed
      assertThat(view.containsSince(BATCH.id(), HEIGHT)).isTrue();
      assertThat(view.containsSince(new TransactionId(Sha256.hash(Bytes.EMPTY).bytes()), 401)).isFalse();
      assertThat(view.blockAt(500)).contains(new BlockId(Sha256.hash(Bytes.EMPTY).bytes()));
      assertThat(view.blockAt(HEIGHT - 5)).contains(snapshot.recent().get(RECENT - 6).signed().id());
    }
  }

  @Test
  void givenAnotherRoot_thenNothingChanges() {
    var before = disk.content();
    var less = entries();
    less.removeLast();

    assertThat(new SnapshotImport(storage).run(snapshot(less), 0)).isInstanceOf(SnapshotImport.Outcome.Refused.class);

    assertThat(disk.content()).isEqualTo(before);
    assertThat(new SnapshotImport(storage).run(snapshot(entries()), 0)).isInstanceOf(SnapshotImport.Outcome.Done.class);
  }

  @Test
  void givenNoState_thenNothingChanges() {
    var before = disk.content();
    var broken = entries();
    broken.add(broken.getFirst());
    assertThat(new SnapshotImport(storage).run(snapshot(broken), 0)).isInstanceOf(SnapshotImport.Outcome.Refused.class);
    assertThat(disk.content()).isEqualTo(before);
  }

  @Test
  void givenThePowerFailsInTheMiddle_thenTheOldChainIsThere() throws StoreException {
    var before = disk.content();
    disk.dies = true;

    assertThatThrownBy(() -> new SnapshotImport(storage).run(snapshot(entries()), 0)).hasMessage("power is off");

    disk.dies = false;
    assertThat(disk.content()).isEqualTo(before);
    var restarted = disk.open();
    assertThat(restarted.blocks().headHeight()).contains(0L);
    assertThat(restarted.state().base().height()).isZero();
    assertThat(new SnapshotImport(restarted).run(snapshot(entries()), 0)).isInstanceOf(SnapshotImport.Outcome.Done.class);
  }
}
