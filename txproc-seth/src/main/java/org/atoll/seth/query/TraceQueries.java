package org.atoll.seth.query;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.processor.QueryOutcome;
import org.atoll.sdk.processor.QueryRequest;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.StateView;
import org.atoll.sdk.proto.EvmResult;
import org.atoll.sdk.proto.EvmTrace;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.core.BlockEnv;
import org.atoll.seth.core.Evm;
import org.atoll.seth.core.Execution;
import org.atoll.seth.core.TransactionRun.Progress;

/** Answers {@link EvmTrace}. A trace is at most 64 MiB of JSON, compressed on its way at most 8 MiB. Thread-safe. */
final class TraceQueries {
  private static final int MAX_JSON = 64 << 20;
  private static final int MAX_COMPRESSED = 8 << 20;
  private static final int FAILED = -32_000;

  private final Evm evm;

  TraceQueries(Evm evm) {
    this.evm = evm;
  }

  /** Why there is no trace. */
  private static final class NoTrace extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    NoTrace(Refusal refusal) {
      super(refusal.message(), null, false, false);
      this.refusal = refusal;
    }
  }

  QueryOutcome answer(EvmTrace query, QueryRequest request, StateView view) throws Question.Malformed {
    var state = new QueryState(view);
    try {
      var out = new JsonBytes(MAX_JSON);
      if (query.hasCall()) {
        call(query, request, state, out);
      } else {
        transactions(query, request, state, out);
      }
      return compressed(out);
    } catch (NoTrace none) {
      return new QueryOutcome.Refused(none.refusal);
    }
  }

  private void call(EvmTrace query, QueryRequest request, QueryState state, JsonBytes out)
      throws Question.Malformed, NoTrace {
    var env = Queries.environment(query.getCall(), BlockEnv.of(request.block()), state);
    var question = Question.of(query.getCall(), env);
    var tx = question.with(question.gas().orElse(question.gasCap()));
    var trace = trace(query, tx, question.from(), env, state);
    var progress = Queries.toTheEnd(evm.beginCall(tx, question.from(), env, request.stop(), trace), state,
        request.stop());
    finish(progress, trace);
    trace.write(out);
  }

  /** Runs them in order; the last, or each, is traced. */
  private void transactions(EvmTrace query, QueryRequest request, QueryState state, JsonBytes out)
      throws Question.Malformed, NoTrace {
    var env = BlockEnv.of(request.block());
    int last = query.getTransactionsCount() - 1;
    out.raw(query.getEach() ? "[" : "");
    for (int i = 0; i <= last; i++) {
      if (request.stop().requested()) {
        throw new NoTrace(Failures.timeout());
      }
      var sent = query.getTransactions(i);
      var raw = Bytes.of(sent.getRaw());
      if (!(EthereumTransactionCodec.decode(raw) instanceof EthereumTransactionCodec.Decoded.Ok(var tx))) {
        throw new Question.Malformed("transaction " + i + " cannot be decoded");
      }
      var sender = Question.address(sent.getSender(), "sender");
      if (query.getEach() || i == last) {
        var trace = trace(query, tx, sender, env, state);
        var run = evm.begin(tx, sender, env, request.stop(), trace);
        var finished = finish(Queries.toTheEnd(run, state, request.stop()), trace);
        if (query.getEach()) {
          out.raw(i == 0 ? "" : ",").raw("{\"txHash\":").hex(tx.hash().bytes()).raw(",\"result\":");
        }
        trace.write(out);
        out.raw(query.getEach() ? "}" : "");
        state.apply(finished.outcome().orElseThrow().writes());
      } else {
        var run = evm.begin(tx, sender, env);
        state.apply(finished(Queries.toTheEnd(run, state, request.stop())).outcome().orElseThrow().writes());
      }
    }
    out.raw(query.getEach() ? "]" : "");
  }

  private static Progress.Finished finish(Progress progress, Trace trace) throws NoTrace {
    if (trace.isFull()) {
      throw new NoTrace(Failures.traceTooLarge());
    }
    return finished(progress);
  }

  private static Progress.Finished finished(Progress progress) throws NoTrace {
    return switch (progress) {
      case Progress.Refused(var refusal) -> throw new NoTrace(refusal);
      case Progress.Missing missing -> throw new IllegalStateException("fetched state is still missing");
      case Progress.Finished finished -> {
        if (finished.execution().ending() == Execution.Ending.STOPPED) {
          throw new NoTrace(Failures.timeout());
        }
        yield finished;
      }
    };
  }

  private static Trace trace(EvmTrace query, EthereumTransaction tx, EvmAddress sender, BlockEnv env,
      QueryState state) throws NoTrace {
    return switch (query.getTracer()) {
      case "" -> new StructTrace(query, MAX_JSON);
      case "callTracer" -> new CallTrace(query, tx.gasLimit(), MAX_JSON);
      case "4byteTracer" -> new FourByteTrace(MAX_JSON);
      case "prestateTracer" -> new PrestateTrace(query, state, known(tx, sender, env), MAX_JSON);
      default -> throw new NoTrace(Refusal.of(FAILED, "no tracer is called " + query.getTracer()
          + "; there are callTracer, prestateTracer, 4byteTracer, and the struct log without a name"));
    };
  }

  private static List<EvmAddress> known(EthereumTransaction tx, EvmAddress sender, BlockEnv env) {
    var known = new ArrayList<EvmAddress>();
    known.add(sender);
    known.add(env.coinbase());
    tx.to().ifPresent(known::add);
    tx.authorizations().forEach(one -> one.authority().ifPresent(known::add));
    return known;
  }

  private static QueryOutcome compressed(JsonBytes json) {
    if (json.isFull()) {
      return new QueryOutcome.Refused(Failures.traceTooLarge());
    }
    var deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(json.array(), 0, json.size());
      deflater.finish();
      var chunks = ByteString.newOutput();
      var buffer = new byte[1 << 16];
      while (!deflater.finished()) {
        chunks.write(buffer, 0, deflater.deflate(buffer));
        if (chunks.size() > MAX_COMPRESSED) {
          return new QueryOutcome.Refused(Failures.traceTooLarge());
        }
      }
      return Queries.answered(EvmResult.newBuilder().setTrace(chunks.toByteString()));
    } finally {
      deflater.end();
    }
  }
}
