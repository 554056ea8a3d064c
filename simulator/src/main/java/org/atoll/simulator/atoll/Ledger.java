package org.atoll.simulator.atoll;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.crypto.PaddedTree;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.ethereum.LogsBloom;
import org.atoll.sdk.ethereum.MerklePatricia;
import org.atoll.sdk.proto.BlockHeader;
import org.atoll.sdk.proto.Receipt;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BlockBatch;
import org.atoll.validator.block.BlockTransaction;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.forks.core.SealedBlock;
import org.atoll.validator.mempool.core.HeadView;
import org.atoll.validator.mempool.core.PoolRules;
import org.atoll.validator.settings.ConsensusEntry;

/**
 * What execution gives, for all nodes of a run: each block is executed once. State is made up: a block's state root is the
 * hash of its parent's and of its batches. One thread.
 */
final class Ledger {
  static final long CHAIN_ID = 1;
  private static final long GAS_LIMIT = 30_000_000;
  private static final EthereumHeader ETHEREUM = new EthereumHeader(Hash32.ZERO, EthereumHeader.NO_UNCLES,
      EvmAddress.ZERO, MerklePatricia.EMPTY_ROOT, MerklePatricia.EMPTY_ROOT, MerklePatricia.EMPTY_ROOT,
      Bytes.wrap(new byte[LogsBloom.SIZE]), BigInteger.ZERO, 0, GAS_LIMIT, 0, 0, Bytes.EMPTY, Hash32.ZERO,
      Bytes.wrap(new byte[8]), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
      Optional.empty());

  private final ConsensusEntry entry;
  private final KnownBlock genesis;
  private final Map<BlockId, KnownBlock> blocks = new HashMap<>(); // never iterated
  private final Map<TransactionId, List<KnownBlock>> places = new HashMap<>(); // never iterated

  /** Outcome of executing another's block. */
  sealed interface Executed {
    /** @param first whether nobody had executed it before */
    record Valid(KnownBlock block, boolean first) implements Executed {}

    record Invalid(String why) implements Executed {}
  }

  Ledger(ConsensusEntry entry, long genesisMillis) {
    this.entry = entry;
    var header = common(0, BlockId.NONE, genesisMillis, entry.members().get(0).key(), Hash32.ZERO)
        .setStateRoot(Hash32.ZERO.bytes().toByteString()).build();
    genesis = new KnownBlock(sealed(ExecutedBlock.of(header, Bytes.EMPTY, Bytes.EMPTY, ETHEREUM, 0, List.of())), null);
    blocks.put(genesis.id(), genesis);
  }

  KnownBlock genesis() {
    return genesis;
  }

  /** A block that was executed. */
  KnownBlock known(BlockId id) {
    var block = blocks.get(id);
    if (block == null) {
      throw new IllegalStateException("block " + id + " was never executed");
    }
    return block;
  }

  /** Whether the batch is in the chain that ends there. */
  boolean contains(KnownBlock head, TransactionId batch) {
    for (var place : places.getOrDefault(batch, List.of())) {
      if (place.isBelow(head)) {
        return true;
      }
    }
    return false;
  }

  /** A header that lacks only its signature. */
  SignedHeader draft(KnownBlock parent, long timestampMillis, List<BatchView> batches, PublicKey producer,
      Bytes consensus, Bytes certificate) {
    var root = batchesRoot(batches);
    var header = common(parent.height() + 1, parent.id(), timestampMillis, producer, root)
        .setStateRoot(stateRoot(parent, root).bytes().toByteString())
        .setConsensus(consensus.toByteString())
        .setCertificateHash(SignedHeader.certificateHash(certificate).toByteString())
        .build();
    var bytes = Bytes.wrap(header.toByteArray());
    return new SignedHeader(header, bytes, new BlockId(Sha256.hash(bytes).bytes()), Bytes.EMPTY, certificate);
  }

