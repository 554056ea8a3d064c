package org.atoll.validator.chain;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.proto.BlockRef;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BlockBatch;
import org.atoll.validator.block.BlockStore;
import org.atoll.validator.block.BlockStore.Place;
import org.atoll.validator.block.BlockTransaction;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.block.LogIndex;
import org.atoll.validator.ethereum.EthereumView;
import org.atoll.validator.execution.AncestorHashes;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.execution.ExecutionReads;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateLayer;
import org.atoll.validator.state.StateReader;

/** The chain as clients may see it: up to the published head, which need not be final yet. Thread-safe. */
public final class ChainReader {
  private final long chainId;
  private final Bytes chainTag;
  private final BlockStore blocks;
  private final LogIndex logs;
  private final StateDatabase state;
  private final RecentBlocks recent;
  private volatile ChainBlock head;
  private volatile long finalHeight;
  /** Published blocks above the last final one, and that one. */
  private volatile NavigableMap<Long, ChainBlock> unfinal = Collections.emptyNavigableMap();

  ChainReader(long chainId, Bytes chainTag, BlockStore blocks, LogIndex logs, StateDatabase state,
      RecentBlocks recent, ChainBlock head) {
    this.chainId = chainId;
    this.chainTag = chainTag;
    this.blocks = blocks;
    this.logs = logs;
    this.state = state;
    this.recent = recent;
    this.head = head;
    this.finalHeight = head.block().height();
    this.unfinal = new TreeMap<>(Map.of(finalHeight, head));
  }

  /** The blocks above {@code above} are replaced by these, of which the last is the new head. */
  void publish(long above, List<ChainBlock> added) {
    var next = new TreeMap<>(unfinal.headMap(above, true));
    added.forEach(block -> next.put(block.block().height(), block));
    unfinal = next;
    head = added.getLast();
  }

  /** Blocks up to this height are final and on disk. */
  void finalised(long height) {
    finalHeight = height;
    unfinal = new TreeMap<>(unfinal.tailMap(height, true));
  }

  /** The chain goes on from a final block that is not executed here. */
  void replaced(ChainBlock joined) {
    unfinal = new TreeMap<>(Map.of(joined.block().height(), joined));
    head = joined;
    finalHeight = joined.block().height();
  }

  /** Blocks up to this height may be missing, with their receipts and logs: this node began above them. 0: none. */
  public long joinedHeight() {
    return blocks.joinedHeight();
  }

  /** Published blocks above the last final one, and that one, lowest first. */
  List<ChainBlock> unfinal() {
    return List.copyOf(unfinal.values());
  }

  public long chainId() {
    return chainId;
  }

  public ChainBlock head() {
    return head;
  }

  /** Newest final height that is on disk. */
  public long finalHeight() {
    return Math.min(finalHeight, head.block().height());
  }

  public long oldestStateHeight() {
    return state.oldestHeight();
  }

  public LogIndex logIndex() {
    return logs;
  }

  /** Height a reference means; empty when there is no such block. */
  public Optional<Long> resolve(BlockRef ref) {
    long newest = head.block().height();
    return switch (ref.getRefCase()) {
      case NUMBER -> ref.getNumber() >= 0 && ref.getNumber() <= newest ? Optional.of(ref.getNumber())
          : Optional.empty();
      case HASH -> heightOf(Bytes.of(ref.getHash())).filter(height -> height <= newest);
      case TAG -> Optional.of(switch (ref.getTag()) {
        case EARLIEST -> 0L;
        case SAFE, FINALIZED -> finalHeight();
        case LATEST, PENDING, UNRECOGNIZED -> newest;
      });
      case REF_NOT_SET -> Optional.of(newest);
    };
  }

  private Optional<Long> heightOf(Bytes hash) {
    if (hash.size() != Hash32.SIZE) {
      return Optional.empty();
    }
    return recent.byHash(hash).map(ExecutedBlock::height).or(() -> blocks.heightOf(hash));
  }

  public Optional<ExecutedBlock> block(long height) {
    if (height > head.block().height()) {
      return Optional.empty();
    }
    return recent.at(height).or(() -> blocks.block(height));
  }

  /** Perhaps without its batches. */
  public Optional<ExecutedBlock> header(long height) {
    if (height < 0 || height > head.block().height()) {
      return Optional.empty();
    }
    return recent.at(height).or(() -> blocks.header(height));
  }

  /** A transaction in a block. */
  public record Found(ExecutedBlock header, BlockBatch batch, BlockTransaction transaction) {}

  public Optional<Found> transaction(TransactionId id) {
    var place = recent.place(id).or(() -> blocks.placeOf(id));
    if (place.isEmpty() || place.get().height() > head.block().height()) {
      return Optional.empty();
    }
    return Optional.of(at(place.get()));
  }

  private Found at(Place place) {
    var inMemory = recent.at(place.height());
    var header = inMemory.or(() -> blocks.header(place.height())).orElseThrow();
    var batch = inMemory.map(found -> found.batches().get(place.batch()))
        .or(() -> blocks.batch(place.height(), place.batch())).orElseThrow();
    return new Found(header, batch, batch.transactions().get(place.transaction()));
  }

  /** State after the block; empty when it is older than what this node keeps. */
  public Optional<StateReader> stateAt(long height) {
    var shown = unfinal.get(height);
    return shown != null ? Optional.of(shown.state()) : state.at(height);
  }

  /** State and trees after the block; empty when they cannot be made again. */
  public Optional<StateLayer> provableAt(long height) {
    var shown = unfinal.get(height);
    return shown != null ? Optional.of(shown.state()) : state.provableAt(height);
  }

  public ExecutionReads readsAt(StateReader reader, long height) {
    return new ExecutionReads(reader, ancestors(height));
  }

  private AncestorHashes ancestors(long height) {
    return wanted -> wanted < height ? header(wanted).map(ExecutedBlock::ethereumHash) : Optional.empty();
  }

  /** What contracts saw of the world in that block. */
  public BlockContext contextOf(ExecutedBlock block, StateReader after) {
    return contextOf(block, block.height() == head.block().height() ? head.settings() : ChainSettings.read(after));
  }

  /** What contracts saw in a block that obeyed these settings. */
  public BlockContext contextOf(ExecutedBlock block, ChainSettings settings) {
    var ethereum = block.ethereum();
    return new BlockContext(block.height(), block.timestampMillis(), chainId, chainTag, ethereum.miner(),
        ethereum.gasLimit(), ethereum.baseFeePerGas().orElse(java.math.BigInteger.ZERO), ethereum.mixHash(),
        Math.max(0, block.height() - 1), block.parentId(), settings.evm());
  }

  /** What contracts would see in the block after the head, at the head's time plus one second. */
  public BlockContext pendingContext() {
    var newest = head;
    var block = newest.block();
    var next = EthereumView.contextAfter(block, block.ethereum().miner(), block.timestampMillis() + 1_000,
        newest.settings());
    return new BlockContext(next.number(), next.timestampMillis(), chainId, chainTag, next.miner(), next.gasLimit(),
        next.baseFee(), next.randomness(), block.height(), next.parentId(), newest.settings().evm());
  }

  public BlockId genesisId() {
    return header(0).orElseThrow().id();
  }

  /** Settings the block after the head obeys. */
  public Map<String, String> settings() {
    return head.settings().evm();
  }
}
