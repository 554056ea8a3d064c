package org.atoll.seth.query;

import com.google.protobuf.InvalidProtocolBufferException;
import org.atoll.sdk.processor.QueryOutcome;
import org.atoll.sdk.processor.QueryRequest;
import org.atoll.sdk.processor.QueryRequest.Stop;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.StateView;
import org.atoll.sdk.proto.EvmBlockOverrides;
import org.atoll.sdk.proto.EvmCall;
import org.atoll.sdk.proto.EvmQuery;
import org.atoll.sdk.proto.EvmResult;
import org.atoll.sdk.value.Bytes;
import org.atoll.seth.core.BlockEnv;
import org.atoll.seth.core.Evm;
import org.atoll.seth.core.Execution;
import org.atoll.seth.core.TransactionRun;
import org.atoll.seth.core.TransactionRun.Progress;
import org.atoll.seth.precompile.Precompiles;

/** Answers {@link EvmQuery}: calls, gas estimates and traces on the state of one block. Thread-safe. */
public final class Queries {
  private static final int INVALID_PARAMS = -32_602;
  private static final int MAX_ACCOUNTS = 1_000;
  private static final int MAX_SLOTS = 10_000;

  private final Evm evm;
  private final TraceQueries traces;

  public Queries(Evm evm) {
    this.evm = evm;
    this.traces = new TraceQueries(evm);
  }

  public QueryOutcome answer(QueryRequest request, StateView state) {
    try {
      var query = EvmQuery.parseFrom(request.payload().unsafeArray());
      return switch (query.getQueryCase()) {
        case CALL -> call(query.getCall(), request, state);
        case ESTIMATE -> estimate(query.getEstimate(), request, state);
        case TRACE -> traces.answer(query.getTrace(), request, state);
        case QUERY_NOT_SET -> refused("the query is empty");
      };
    } catch (InvalidProtocolBufferException broken) {
      return refused("not an EvmQuery");
    } catch (Question.Malformed malformed) {
      return refused(malformed.what());
    }
  }

  private static QueryOutcome refused(String what) {
    return new QueryOutcome.Refused(Refusal.of(INVALID_PARAMS, "invalid argument 0: " + what));
  }

  private QueryOutcome call(EvmCall call, QueryRequest request, StateView view) throws Question.Malformed {
    var state = new QueryState(view);
    var env = environment(call, BlockEnv.of(request.block()), state);
    var question = Question.of(call, env);
    long gas = question.gas().orElse(question.gasCap());
    return switch (run(question, gas, env, state, request.stop())) {
      case Progress.Refused(var refusal) -> new QueryOutcome.Refused(refusal);
      case Progress.Finished(var execution, var none) -> answer(execution);
      case Progress.Missing missing -> throw new IllegalStateException("fetched state is still missing");
    };
  }

  private static QueryOutcome answer(Execution execution) {
    return execution.succeeded()
        ? answered(EvmResult.newBuilder().setOutput(execution.output().toByteString()).setGas(execution.gasUsed()))
        : new QueryOutcome.Refused(Failures.of(execution));
  }

  static QueryOutcome answered(EvmResult.Builder result) {
    return new QueryOutcome.Answered(Bytes.wrap(result.build().toByteArray()));
  }

  private QueryOutcome estimate(EvmCall call, QueryRequest request, StateView view) throws Question.Malformed {
    var state = new QueryState(view);
    var env = environment(call, BlockEnv.of(request.block()), state);
    var question = Question.of(call, env);
    return new Estimate(question, env, state, gas -> run(question, gas, env, state, request.stop())).answer();
  }

  private Progress run(Question question, long gas, BlockEnv env, QueryState state, Stop stop) {
    return toTheEnd(evm.beginCall(question.with(gas), question.from(), env, stop), state, stop);
  }

  /** Fetches what is missing on the way; refused when it is to stop. */
  static Progress toTheEnd(TransactionRun run, QueryState state, Stop stop) {
    while (true) {
      var progress = run.advance(state);
      if (!(progress instanceof Progress.Missing(var addresses))) {
        return progress;
      }
      if (stop.requested()) {
        return new Progress.Refused(Failures.timeout());
      }
      state.fetch(addresses);
    }
  }

  static BlockEnv environment(EvmCall call, BlockEnv block, QueryState state) throws Question.Malformed {
    if (call.getOverridesCount() > MAX_ACCOUNTS) {
      throw new Question.Malformed("more than " + MAX_ACCOUNTS + " accounts overridden");
    }
    var precompiles = block.precompiles();
    int slots = 0;
    for (var override : call.getOverridesList()) {
      var address = Question.address(override.getAddress(), "overridden address");
      slots += override.getSlotsCount();
      if (slots > MAX_SLOTS) {
        throw new Question.Malformed("more than " + MAX_SLOTS + " slots overridden");
      }
      for (var slot : override.getSlotsList()) {
        if (slot.getSlot().size() > 32 || slot.getValue().size() > 32) {
          throw new Question.Malformed("an overridden slot has more than 32 bytes");
        }
      }
      if (override.hasBalance()) {
        var unused = Question.quantity(override.getBalance(), "overridden balance");
      }
      if (override.hasMovePrecompileTo()) {
        var to = Question.address(override.getMovePrecompileTo(), "movePrecompileToAddress");
        precompiles = precompiles.moved(address, to)
            .orElseThrow(() -> new Question.Malformed("account " + address + " is not a precompile"));
      }
      state.override(address, override);
    }
    var with = call.getBlock();
    return call.hasBlock() || precompiles != block.precompiles() ? overridden(block, with, precompiles) : block;
  }

  private static BlockEnv overridden(BlockEnv block, EvmBlockOverrides with,
      Precompiles precompiles) throws Question.Malformed {
    return block.overridden(
        with.hasNumber() ? with.getNumber() : block.number(),
        with.hasTime() ? with.getTime() : block.timestampSeconds(),
        with.hasGasLimit() ? with.getGasLimit() : block.gasLimit(),
        with.hasFeeRecipient() ? Question.address(with.getFeeRecipient(), "feeRecipient") : block.coinbase(),
        with.hasRandomness() ? Question.hash(with.getRandomness(), "prevRandao") : block.randomness(),
        with.hasBaseFee() ? Question.quantity(with.getBaseFee(), "baseFeePerGas") : block.baseFee(),
        precompiles);
  }

}
