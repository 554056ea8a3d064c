package org.atoll.cli.evm;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.ethereum.IntrinsicGas;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.seth.core.BlockEnv;
import org.atoll.seth.core.Evm;
import org.atoll.seth.core.Execution;
import org.atoll.seth.core.Tracer;
import org.atoll.seth.core.TransactionRun;
import org.atoll.seth.core.TransactionRun.Progress;
import org.atoll.seth.state.CodeCache;

/** A call to some code on a state with nothing but the caller's money and that code. Used by one thread. */
public final class CodeRun {
  private static final BigInteger RICH = BigInteger.ONE.shiftLeft(200);
  private static final BigInteger BASE_FEE = BigInteger.valueOf(1_000_000_000);

  private final Evm evm = new Evm(new CodeCache(1 << 20), 7);
  private final Map<Address, Bytes> state = new HashMap<>();
  private final EthereumTransaction call;
  private final EvmAddress from;
  private final BlockEnv env;
  private final long intrinsic;

  /** The call cannot even begin. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String why) {
      super(why);
    }
  }

  /**
   * What the runs came to.
   *
   * @param gasUsed by the code; before refunds where the code makes no use of them
   * @param nanos of the fastest run
   */
  public record Report(Execution execution, long gasUsed, int runs, long nanos) {
    public boolean succeeded() {
      return execution.succeeded();
    }

    private double perSecond() {
      return nanos == 0 ? 0 : gasUsed * 1_000.0 / nanos;
    }

    private String result() {
      return switch (execution.ending()) {
        case SUCCEEDED -> "returned";
        case REVERTED -> "reverted";
        case FAILED, STOPPED -> "failed: " + execution.failure();
      };
    }

    public String text() {
      return String.format(Locale.ROOT,
          "result    %s%noutput    %s%ngas used  %d%ntime      %.3f ms%s%nspeed     %.1f Mgas/s",
          result(), execution.output().to0x(), gasUsed, nanos / 1e6,
          runs == 1 ? "" : ", fastest of " + runs, perSecond());
    }

    /** Members result, output, error (if any), gasUsed, runs, nanos, mgasPerSecond. */
    public ObjectNode json() {
      var json = JsonNodeFactory.instance.objectNode();
      json.put("result", execution.ending().name().toLowerCase(Locale.ROOT)).put("output", execution.output().to0x());
      if (!execution.failure().isEmpty()) {
        json.put("error", execution.failure());
      }
      return json.put("gasUsed", gasUsed).put("runs", runs).put("nanos", nanos)
          .put("mgasPerSecond", Math.round(perSecond() * 10) / 10.0);
    }
  }

  /** @param gas for the code alone */
  public CodeRun(Fork fork, Bytes code, Bytes input, long gas, BigInteger value, EvmAddress from, EvmAddress to) {
    var hash = code.isEmpty() ? Optional.<Hash32>empty() : Optional.of(Keccak.hash(code));
    state.put(EvmState.account(from), new EvmAccount(0, RICH, Optional.empty()).encode());
    if (hash.isPresent()) {
      var balance = from.equals(to) ? RICH : BigInteger.ZERO;
      state.put(EvmState.account(to), new EvmAccount(1, balance, hash).encode());
      state.put(EvmState.code(hash.get()), code);
    }
    this.from = from;
    var bare = transaction(0, input, value, to);
    intrinsic = IntrinsicGas.of(bare, fork);
    long floor = IntrinsicGas.floor(bare, fork);
    call = transaction(Math.max(Math.addExact(gas, intrinsic), floor), input, value, to);
    env = BlockEnv.of(new BlockContext(1, 1_000, 1, Bytes.EMPTY, EvmAddress.ZERO, Long.MAX_VALUE, BASE_FEE, Hash32.ZERO,
        0, BlockId.NONE, Map.of("evm.forks", fork.id() + ":0")));
  }

  private static EthereumTransaction transaction(long gas, Bytes input, BigInteger value, EvmAddress to) {
    return EthereumTransaction.dynamicFee(BigInteger.ONE, 0, BigInteger.ZERO, BigInteger.ZERO, gas, Optional.of(to),
        value, input, List.of());
  }

  /** @throws Refused when it cannot begin */
  public Execution once(Optional<Tracer> tracer) {
    TransactionRun run = tracer.map(watching -> evm.beginCall(call, from, env, () -> false, watching))
        .orElseGet(() -> evm.beginCall(call, from, env, () -> false));
    return switch (run.advance(address -> state.getOrDefault(address, LocalState.ABSENT))) {
      case Progress.Refused(var refusal) -> throw new Refused(refusal.message());
      case Progress.Missing(var addresses) -> throw new IllegalStateException("not found: " + addresses);
      case Progress.Finished(var execution, var none) -> execution;
    };
  }

  /** @throws Refused when it cannot begin */
  public Report timed(int runs) {
    long best = Long.MAX_VALUE;
    Execution last = null;
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      last = once(Optional.empty());
      best = Math.min(best, System.nanoTime() - start);
    }
    if (last == null) {
      throw new IllegalArgumentException("at least one run");
    }
    long used = Math.max(0, last.gasUsed() + last.gasRefunded() - intrinsic);
    return new Report(last, used, runs, best);
  }
}
