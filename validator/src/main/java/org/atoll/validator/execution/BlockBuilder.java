package org.atoll.validator.execution;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.PaddedTree;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.TransactionView;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.TransactionRequest.Format;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.BlockHeader;
import org.atoll.sdk.proto.Receipt;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.TransactionId;
import org.atoll.validator.block.BlockBatch;
import org.atoll.validator.block.BlockTransaction;
import org.atoll.validator.block.EvmLogs;
import org.atoll.validator.ethereum.EthereumView;
import org.atoll.validator.mempool.core.BlockRules;
import org.atoll.validator.processor.ChangeLog;
import org.atoll.validator.processor.Chunk;
import org.atoll.validator.processor.ProcessorHost;
import org.atoll.validator.processor.ProcessorUnavailable;
import org.atoll.validator.state.StateDraft;
import org.atoll.validator.state.StateLayer;

/**
 * One block under way: executes the batches it is offered in order and keeps those that are valid and fit. Used by
 * the execution thread.
 */
final class BlockBuilder {
  /** What a processor calls a transaction that is invalid only because another of its batch is. */
  private static final String BATCH_REFUSED = "BATCH_REFUSED";
  private static final int MAX_CHUNK_TRANSACTIONS = 500;
  /** EIP-7934 bounds the RLP block; the header and list prefixes take less than the rest. */
  private static final long MAX_ETHEREUM_BYTES = 8_388_608 - 4_096;
  private static final long MAX_NATIVE_BYTES = 8 << 20;
  private static final int ACCOUNT_KEY_SIZE = 3 + 1 + 20;

  private final ProcessorHost processors;
  private final EthereumView.Context ethereum;
  private final BlockContext block;
  private final StateDraft draft;
  private final AncestorHashes hashes;
  private final ChangeLog changes;
  private final BlockRules rules;
  private final List<BlockBatch> batches = new ArrayList<>();
  private final List<BlockTransaction> ethereumTransactions = new ArrayList<>();
  private final List<Bytes> receipts = new ArrayList<>();
  private long ethereumGas;
  private long gasUsed;
  private long ethereumBytes;
  private long nativeBytes;
  private int logs;
  private List<Address> written = List.of();

  BlockBuilder(ProcessorHost processors, EthereumView.Context ethereum, BlockContext block, StateLayer parent,
      AncestorHashes hashes, ChangeLog parentChanges, BlockRules rules) {
    this.processors = processors;
    this.ethereum = ethereum;
    this.block = block;
    this.draft = parent.draft();
    this.hashes = hashes;
    this.rules = rules;
    this.changes = parentChanges.next();
    var writes = SystemWrites.atBlockStart(ethereum, parent);
    draft.apply(writes);
    changes.add(writes.stream().map(StateWrite::address).toList());
  }

  /** Accounts of the EVM whose record the block changes; after {@link #finish}. */
  List<EvmAddress> changedAccounts() {
    return written.stream().map(Address::bytes)
        .filter(a -> a.size() == ACCOUNT_KEY_SIZE && a.get(3) == 0 && a.startsWith(EvmState.PREFIX))
        .map(a -> new EvmAddress(a.slice(4, ACCOUNT_KEY_SIZE))).toList();
  }

  /** Whether the block changes anything below the prefix; after {@link #finish}. */
  boolean changed(Bytes prefix) {
    return written.stream().anyMatch(address -> address.bytes().startsWith(prefix));
  }

  /** One result for each batch, in order. */
  List<BatchResult> execute(List<BatchView> offered) throws InterruptedException {
    var results = new ArrayList<BatchResult>(offered.size());
    var run = new HashSet<TransactionId>();
    int from = 0;
    for (int i = 0; i < offered.size(); i++) {
      var batch = offered.get(i);
      if (touches(batch, run)) { // what became of the others has to be known first
        executeRun(offered.subList(from, i), results);
        run.clear();
        from = i;
      }
      var refusal = rules.refuse(batch);
      if (refusal.isPresent()) {
        executeRun(offered.subList(from, i), results);
        results.add(new BatchResult.Refused(batch, refusal.get()));
        run.clear();
        from = i + 1;
      } else {
        batch.transactions().forEach(transaction -> run.add(transaction.id()));
      }
    }
    executeRun(offered.subList(from, offered.size()), results);
    return results;
  }

