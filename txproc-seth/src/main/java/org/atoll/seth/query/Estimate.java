package org.atoll.seth.query;

import java.math.BigInteger;
import java.util.function.LongFunction;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.processor.QueryOutcome;
import org.atoll.sdk.proto.EvmResult;
import org.atoll.seth.core.BlockEnv;
import org.atoll.seth.core.Execution;
import org.atoll.seth.core.TransactionRun.Progress;

/** The least gas limit, within 1.5 %, with which a call succeeds: evm.md §6. Used by one thread. */
final class Estimate {
  private static final long TRANSFER_GAS = 21_000;
  private static final long STIPEND = 2_300;
  private static final long TRANSACTION_GAS_LIMIT = 1L << 24; // EIP-7825

  private final Question question;
  private final BlockEnv env;
  private final QueryState state;
  private final LongFunction<Progress> run;

  /** @param run tries the question with so much gas */
  Estimate(Question question, BlockEnv env, QueryState state, LongFunction<Progress> run) {
    this.question = question;
    this.env = env;
    this.state = state;
    this.run = run;
  }

  QueryOutcome answer() {
    long high = highest();
    if (isPlainTransfer() && high >= TRANSFER_GAS && succeeds(run.apply(TRANSFER_GAS))) {
      return estimate(TRANSFER_GAS);
    }
    return switch (run.apply(high)) {
      case Progress.Refused(var refusal) when refusal.message().startsWith("intrinsic gas too low") ->
          new QueryOutcome.Refused(Failures.allowanceExceeded(high));
      case Progress.Refused(var refusal) -> new QueryOutcome.Refused(refusal);
      case Progress.Finished(var execution, var none) when execution.succeeded() -> search(execution, high);
      case Progress.Finished(var execution, var none) -> new QueryOutcome.Refused(
          execution.failure().equals("out of gas") ? Failures.allowanceExceeded(high) : Failures.of(execution));
      case Progress.Missing missing -> throw new IllegalStateException("fetched state is still missing");
    };
  }

  private long highest() {
    long high = Math.min(question.gas().orElse(question.gasCap()), Math.min(question.gasCap(), Question.DEFAULT_GAS_CAP));
    if (env.gasLimit() >= 0) {
      high = Math.min(high, env.gasLimit());
    }
    if (env.fork().atLeast(Fork.OSAKA)) {
      high = Math.min(high, TRANSACTION_GAS_LIMIT);
    }
    if (!env.fees().free() && question.feeCap().signum() > 0) {
      var affordable = state.account(question.from()).balance().subtract(question.value()).divide(question.feeCap());
      high = affordable.max(BigInteger.ZERO).min(BigInteger.valueOf(high)).longValue();
    }
    return high;
  }

  private boolean isPlainTransfer() {
    return question.input().isEmpty() && question.to().isPresent()
        && state.account(question.to().get()).codeHash().isEmpty();
  }

  private static boolean succeeds(Progress progress) {
    return progress instanceof Progress.Finished(var execution, var none) && execution.succeeded();
  }

  private QueryOutcome search(Execution first, long high) {
    long low = Math.max(first.gasUsed() - 1, 0);
    long guess = (first.gasUsed() + first.gasRefunded() + STIPEND) * 64 / 63;
    if (guess < high) {
      var tried = run.apply(guess);
      if (isStopped(tried)) {
        return new QueryOutcome.Refused(Failures.timeout());
      }
      if (succeeds(tried)) {
        high = guess;
      } else {
        low = guess;
      }
    }
    while (low + 1 < high && (high - low) * 1_000 > high * 15) {
      long middle = Math.min(low + (high - low) / 2, 2 * low); // most need little more than they used
      var tried = run.apply(middle);
      if (isStopped(tried)) {
        return new QueryOutcome.Refused(Failures.timeout());
      }
      if (succeeds(tried)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return estimate(high);
  }

  private static boolean isStopped(Progress progress) {
    return switch (progress) {
      case Progress.Finished(var execution, var none) -> execution.ending() == Execution.Ending.STOPPED;
      case Progress.Refused(var refusal) -> refusal.equals(Failures.timeout());
      case Progress.Missing missing -> false;
    };
  }

  private static QueryOutcome estimate(long gas) {
    return Queries.answered(EvmResult.newBuilder().setGas(gas));
  }
}
