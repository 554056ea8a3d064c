package org.atoll.validator.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.EnvelopeCodec;
import org.atoll.sdk.envelope.EnvelopeCodec.Decoded;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.Envelope;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.proto.SubmitReply;
import org.atoll.sdk.proto.SubmitRequest;
import org.atoll.sdk.proto.SubmitResult;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.chain.ChainLoop;
import org.atoll.validator.chain.ChainReader;
import org.atoll.validator.mempool.core.EthereumRules;
import org.atoll.validator.mempool.core.PoolRules;

/** What clients submit: checked in parallel as far as it needs no order, then handed to the mempool. Thread-safe. */
final class Submissions {
  private static final int MAX_BATCHES = 10_000;
  private static final int PER_TASK = 16;

  private final ChainLoop chain;
  private final ChainReader reader;
  private final Executor pool;
  private final MinedWaits waits;

  Submissions(ChainLoop chain, ChainReader reader, Executor pool, MinedWaits waits) {
    this.chain = chain;
    this.reader = reader;
    this.pool = pool;
    this.waits = waits;
  }

  /** Outcome of the checks that need no order. */
  private sealed interface Checked {
    record Good(BatchView batch) implements Checked {}

    record Bad(Refusal refusal) implements Checked {}
  }

  CompletableFuture<SubmitReply> submit(SubmitRequest request) {
    var envelopes = request.getBatchesList();
    if (envelopes.size() > MAX_BATCHES) {
      var refusal = Refusal.named(-32005, "LIMIT", "more than " + MAX_BATCHES + " batches in one request",
          "send fewer at once");
      return CompletableFuture.completedFuture(reply(envelopes.stream().<Checked>map(e -> new Checked.Bad(refusal))
          .toList(), List.of()));
    }
    var rules = reader.head().nextRules();
    return check(envelopes, rules).thenCompose(checked -> {
      var good = new ArrayList<BatchView>(checked.size());
      for (var one : checked) {
        if (one instanceof Checked.Good(var batch)) {
          good.add(batch);
        }
      }
      if (good.isEmpty()) {
        return CompletableFuture.completedFuture(reply(checked, List.of()));
      }
      var mined = waits.expect(good);
      return chain.submit(good).whenComplete((admission, failure) -> {
        if (failure != null) {
          mined.cancel();
        }
      }).thenCompose(admission -> {
        var reply = reply(checked, admission.refusals());
        return waits.enabled() ? mined.of(admission.executable()).thenApply(done -> reply)
            : CompletableFuture.completedFuture(reply);
      });
    });
  }

  private CompletableFuture<List<Checked>> check(List<Envelope> envelopes, PoolRules rules) {
    if (envelopes.size() <= PER_TASK) {
      return CompletableFuture.completedFuture(checkAll(envelopes, rules));
    }
    var parts = new ArrayList<CompletableFuture<List<Checked>>>();
    for (int from = 0; from < envelopes.size(); from += PER_TASK) {
      var part = envelopes.subList(from, Math.min(envelopes.size(), from + PER_TASK));
      parts.add(CompletableFuture.supplyAsync(() -> checkAll(part, rules), pool));
    }
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(done -> parts.stream().flatMap(part -> part.join().stream()).toList());
  }

  private static List<Checked> checkAll(List<Envelope> envelopes, PoolRules rules) {
    var checked = new ArrayList<Checked>(envelopes.size());
    for (var envelope : envelopes) {
      checked.add(check(envelope, rules));
    }
    return checked;
  }

  private static Checked check(Envelope envelope, PoolRules rules) {
    if (envelope.getFormat() == EnvelopeFormat.ETHEREUM && envelope.getBody().size() > EthereumRules.MAX_RAW_BYTES) {
      return new Checked.Bad(Refusal.of(-32000, "oversized data"));
    }
    return switch (EnvelopeCodec.decode(envelope.getFormat(), Bytes.of(envelope.getBody()))) {
      case Decoded.Refused(var refusal) -> new Checked.Bad(refusal);
      case Decoded.Ok(var batch) -> batch.transactions().getFirst().ethereum()
          .flatMap(tx -> EthereumRules.refuse(tx, rules))
          .<Checked>map(Checked.Bad::new)
          .orElseGet(() -> new Checked.Good(batch));
    };
  }

  private static SubmitReply reply(List<Checked> checked, List<Optional<Refusal>> admitted) {
    var reply = SubmitReply.newBuilder();
    int next = 0;
    for (var one : checked) {
      reply.addResults(switch (one) {
        case Checked.Bad(var refusal) -> SubmitResult.newBuilder().setRefusal(ProcessorCodec.encode(refusal)).build();
        case Checked.Good(var batch) -> {
          var result = SubmitResult.newBuilder().setId(batch.id().bytes().toByteString());
          admitted.get(next++).ifPresent(refusal -> result.setRefusal(ProcessorCodec.encode(refusal)));
          yield result.build();
        }
      });
    }
    return reply.build();
  }
}