  /** Whether the batch repeats or needs a transaction of the run. */
  private static boolean touches(BatchView batch, Set<TransactionId> run) {
    return batch.transactions().stream()
        .anyMatch(tx -> run.contains(tx.id()) || tx.dependencies().stream().anyMatch(run::contains));
  }

  private void executeRun(List<BatchView> offered, List<BatchResult> results) throws InterruptedException {
    int from = 0;
    while (from < offered.size()) {
      int to = endOfChunk(offered, from);
      if (to == from) {
        results.add(new BatchResult.NoRoom(offered.get(from)));
        from++;
      } else {
        results.addAll(executeChunk(offered.subList(from, to)));
        from = to;
      }
    }
  }

  /** End of the run of batches from {@code from} that share a family and fit together; {@code from} if none fits. */
  private int endOfChunk(List<BatchView> offered, int from) {
    var first = offered.get(from).transactions().getFirst();
    long gas = ethereumGas;
    long rawBytes = ethereumBytes;
    long otherBytes = nativeBytes;
    int transactions = 0;
    int to = from;
    while (to < offered.size()) {
      var batch = offered.get(to);
      if (!sameFamily(batch, first)) {
        break;
      }
      transactions += batch.transactions().size();
      for (var transaction : batch.transactions()) {
        if (transaction.ethereum().isPresent()) {
          gas += transaction.ethereum().get().gasLimit();
          rawBytes += transaction.body().size() + 9L;
        } else {
          otherBytes += transaction.body().size() + transaction.payload().size() + 128L;
        }
      }
      boolean fits = gas <= ethereum.gasLimit() && rawBytes <= MAX_ETHEREUM_BYTES && otherBytes <= MAX_NATIVE_BYTES
          && (transactions <= MAX_CHUNK_TRANSACTIONS || to == from);
      if (!fits) {
        break;
      }
      to++;
    }
    return to;
  }

  private static boolean sameFamily(BatchView batch, TransactionView first) {
    return batch.transactions().stream()
        .allMatch(tx -> tx.family().equals(first.family()) && tx.version().equals(first.version()));
  }

  /** Where a processor fails on a chunk, halves of it find out on which batch. */
  private List<BatchResult> executeChunk(List<BatchView> offered) throws InterruptedException {
    var first = offered.getFirst().transactions().getFirst();
    var chunk = new Chunk(first.family(), first.version(), block, offered, new ExecutionReads(draft, hashes), changes);
    String why;
    try {
      var executed = processors.execute(chunk);
      var violation = violation(offered, executed);
      if (violation.isEmpty()) {
        return take(chunk, executed);
      }
      why = violation.get();
      processors.condemn(executed, why);
    } catch (ProcessorUnavailable away) {
      why = String.valueOf(away.getMessage());
      if (!away.isFailure()) {
        return unavailable(offered, why);
      }
    }
    if (offered.size() == 1) {
      return List.of(new BatchResult.Failed(offered.getFirst(), why));
    }
    if (!processors.serves(first.family(), first.version())) {
      return unavailable(offered, why);
    }
    var results = new ArrayList<>(executeChunk(offered.subList(0, offered.size() / 2)));
    results.addAll(executeChunk(offered.subList(offered.size() / 2, offered.size())));
    return results;
  }

  private static List<BatchResult> unavailable(List<BatchView> offered, String why) {
    return offered.stream().<BatchResult>map(batch -> new BatchResult.Unavailable(batch, why)).toList();
  }

  /** The outcomes of each batch. */
  private static List<List<Outcome>> byBatch(List<BatchView> offered, List<Outcome> outcomes) {
    var groups = new ArrayList<List<Outcome>>(offered.size());
    int next = 0;
    for (var batch : offered) {
      groups.add(outcomes.subList(next, next + batch.transactions().size()));
      next += batch.transactions().size();
    }
    return groups;
  }

  /** The batch's own refusal, rather than that of a transaction refused because of another; empty: applied. */
  private static Optional<Refusal> refusal(List<Outcome> outcomes) {
    Optional<Refusal> found = Optional.empty();
    for (var outcome : outcomes) {
      if (outcome instanceof Outcome.Invalid(var refusal)
          && (found.isEmpty() || found.get().name().equals(BATCH_REFUSED))) {
        found = Optional.of(refusal);
      }
    }
    return found;
  }

