package org.atoll.cli.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.atoll.dpos.DposProvider;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.LogIndex;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.execution.BatchResult;
import org.atoll.validator.execution.BlockExecutor;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.finality.core.Ballot;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Signers;
import org.atoll.validator.finality.core.VoteStep;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.genesis.GenesisBlock;
import org.atoll.validator.processor.ProcessorHost;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateLayer;
import org.atoll.validator.state.StateOptions;
import org.atoll.validator.state.TreeScheme;
import org.atoll.validator.store.LevelDbStore;
import org.atoll.validator.store.MemoryStore;
import org.atoll.validator.store.StepLog;
import org.atoll.validator.store.StoreException;
import org.atoll.validator.store.StoreOptions;
import org.atoll.validator.store.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * A chain of four members of engine dpos, made as fast as one thread can: empty blocks in slots that have passed, each
 * with its certificate, written into a validator's data folder.
 */
final class LongChain {
  static final int SLOT_MILLIS = 500;
  private static final long CHAIN_ID = 31_337;
  private static final int STEP_BLOCKS = 100;
  private static final Map<Bytes, TreeScheme> SCHEMES = Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT);

  private final List<PrivateKey> keys;
  private final Genesis genesis;

  /** @param blocks so long ago did the chain begin */
  LongChain(long blocks) {
    keys = IntStream.range(0, 4).mapToObj(i -> PrivateKey.of(SignatureAlgorithm.SECP256K1,
        Bytes.wrap(ByteBuffer.allocate(32).putInt(28, 0x1001 + i).array())))
        .sorted(Comparator.comparing(key -> key.publicKey().encoded())).toList();
    var members = MemberSet.of(keys.stream().map(key -> Member.of(key.publicKey())).toList());
    var entry = new ConsensusEntry("dpos", "1.0", members, 840, ConsensusEntry.SealScope.TIMESTAMP,
        Map.of("slot_ms", (long) SLOT_MILLIS, "propagation_reserve_ms", 200L), Map.of());
    long begin = System.currentTimeMillis() - (blocks + 20) * SLOT_MILLIS;
    genesis = Genesis.withTemplates(CHAIN_ID, begin - begin % SLOT_MILLIS, entry, Map.of(), Map.of());
  }

  List<PrivateKey> keys() {
    return keys;
  }

  Genesis genesis() {
    return genesis;
  }

  BlockId genesisId() {
    return GenesisBlock.build(genesis, StateDatabase.open(new MemoryStore(), SCHEMES, new StateOptions(0, 1 << 20)))
        .block().id();
  }

  /**
   * Writes blocks 1 to {@code count}.
   *
   * @param accounts that block 1 leaves behind although nothing in it made them: only a node that executes it would see
   */
  void write(Path data, long count, int accounts) throws StoreException, IOException {
    try (var store = LevelDbStore.open(data, StoreOptions.DEFAULT.withNativeFolder(data.resolveSibling("native")))) {
      new Writer(store).run(count, accounts);
    }
  }

  private final class Writer {
    private final LevelDbStore store;
    private final StepLog steps;
    private final StateDatabase state;
    private final BlockStore blocks;
    private final LogIndex logs;
    private WriteBatch step = new WriteBatch();
    private final List<StateLayer> unwritten = new ArrayList<>();

    Writer(LevelDbStore store) throws StoreException {
      this.store = store;
      this.steps = StepLog.open(store);
      this.state = StateDatabase.open(store, SCHEMES, new StateOptions(10_000, 512L << 20));
      this.blocks = new BlockStore(store);
      this.logs = new LogIndex(store);
    }

    void run(long count, int accounts) {
      var head = GenesisBlock.build(genesis, state);
      append(head, Optional.empty());
      flush(head);
      var chainTag = new Hash32(Sha256.hash("atoll/chain/1".getBytes(UTF_8),
          ByteBuffer.allocate(8).putLong(CHAIN_ID).array(), head.block().id().bytes().unsafeArray()).bytes());
      var rules = ChainRules.of(CHAIN_ID, chainTag, keys.getFirst().publicKey(), genesis.consensus());
      var maker = new Maker(rules, blocks, genesis.timestampMillis());
      var certificate = Optional.<Certificate>empty();
      for (long height = 1; height <= count; height++) {
        head = maker.next(head, certificate.map(Certificate::encode).orElse(Bytes.EMPTY));
        if (height == 1 && accounts > 0) {
          head = new ChainBlock(head.block(), populated(head, accounts), head.changes(), head.settings(), head.lineage());
        }
        certificate = Optional.of(certify(rules, head));
        append(head, certificate);
        if (height % STEP_BLOCKS == 0 || height == count || height == 1) {
          flush(head);
        }
      }
      maker.close();
    }

    private StateLayer populated(ChainBlock block, int accounts) {
      var draft = state.base().draft();
      var writes = new ArrayList<StateWrite>();
      for (var address : block.state().changed()) {
        writes.add(block.state().get(address).<StateWrite>map(value -> new StateWrite.Set(address, value))
            .orElseGet(() -> new StateWrite.Delete(address)));
      }
      for (int i = 0; i < accounts; i++) {
        var hash = Sha256.hash(ByteBuffer.allocate(4).putInt(i).array()).bytes();
        writes.add(new StateWrite.Set(EvmState.account(new EvmAddress(hash.slice(0, 20))),
            new EvmAccount(i, BigInteger.TEN.pow(18).add(BigInteger.valueOf(i)), Optional.empty()).encode()));
      }
      draft.apply(writes);
      return draft.seal(block.block().height());
    }

    private void append(ChainBlock block, Optional<Certificate> certificate) {
      blocks.append(block.block(), step);
      logs.append(block.block(), step);
      state.finalise(block.state(), step);
      certificate.ifPresent(proof -> blocks.appendCertificate(proof.instance(), proof.block().height(), proof.encode(),
          step));
      unwritten.add(block.state());
    }

    private void flush(ChainBlock head) {
      steps.commit(step, head.block().height(), head.block().id(), 0);
      unwritten.forEach(state::advance);
      unwritten.clear();
      step = new WriteBatch();
      head.lineage().cut();
    }

    private Certificate certify(ChainRules rules, ChainBlock block) {
      var ref = new BlockRef(block.block().height(), block.block().id());
      long epoch = rules.epochs().of(ref.height());
      var ballot = new Ballot(epoch, ref.height(), 0, VoteStep.PRECOMMIT, ref);
      var message = ballot.signingBytes(rules.chainTag());
      var signatures = Bytes.EMPTY;
      var members = rules.epochs().members(epoch);
      for (int i = 0; i < 3; i++) {
        signatures = signatures.concat(keyOf(members.get(i)).sign(message));
      }
      return new Certificate(epoch, ref.height(), 0, ref, new Signers(4, Bytes.copyOf((byte) 7), signatures));
    }
  }

  private PrivateKey keyOf(Member member) {
    return keys.stream().filter(key -> key.publicKey().equals(member.key())).findFirst().orElseThrow();
  }

  /** Finds out whose turn it is by asking the engine, and has that member's executor build the block. */
  private final class Maker {
    private final ChainRules rules;
    private final Engine engine = new DposProvider().create();
    private final List<BlockExecutor> executors = new ArrayList<>();
    private long timestampMillis;
    private @Nullable CompletableFuture<ChainBlock> sealed;
    private long drafts;

    Maker(ChainRules rules, BlockStore blocks, long begin) {
      this.rules = rules;
      this.timestampMillis = begin;
      var processors = new ProcessorHost(CHAIN_ID, rules.chainTag().bytes(), (key, family) -> Optional.empty(),
          () -> Bytes.EMPTY, Duration.ofSeconds(1));
      for (var key : keys) {
        executors.add(new BlockExecutor(processors, blocks, key.publicKey(),
            (draft, batches) -> Optional.of(key.sign(draft.headerBytes())),
            new BlockExecutor.EngineName("dpos", "1.0", rules.paramsHash()), CHAIN_ID, rules.chainTag().bytes(),
            new Results(), failure -> java.util.Objects.requireNonNull(sealed).completeExceptionally(failure)));
      }
    }

    ChainBlock next(ChainBlock parent, Bytes certificate) {
      timestampMillis += SLOT_MILLIS;
      var view = new ParentView(parent.block().engineHeader(), rules);
      if (parent.block().height() == 0) {
        engine.init(new InitContext(view.parent(), rules.chainTag().bytes(), rules.epochs().entry().engineParams(),
            keys.getFirst().publicKey(), Bytes.EMPTY), 0, view);
      }
      long height = parent.block().height() + 1;
      var consensus = Bytes.wrap(ByteBuffer.allocate(89).put((byte) 1).putLong(rules.epochs().of(height)).array());
      for (int i = 0; i < keys.size(); i++) {
        var header = new Header(parent.block().id(), parent.block().id(), height, timestampMillis,
            keys.get(i).publicKey(), consensus);
        if (engine.verifyHeader(header, view) instanceof HeaderVerdict.Accept) {
          sealed = new CompletableFuture<>();
          long draft = drafts++;
          executors.get(i).start(draft, parent, timestampMillis);
          executors.get(i).seal(draft, consensus, certificate);
          return sealed.join();
        }
      }
      throw new IllegalStateException("slot at " + timestampMillis + " is nobody's");
    }

    void close() {
      for (var executor : executors) {
        try {
          executor.close();
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private final class Results implements BlockExecutor.Listener {
      @Override
      public void executed(long draftId, List<BatchResult> results) {}

      @Override
      public void sealed(long draftId, ChainBlock block, List<EvmAddress> changedAccounts) {
        java.util.Objects.requireNonNull(sealed).complete(block);
      }

      @Override
      public void failed(long draftId, String why) {
        java.util.Objects.requireNonNull(sealed).completeExceptionally(new IllegalStateException(why));
      }

      @Override
      public void valid(ChainBlock block, List<EvmAddress> changedAccounts) {}

      @Override
      public void invalid(BlockId id, String why) {}

      @Override
      public void held(BlockId id, String why) {}
    }
  }

  /** All an engine sees of a chain that has no forks. */
  private record ParentView(Header parent, ChainRules rules) implements ReadView {
    @Override
    public Optional<Header> header(BlockId id) {
      return Optional.of(parent);
    }

    @Override
    public Optional<Header> ancestor(BlockId id, long height) {
      return Optional.empty();
    }

    @Override
    public Optional<EpochView> epoch(BlockId id, long epoch) {
      return Optional.of(rules.epochs().view(epoch));
    }

    @Override
    public BlockId head() {
      return parent.id();
    }

    @Override
    public BlockId lastFinal() {
      return parent.id();
    }

    @Override
    public Optional<Bytes> state(BlockId id, Address address) {
      return Optional.empty();
    }
  }
}
