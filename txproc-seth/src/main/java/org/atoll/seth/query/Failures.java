package org.atoll.seth.query;

import org.atoll.sdk.processor.Refusal;
import org.atoll.seth.core.Execution;

/** A run that did not succeed, as the client is told of it (evm.md §7). */
final class Failures {
  private static final int FAILED = -32_000;
  private static final int LIMITED = -32_005;
  private static final int REVERTED = 3;

  private Failures() {}

  static Refusal of(Execution execution) {
    return switch (execution.ending()) {
      case REVERTED -> Refusal.of(REVERTED, RevertReason.of(execution.output())
          .map(reason -> "execution reverted: " + reason).orElse("execution reverted"))
          .withData(execution.output());
      case FAILED -> Refusal.of(FAILED, execution.failure());
      case STOPPED -> timeout();
      case SUCCEEDED -> throw new IllegalArgumentException("the run succeeded");
    };
  }

  static Refusal timeout() {
    return Refusal.named(LIMITED, "TIMEOUT", "execution timeout", "ask for less, or of another node").retryable();
  }

  static Refusal traceTooLarge() {
    return Refusal.named(LIMITED, "LIMIT", "the trace is larger than 64 MiB",
        "trace one transaction, leave memory, stack or storage out, set a limit, or take another tracer");
  }

  static Refusal allowanceExceeded(long gas) {
    return Refusal.of(FAILED, "gas required exceeds allowance (" + gas + ")");
  }
}