  private static Optional<String> violation(List<BatchView> offered, ProcessorHost.Executed executed) {
    var groups = byBatch(offered, executed.outcomes());
    for (int i = 0; i < offered.size(); i++) {
      if (refusal(groups.get(i)).isPresent()) {
        continue;
      }
      var transactions = offered.get(i).transactions();
      for (int k = 0; k < transactions.size(); k++) {
        var found = WriteRules.violation(executed.family(), transactions.get(k), (Outcome.Applied) groups.get(i).get(k));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** Results that break no rule. */
  private List<BatchResult> take(Chunk chunk, ProcessorHost.Executed executed) {
    var results = new ArrayList<BatchResult>(chunk.batches().size());
    var written = new ArrayList<StateWrite>();
    var groups = byBatch(chunk.batches(), executed.outcomes());
    for (int i = 0; i < groups.size(); i++) {
      var batch = chunk.batches().get(i);
      var outcomes = groups.get(i);
      results.add(refusal(outcomes).<BatchResult>map(refusal -> new BatchResult.Refused(batch, refusal)).orElseGet(() -> {
        include(batch, outcomes, written);
        return new BatchResult.Included(batch);
      }));
    }
    processors.settle(executed, chunk, written);
    return results;
  }

  private void include(BatchView batch, List<Outcome> outcomes, List<StateWrite> written) {
    var transactions = new ArrayList<BlockTransaction>(outcomes.size());
    for (int k = 0; k < outcomes.size(); k++) {
      var view = batch.transactions().get(k);
      var applied = (Outcome.Applied) outcomes.get(k);
      draft.apply(applied.writes());
      written.addAll(applied.writes());
      transactions.add(record(view, applied));
    }
    batches.add(new BlockBatch(batch, transactions));
    rules.applied(batch);
  }

  private BlockTransaction record(TransactionView view, Outcome.Applied applied) {
    var receipt = Receipt.newBuilder()
        .setTransactionId(view.id().bytes().toByteString())
        .setStatus(applied.status())
        .setGasUsed(applied.gasUsed())
        .setFamilyData(applied.familyData().toByteString());
    applied.events().forEach(event -> receipt.addEvents(ProcessorCodec.encode(event)));
    var message = receipt.build();
    var bytes = Bytes.wrap(message.toByteArray());
    receipts.add(bytes);
    gasUsed += applied.gasUsed();
    if (view.format() != Format.ETHEREUM) {
      nativeBytes += view.body().size() + view.payload().size() + 128L;
      return new BlockTransaction(view, message, bytes, -1, 0, 0, List.of());
    }
    ethereumGas += applied.gasUsed();
    ethereumBytes += view.body().size() + 9L;
    var own = EvmLogs.of(message);
    var transaction = new BlockTransaction(view, message, bytes, ethereumTransactions.size(), ethereumGas, logs, own);
    logs += own.size();
    ethereumTransactions.add(transaction);
    return transaction;
  }

  /** Computes every root; the block lacks only the engine's bytes and the signature. */
  Proposal finish(Proposal.Producer producer) {
    written = List.copyOf(draft.changed()); // sealing empties the draft
    var state = draft.seal(block.height());
    var built = EthereumView.build(ethereum, state.familyRoot(EvmState.PREFIX), ethereumTransactions);
    var header = BlockHeader.newBuilder()
        .setVersion(1)
        .setChainId(block.chainId())
        .setHeight(block.height())
        .setParentId(block.parentId().bytes().toByteString())
        .setTimestampMillis(block.timestampMillis())
        .setProducer(producer.key().encoded().toByteString())
        .setBatchesRoot(PaddedTree.root(batches.stream().map(b -> b.batch().id().bytes()).toList())
            .bytes().toByteString())
        .setStateRoot(state.stateRoot().bytes().toByteString())
        .setReceiptsRoot(PaddedTree.root(receipts).bytes().toByteString())
        .setEthereumHash(built.header().hash().bytes().toByteString())
        .setGasUsed(gasUsed)
        .setGasLimit(ethereum.gasLimit())
        .setEngine(producer.engine())
        .setEngineVersion(producer.engineVersion())
        .setEngineParamsHash(producer.paramsHash().bytes().toByteString())
        .build();
    return new Proposal(header, built.header(), built.size(), List.copyOf(batches), state, changes);
  }
}
