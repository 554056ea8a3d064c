package org.atoll.validator.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.proof.StateProof;
import org.atoll.sdk.proof.StateProofs;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.store.MemoryStore;
import org.atoll.validator.store.Sync;
import org.atoll.validator.store.WriteBatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random blocks, forks, clears, rollbacks, finality and restarts against {@link NaiveState}. */
class StateModelTest {
  private static final int HISTORY = 6;

  private record Block(StateLayer layer, NaiveState model) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void randomChainsAgreeWithTheModel(long seed) {
    new Run(seed, 1 << 20).go(70);
  }

  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103, 104, 105, 106})
  void randomChainsAgreeWhenAlmostNothingIsKeptInMemory(long seed) {
    new Run(seed, 1_000).go(70);
  }

  private static final class Run {
    private final Random random;
    private final StateWorld world;
    private final MemoryStore store = new MemoryStore();
    private final StateOptions options;
    private final TreeMap<Long, NaiveState> finals = new TreeMap<>();
    private final List<Block> unfinal = new ArrayList<>();
    private StateDatabase database;

    Run(long seed, long cacheBytes) {
      random = new Random(seed);
      world = new StateWorld(random, random.nextBoolean() ? 8 : 40, random.nextBoolean() ? 3 : 60);
      options = new StateOptions(HISTORY, cacheBytes, ForkJoinPool.commonPool());
      database = StateDatabase.open(store, StateWorld.SCHEMES, options);
      finals.put(-1L, new NaiveState());
    }

    void go(int steps) {
      for (int step = 0; step < steps; step++) {
        int what = random.nextInt(20);
        if (what < 12) {
          addBlock();
        } else if (what < 17) {
          finaliseOne();
        } else if (what == 17) {
          reopen();
        } else if (what == 18 && finals.size() > 3 && random.nextInt(4) == 0) {
          rewind();
        }
        checkSome();
      }
    }

    private Block base() {
      return new Block(database.base(), finals.lastEntry().getValue());
    }

    private void addBlock() {
      var parent = unfinal.isEmpty() || random.nextInt(3) == 0 ? base() : unfinal.get(random.nextInt(unfinal.size()));
      var model = parent.model().copy();
      var draft = parent.layer().draft();
      for (int i = random.nextInt(5); i >= 0; i--) {
        var kept = world.writes(random.nextInt(random.nextInt(8) == 0 ? 150 : 12));
        draft.apply(kept);
        kept.forEach(model::apply);
        int mark = draft.mark();
        draft.apply(world.writes(random.nextInt(6)));
        draft.rollback(mark);
        for (int j = 0; j < 4; j++) {
          var address = world.address();
          assertThat(draft.get(address)).isEqualTo(Optional.ofNullable(model.map.get(address)));
        }
      }
      var layer = draft.seal(parent.layer().height() + 1);
      assertThat(layer.stateRoot()).isEqualTo(model.stateRoot(StateWorld.SCHEMES));
      unfinal.add(new Block(layer, model));
    }

    private void finaliseOne() {
      var next = unfinal.stream().filter(block -> block.layer().overlay() != null
          && block.layer().overlay().parent() == database.base()).toList();
      if (next.isEmpty()) {
        return;
      }
      var chosen = next.get(random.nextInt(next.size()));
      var oldBase = base();
      var batch = new WriteBatch();
      database.finalise(chosen.layer(), batch);
      checkLayer(oldBase);
      if (random.nextBoolean()) { // its child in the same batch
        var child = unfinal.stream().filter(block -> block.layer().overlay() != null
            && block.layer().overlay().parent() == chosen.layer()).findFirst();
        if (child.isPresent()) {
          database.finalise(child.get().layer(), batch);
          store.write(batch, Sync.SYNCED);
          checkLayer(oldBase);
          database.advance(chosen.layer());
          settle(chosen);
          checkLayer(oldBase);
          database.advance(child.get().layer());
          settle(child.get());
          return;
        }
      }
      store.write(batch, Sync.SYNCED);
      checkLayer(oldBase);
      database.advance(chosen.layer());
      settle(chosen);
    }

    /** The fork's other blocks are dropped. */
    private void settle(Block block) {
      finals.put(block.layer().height(), block.model());
      unfinal.removeIf(other -> {
        var at = other.layer();
        while (at.overlay() != null) {
          at = at.overlay().parent();
        }
        return other == block || at != database.base();
      });
    }

    private void reopen() {
      var root = database.base().stateRoot();
      database = StateDatabase.open(store, StateWorld.SCHEMES, options);
      assertThat(database.base().stateRoot()).isEqualTo(root);
      unfinal.clear();
    }

    private void rewind() {
      long to = database.oldestHeight()
          + random.nextInt((int) (database.base().height() - database.oldestHeight()) + 1);
      var batch = new WriteBatch();
      database.rewindTo(to, batch);
      store.write(batch, Sync.SYNCED);
      database.reload();
      finals.tailMap(to, false).clear();
      unfinal.clear();
      assertThat(database.base().height()).isEqualTo(to);
      checkLayer(base());
    }

    private void checkSome() {
      checkLayer(base());
      if (!unfinal.isEmpty()) {
        checkLayer(unfinal.get(random.nextInt(unfinal.size())));
      }
      long top = database.base().height();
      assertThat(database.oldestHeight()).isLessThanOrEqualTo(top);
      for (long height = database.oldestHeight(); height <= top; height++) {
        checkReader(database.at(height).orElseThrow(), finals.get(height));
      }
      assertThat(database.at(database.oldestHeight() - 1)).isEmpty();
      assertThat(database.at(top + 1)).isEmpty();
      long height = database.oldestHeight() + random.nextInt((int) (top - database.oldestHeight()) + 1);
      checkLayer(new Block(database.provableAt(height).orElseThrow(), finals.get(height)));
    }

    private void checkReader(StateReader reader, NaiveState model) {
      for (int i = 0; i < 5; i++) {
        var address = world.address();
        assertThat(reader.get(address)).isEqualTo(Optional.ofNullable(model.map.get(address)));
      }
    }

    private void checkLayer(Block block) {
      var layer = block.layer();
      var model = block.model();
      checkReader(layer, model);
      assertThat(layer.stateRoot()).isEqualTo(model.stateRoot(StateWorld.SCHEMES));
      assertThat(layer.familyRoot(EvmState.PREFIX))
          .isEqualTo(model.familyRoot(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT));
      assertThat(layer.entries(Bytes.EMPTY, Bytes.EMPTY, 10_000)).isEqualTo(model.map);
      var address = world.address();
      assertThat(layer.entries(address.prefix(), address.bytes(), 3)).isEqualTo(firstThree(model, address));
      checkProof(layer, model, address);
      var account = world.account();
      var proof = layer.proveAccount(account, List.of(world.slot(), world.slot()));
      assertThat(StateProofs.verifyAccount(layer.familyRoot(EvmState.PREFIX), account, proof)).isTrue();
    }

    private static TreeMap<Address, Bytes> firstThree(NaiveState model, Address from) {
      var first = new TreeMap<Address, Bytes>();
      model.map.tailMap(from, true).forEach((address, value) -> {
        if (address.prefix().equals(from.prefix()) && first.size() < 3) {
          first.put(address, value);
        }
      });
      return first;
    }

    private void checkProof(StateLayer layer, NaiveState model, Address address) {
      var proof = layer.prove(address);
      var root = layer.stateRoot();
      assertThat(proof.value()).isEqualTo(Optional.ofNullable(model.map.get(address)));
      assertThat(StateProofs.verify(root, address, proof)).isTrue();
      for (var forged : forgeries(proof)) {
        assertThat(StateProofs.verify(root, address, forged)).isFalse();
      }
      assertThat(StateProofs.verify(Hash32.wrap(flip(root.bytes()).toArray()), address, proof)).isFalse();
    }

    private List<StateProof> forgeries(StateProof proof) {
      var forged = new ArrayList<StateProof>();
      forged.add(new StateProof(proof.value().isPresent() ? Optional.empty() : Optional.of(Bytes.copyOf((byte) 7)),
          proof.nodes(), proof.familyRoot(), proof.rootNodes()));
      proof.value().filter(value -> !value.isEmpty()).ifPresent(value -> forged.add(
          new StateProof(Optional.of(flip(value)), proof.nodes(), proof.familyRoot(), proof.rootNodes())));
      forged.add(new StateProof(proof.value(), proof.nodes(), Hash32.wrap(flip(proof.familyRoot().bytes()).toArray()),
          proof.rootNodes()));
      if (!proof.nodes().isEmpty()) {
        forged.add(new StateProof(proof.value(), flipOne(proof.nodes()), proof.familyRoot(), proof.rootNodes()));
        forged.add(new StateProof(proof.value(), proof.nodes().subList(0, proof.nodes().size() - 1), proof.familyRoot(),
            proof.rootNodes()));
      }
      if (!proof.rootNodes().isEmpty()) {
        forged.add(new StateProof(proof.value(), proof.nodes(), proof.familyRoot(), flipOne(proof.rootNodes())));
      }
      var longer = new ArrayList<>(proof.nodes());
      longer.add(Bytes.copyOf((byte) 0xc0));
      forged.add(new StateProof(proof.value(), longer, proof.familyRoot(), proof.rootNodes()));
      return forged;
    }

    private List<Bytes> flipOne(List<Bytes> nodes) {
      var flipped = new ArrayList<>(nodes);
      int at = random.nextInt(nodes.size());
      flipped.set(at, flip(nodes.get(at)));
      return flipped;
    }

    private Bytes flip(Bytes bytes) {
      var flipped = bytes.toArray();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      return Bytes.wrap(flipped);
    }
  }
}
