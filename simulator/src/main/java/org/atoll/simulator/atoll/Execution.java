package org.atoll.simulator.atoll;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.simulator.core.model.MessageKind;
import org.atoll.simulator.core.world.NodeContext;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.chain.MemberGuards;
import org.atoll.validator.chain.core.ChainEvent;
import org.atoll.validator.execution.BatchResult;
import org.atoll.validator.finality.core.Signed;
import org.jspecify.annotations.Nullable;

/** The execution thread of one node: takes CPU time, and gives what the {@link Ledger} says. */
final class Execution {
  private static final int SERVER_ERROR = -32_000;

  private final AtollCluster cluster;
  private final Ledger ledger;
  private final NodeContext world;
  private final Optional<MemberGuards> guards;
  private final BiConsumer<ChainEvent, Long> done;
  private @Nullable Draft draft;

  /** A block in the making. */
  private record Draft(long id, KnownBlock parent, long timestampMillis, List<BatchView> batches) {}

  /** @param done told what came out, and the node's time */
  Execution(AtollCluster cluster, NodeContext world, Optional<MemberGuards> guards, BiConsumer<ChainEvent, Long> done) {
    this.cluster = cluster;
    this.ledger = cluster.ledger();
    this.world = world;
    this.guards = guards;
    this.done = done;
  }

  void start(long id, BlockId parent, long timestampMillis) {
    draft = new Draft(id, ledger.known(parent), timestampMillis, new ArrayList<>());
  }

  void abandon(long id) {
    if (draft != null && draft.id() == id) {
      draft = null;
    }
  }

  void execute(long id, List<BatchView> batches) {
    world.execute(batches.size() * cluster.costs().transactionMicros(), now -> {
      var open = draft;
      if (open != null && open.id() == id) {
        var results = new ArrayList<BatchResult>(batches.size());
        for (var batch : batches) {
          results.add(include(open, batch));
        }
        done.accept(new ChainEvent.ChunkDone(id, results), now);
      }
    });
  }

  private BatchResult include(Draft open, BatchView batch) {
    if (ledger.contains(open.parent(), batch.id())) {
      return new BatchResult.Refused(batch, Refusal.of(SERVER_ERROR, "already known"));
    }
    open.batches().add(batch);
    return new BatchResult.Included(batch);
  }

  void seal(long id, Bytes consensus, Bytes certificate) {
    world.execute(cluster.costs().blockMicros(), now -> {
      var open = draft;
      if (open == null || open.id() != id) {
        return; // abandoned meanwhile
      }
      draft = null;
      var header = ledger.draft(open.parent(), open.timestampMillis(), open.batches(), cluster.key(world.self()),
          consensus, certificate);
      var sealed = guards.flatMap(own -> sealed(own, header, open.batches()));
      world.log((sealed.isEmpty() ? "seal.refused" : "block.sealed") + " height=" + header.height() + " id="
          + header.id().bytes().toHex() + " parent=" + header.parentId().bytes().toHex() + " time="
          + header.timestampMillis());
      done.accept(sealed.isEmpty() ? new ChainEvent.DraftFailed(id, "the guard refuses")
          : result(sealed.get(), open.batches(), block -> new ChainEvent.BlockSealed(id, block.sealed())), now);
    });
  }

  private static Optional<SignedHeader> sealed(MemberGuards guards, SignedHeader draft, List<BatchView> batches) {
    return switch (guards.seal(draft, batches)) {
      case Signed.Ok(var signature) -> Optional.of(draft.withSignature(signature));
      case Signed.Refused ignored -> Optional.empty();
    };
  }

  /** What executing gives as an event. */
  private interface Answer {
    ChainEvent of(KnownBlock block);
  }

  void validate(SignedHeader header, List<BatchView> batches) {
    world.execute(cluster.costs().blockMicros() + batches.size() * cluster.costs().transactionMicros(), now ->
        done.accept(result(header, batches, block -> new ChainEvent.BlockExecuted(block.sealed())), now));
  }

  private ChainEvent result(SignedHeader header, List<BatchView> batches, Answer answer) {
    return switch (ledger.execute(header, batches)) {
      case Ledger.Executed.Valid(var block, var first) -> {
        if (first) {
          world.record().block(block.key(), KnownBlock.key(header.parentId()), header.height(),
              cluster.number(header.producer()), batches.size(),
              MessageSizes.size(header) + MessageSizes.size(batches));
        }
        if (world.record().tracksDelivery()) {
          world.record().seen(MessageKind.BLOCK, block.key());
          batches.forEach(batch -> world.record().seen(MessageKind.TRANSACTION, FakeKeys.word(batch.id().bytes(), 0)));
        }
        yield answer.of(block);
      }
      case Ledger.Executed.Invalid(var why) -> new ChainEvent.BlockRefused(header.id(), why);
    };
  }
}