  private BlockHeader.Builder common(long height, BlockId parent, long timestampMillis, PublicKey producer,
      Hash32 batchesRoot) {
    return BlockHeader.newBuilder().setVersion(1).setChainId(CHAIN_ID).setHeight(height)
        .setParentId(parent.bytes().toByteString()).setTimestampMillis(timestampMillis)
        .setProducer(producer.encoded().toByteString())
        .setBatchesRoot(batchesRoot.bytes().toByteString())
        .setReceiptsRoot(batchesRoot.bytes().toByteString())
        .setEthereumHash(Hash32.ZERO.bytes().toByteString())
        .setGasLimit(GAS_LIMIT)
        .setEngine(entry.engine()).setEngineVersion(entry.version())
        .setEngineParamsHash(entry.paramsHash().bytes().toByteString());
  }

  private static Hash32 batchesRoot(List<BatchView> batches) {
    return PaddedTree.root(batches.stream().map(batch -> batch.id().bytes()).toList());
  }

  private static Hash32 stateRoot(KnownBlock parent, Hash32 batchesRoot) {
    return Sha256.hash(parent.block().header().getStateRoot().toByteArray(), batchesRoot.bytes().unsafeArray());
  }

  /** Executes a block on its parent. */
  Executed execute(SignedHeader header, List<BatchView> batches) {
    var earlier = blocks.get(header.id());
    if (earlier != null) {
      return new Executed.Valid(earlier, false);
    }
    var parent = blocks.get(header.parentId());
    if (parent == null) {
      return new Executed.Invalid("its parent is not valid");
    }
    if (!Bytes.of(header.header().getStateRoot()).equals(stateRoot(parent, batchesRoot(batches)).bytes())) {
      return new Executed.Invalid("state root differs");
    }
    for (var batch : batches) {
      if (contains(parent, batch.id())) {
        return new Executed.Invalid("batch " + batch.id() + " is in the chain already");
      }
    }
    var bodies = batches.stream().map(Ledger::executed).toList();
    var block = new KnownBlock(sealed(new ExecutedBlock(header.header(), header.headerBytes(), header.id(),
        header.signature(), header.certificate(), ETHEREUM, Hash32.ZERO, 0, bodies)), parent);
    blocks.put(block.id(), block);
    batches.forEach(batch -> places.computeIfAbsent(batch.id(), id -> new ArrayList<>(1)).add(block));
    return new Executed.Valid(block, true);
  }

  private static BlockBatch executed(BatchView batch) {
    return new BlockBatch(batch, batch.transactions().stream().map(transaction ->
        new BlockTransaction(transaction, Receipt.getDefaultInstance(), Bytes.EMPTY, -1, 0, 0, List.of())).toList());
  }

  private SealedBlock sealed(ExecutedBlock block) {
    var next = new PoolRules(CHAIN_ID, block.height() + 1, Fork.OSAKA, BigInteger.ZERO, GAS_LIMIT, true, BigInteger.ZERO,
        false);
    return new SealedBlock(block, next, new View(block.id()), List.of());
  }

  /** The chain up to one block. */
  private final class View implements HeadView {
    private final BlockId head;

    View(BlockId head) {
      this.head = head;
    }

    @Override
    public EvmAccount account(EvmAddress address) {
      return EvmAccount.EMPTY;
    }

    @Override
    public Optional<Bytes> code(Hash32 hash) {
      return Optional.empty();
    }

    @Override
    public Optional<Bytes> state(Address address) {
      return Optional.empty();
    }

    @Override
    public boolean contains(TransactionId id) {
      return Ledger.this.contains(known(head), id);
    }

    @Override
    public boolean containsSince(TransactionId id, long height) {
      return contains(id);
    }

    @Override
    public Optional<BlockId> blockAt(long height) {
      var top = known(head);
      return height < 0 || height > top.height() ? Optional.empty() : Optional.of(top.ancestor(height).id());
    }
  }
}
