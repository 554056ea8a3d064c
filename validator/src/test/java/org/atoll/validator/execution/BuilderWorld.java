package org.atoll.validator.execution;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.ethereum.EthereumView;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.genesis.GenesisBlock;
import org.atoll.validator.mempool.core.BlockRules;
import org.atoll.validator.processor.ProcessorHost;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateOptions;
import org.atoll.validator.state.TreeScheme;
import org.atoll.validator.store.MemoryStore;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.atoll.validator.testing.ScriptedProcessor;

/** A genesis block in memory, a processor host, and drafts on top. */
final class BuilderWorld {
  static final FamilyInfo EVM = new FamilyInfo("evm", "1.0", List.of(EvmState.PREFIX), List.of());
  static final FamilyInfo INTKEY = FamilyInfo.of("intkey", "1.0");
  static final Proposal.Producer PRODUCER = new Proposal.Producer(Blocks.PRODUCER.publicKey(), "dev", "1.0", Hash32.ZERO);

  final ProcessorHost host;
  final AtomicInteger changes = new AtomicInteger();
  private ChainBlock head;

  BuilderWorld() {
    this(Duration.ofSeconds(20), Map.of());
  }

  BuilderWorld(Duration timeout, Map<String, String> settings) {
    host = new ProcessorHost(Batches.CHAIN_ID, Bytes.EMPTY, (key, family) -> Optional.empty(),
        () -> Bytes.wrap(new byte[32]), timeout);
    host.onChange(changes::incrementAndGet);
    var state = StateDatabase.open(new MemoryStore(), Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT),
        new StateOptions(10, 1 << 20));
    var funded = Map.of(Batches.account(1), Genesis.Account.funded(BigInteger.TEN.pow(18)));
    head = GenesisBlock.build(Genesis.withTemplates(Batches.CHAIN_ID, 1_700_000_000_000L,
        ConsensusEntry.dev(Blocks.PRODUCER.publicKey()), funded, settings), state);
  }

  ChainBlock head() {
    return head;
  }

  ScriptedProcessor processor(ScriptedProcessor.Script script) {
    return new ScriptedProcessor(host, script, EVM, INTKEY);
  }

  BlockBuilder draft() {
    return draft(height -> Optional.of(hashOf(height)));
  }

  static Hash32 hashOf(long height) {
    return Sha256.hash(Bytes.copyOf((byte) height));
  }

  BlockBuilder draft(AncestorHashes hashes) {
    long time = head.block().timestampMillis() + 1_000;
    var ethereum = EthereumView.contextAfter(head.block(), Batches.RECIPIENT, time, head.settings());
    var block = new BlockContext(ethereum.number(), time, Batches.CHAIN_ID, Bytes.EMPTY, ethereum.miner(),
        ethereum.gasLimit(), ethereum.baseFee(), ethereum.randomness(), 0, ethereum.parentId(), Map.of());
    return new BlockBuilder(host, ethereum, block, head.state(), hashes, head.changes(),
        new BlockRules(head.nextRules(), new LineageView(head, new BlockStore(new MemoryStore()))));
  }

  /** The draft becomes the head. */
  ChainBlock seal(BlockBuilder draft) {
    var proposal = draft.finish(PRODUCER);
    var header = proposal.completed(Bytes.EMPTY, Bytes.EMPTY);
    var block = proposal.signed(header, Blocks.PRODUCER.sign(Bytes.wrap(header.toByteArray())), Bytes.EMPTY);
    head = new ChainBlock(block, proposal.state(), proposal.changes(), head.settings(), head.lineage().child(block));
    return head;
  }

  static List<String> kinds(List<BatchResult> results) {
    return results.stream().map(result -> result.getClass().getSimpleName()).toList();
  }

  static List<BatchView> transfers(int count) {
    return java.util.stream.IntStream.range(0, count).mapToObj(nonce -> Batches.transfer(1, nonce)).toList();
  }
}
