package org.atoll.seth;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.ethereum.ForkSchedule;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.FamilyInfo;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.QueryOutcome;
import org.atoll.sdk.processor.QueryRequest;
import org.atoll.sdk.processor.StateView;
import org.atoll.sdk.processor.SuspendableHandler;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.core.BlockEnv;
import org.atoll.seth.core.Evm;
import org.atoll.seth.core.TransactionRun;
import org.atoll.seth.precompile.Natives;
import org.atoll.seth.query.Queries;
import org.atoll.seth.state.CodeCache;
import org.jspecify.annotations.Nullable;

/**
 * Transaction family {@code evm} 1.0: Ethereum's transactions on Ethereum's virtual machine, on state as
 * {@link org.atoll.sdk.account.EvmState} lays it out. Settings {@code evm.forks}, {@code evm.freeGas},
 * {@code evm.minTip}, {@code evm.baseFeeTo} and {@code evm.allow_unprotected} are read from the block. Answers
 * queries {@link org.atoll.sdk.proto.EvmQuery} with {@link org.atoll.sdk.proto.EvmResult}. Thread-safe; each run is used
 * by one thread at a time.
 */
public final class EvmHandler implements SuspendableHandler {
  public static final String FAMILY = "evm";
  public static final String VERSION = "1.0";

  private static final FamilyInfo INFO = new FamilyInfo(FAMILY, VERSION, List.of(FamilyInfo.prefixOf(FAMILY)),
      Arrays.stream(Fork.values()).filter(fork -> Natives.missing(fork).isEmpty()).map(Fork::id).toList());

  private record Known(BlockContext block, BlockEnv env) {}

  private final Evm evm = new Evm(new CodeCache(CodeCache.DEFAULT_MAX_BYTES), new SecureRandom().nextLong());
  private final Queries queries = new Queries(evm);
  private volatile @Nullable Known last; // a chunk's transactions share their block

  /**
   * Why this machine cannot execute all of a fork schedule: one sentence that names the native library that does not
   * load. Empty when it can.
   */
  public static Optional<String> missing(ForkSchedule schedule) {
    return schedule.entries().stream().flatMap(entry -> Natives.missing(entry.getKey()).stream()).findFirst();
  }

  /** Offers as features the forks that can be executed on this machine. */
  @Override
  public FamilyInfo family() {
    return INFO;
  }

  @Override
  public Run begin(TransactionRequest transaction) {
    return evm.begin(transaction.body(), new EvmAddress(transaction.sender()), env(transaction.block()));
  }

  private BlockEnv env(BlockContext block) {
    var known = last;
    if (known == null || known.block() != block) {
      known = new Known(block, BlockEnv.of(block));
      last = known;
    }
    return known.env();
  }

  @Override
  public Step advance(Run run, LocalState state) {
    return switch (((TransactionRun) run).advance(state)) {
      case TransactionRun.Progress.Missing(var addresses) -> new Step.Missing(addresses);
      case TransactionRun.Progress.Refused(var refusal) -> new Step.Done(new Outcome.Invalid(refusal));
      case TransactionRun.Progress.Finished(var execution, var outcome) -> new Step.Done(outcome.orElseThrow());
    };
  }

  @Override
  public List<Credit> credits(Run run) {
    return ((TransactionRun) run).credits();
  }

  @Override
  public void discard(Run run) {
    ((TransactionRun) run).discard();
  }

  @Override
  public QueryOutcome query(QueryRequest query, StateView state) {
    return queries.answer(query, state);
  }
}
