package org.atoll.validator.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.BlockRef;
import org.atoll.sdk.proto.QueriesReply;
import org.atoll.sdk.proto.QueriesRequest;
import org.atoll.sdk.proto.QueryItem;
import org.atoll.sdk.proto.QueryResult;
import org.atoll.sdk.proto.StateReply;
import org.atoll.sdk.proto.StateRequest;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.chain.ChainReader;
import org.atoll.validator.execution.BlockStart;
import org.atoll.validator.processor.ProcessorHost;
import org.atoll.validator.processor.ProcessorUnavailable;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.state.StatePrunedException;
import org.atoll.validator.state.StateReader;

/** State and queries at a block. Thread-safe. */
final class StateAnswers {
  private static final Duration MAX_QUERY = Duration.ofSeconds(30);
  /** Sets the view of the pending block apart: it knows one ancestor's hash more than its parent. */
  private static final Bytes PENDING = Bytes.copyOf((byte) 1);
  /** Sets the state at a block's start apart. */
  private static final Bytes START = Bytes.copyOf((byte) 2);
  private static final Duration DEFAULT_QUERY = Duration.ofSeconds(5);

  private final ChainReader chain;
  private final ProcessorHost processors;

  StateAnswers(ChainReader chain, ProcessorHost processors) {
    this.chain = chain;
    this.processors = processors;
  }

  /** A block and the state after it, or why it cannot be had. */
  sealed interface At {
    record Ok(ExecutedBlock block, StateReader state) implements At {}

    record Refused(Refusal refusal) implements At {}
  }

  At at(BlockRef ref) {
    var height = chain.resolve(ref);
    if (height.isEmpty()) {
      return new At.Refused(Refusal.of(-32000, "header not found"));
    }
    var state = chain.stateAt(height.get());
    if (state.isEmpty()) {
      return new At.Refused(pruned(height.get(), chain.oldestStateHeight()));
    }
    return new At.Ok(chain.header(height.get()).orElseThrow(), state.get());
  }

  static Refusal pruned(long height, long oldest) {
    return Refusal.named(-32001, "STATE_PRUNED",
        "state of block " + height + " is gone: this node keeps " + oldest + " to head",
        "ask a node that keeps more history").with("oldest", Long.toString(oldest));
  }

  StateReply state(StateRequest request) {
    return switch (at(request.getBlock())) {
      case At.Refused(var refusal) -> stateRefused(refusal);
      case At.Ok(var block, var state) -> {
        try {
          yield state(request, block, state);
        } catch (StatePrunedException gone) { // the chain moved on while it was read
          yield stateRefused(pruned(block.height(), gone.oldestHeight()));
        }
      }
    };
  }

  private static StateReply stateRefused(Refusal refusal) {
    return StateReply.newBuilder().setRefusal(ProcessorCodec.encode(refusal)).build();
  }

  private static StateReply state(StateRequest request, ExecutedBlock block, StateReader state) {
    var reply = StateReply.newBuilder().setHeight(block.height()).setBlockId(block.id().bytes().toByteString());
    state.getAll(request.getAddressesList().stream().map(address -> new Address(Bytes.of(address))).toList())
        .forEach(value -> reply.addEntries(ProcessorCodec.entry(value)));
    return reply.build();
  }

  CompletableFuture<QueriesReply> query(QueriesRequest request) {
    var answers = new ArrayList<CompletableFuture<QueryResult>>(request.getQueriesCount());
    for (var item : request.getQueriesList()) {
      answers.add(query(item));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).thenApply(done -> {
      var reply = QueriesReply.newBuilder();
      answers.forEach(answer -> reply.addResults(answer.join()));
      return reply.build();
    });
  }

  private CompletableFuture<QueryResult> query(QueryItem item) {
    if (item.getBefore()) {
      return queryBefore(item);
    }
    return switch (at(item.getBlock())) {
      case At.Refused(var refusal) -> CompletableFuture.completedFuture(refused(refusal));
      case At.Ok(var block, var state) -> {
        try {
          yield query(item, block, state);
        } catch (StatePrunedException gone) {
          yield CompletableFuture.completedFuture(refused(pruned(block.height(), gone.oldestHeight())));
        }
      }
    };
  }

  private CompletableFuture<QueryResult> query(QueryItem item, ExecutedBlock block, StateReader state) {
    boolean pending = item.getBlock().getRefCase() == BlockRef.RefCase.TAG
        && item.getBlock().getTag() == BlockRef.Tag.PENDING;
    var context = pending ? chain.pendingContext() : chain.contextOf(block, state);
    return ask(item, pending ? block.id().bytes().concat(PENDING) : block.id().bytes(), state, context);
  }

  /** On the state with which the block's first transaction began. */
  private CompletableFuture<QueryResult> queryBefore(QueryItem item) {
    var height = chain.resolve(item.getBlock());
    var found = height.flatMap(chain::header);
    if (found.isEmpty()) {
      return CompletableFuture.completedFuture(refused(Refusal.of(-32000, "header not found")));
    }
    var block = found.get();
    if (block.height() == 0) {
      return CompletableFuture.completedFuture(refused(Refusal.of(-32000, "genesis is not traceable")));
    }
    long before = block.height() - 1;
    var state = chain.stateAt(before);
    if (state.isEmpty()) {
      return CompletableFuture.completedFuture(refused(pruned(before, chain.oldestStateHeight())));
    }
    try {
      var settings = ChainSettings.read(state.get());
      var start = BlockStart.of(block, chain.header(before).orElseThrow(), state.get(), settings);
      return ask(item, block.id().bytes().concat(START), start, chain.contextOf(block, settings));
    } catch (StatePrunedException gone) {
      return CompletableFuture.completedFuture(refused(pruned(before, gone.oldestHeight())));
    }
  }

  private CompletableFuture<QueryResult> ask(QueryItem item, Bytes view, StateReader state,
      BlockContext context) {
    var timeout = item.getTimeoutMillis() == 0 ? DEFAULT_QUERY : Duration.ofMillis(item.getTimeoutMillis());
    var version = versionOf(item.getFamily());
    return processors.query(item.getFamily(), version, context, view,
            chain.readsAt(state, context.height()), Bytes.of(item.getPayload()),
            timeout.compareTo(MAX_QUERY) > 0 ? MAX_QUERY : timeout)
        .exceptionally(failure -> refused(refusalOf(failure, item.getFamily())));
  }

  private String versionOf(String family) {
    return processors.families().stream().filter(name -> name.startsWith(family + " "))
        .map(name -> name.substring(family.length() + 1)).reduce((older, newer) -> newer).orElse("");
  }

  private static Refusal refusalOf(Throwable failure, String family) {
    var cause = failure.getCause() == null ? failure : failure.getCause();
    if (failure instanceof TimeoutException || cause instanceof TimeoutException) {
      return Refusal.named(-32005, "TIMEOUT", "execution timeout", "ask for less, or a node with a longer limit");
    }
    if (failure instanceof StatePrunedException || cause instanceof StatePrunedException) {
      var gone = (StatePrunedException) (failure instanceof StatePrunedException ? failure : cause);
      return pruned(gone.height(), gone.oldestHeight());
    }
    if (failure instanceof ProcessorUnavailable || cause instanceof ProcessorUnavailable) {
      return Refusal.named(-32011, "NOT_READY", "the " + family + " processor is not connected",
          "start it: atoll processor, then ask again").retryable();
    }
    throw new IllegalStateException(failure);
  }

  private static QueryResult refused(Refusal refusal) {
    return QueryResult.newBuilder().setRefusal(ProcessorCodec.encode(refusal)).build();
  }
}
