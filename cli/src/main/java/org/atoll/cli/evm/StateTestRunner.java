package org.atoll.cli.evm;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.ethereum.RlpWriter;
import org.atoll.sdk.processor.Event;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.seth.core.BlockEnv;
import org.atoll.seth.core.Evm;
import org.atoll.seth.core.Tracer;
import org.atoll.seth.core.TransactionRun;
import org.atoll.seth.core.TransactionRun.Progress;
import org.atoll.seth.state.CodeCache;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateLayer;
import org.atoll.validator.state.StateOptions;
import org.atoll.validator.state.TreeScheme;
import org.atoll.validator.store.MemoryStore;

/**
 * Runs Ethereum's GeneralStateTests as a chain would: the state under the production keys in a layer in memory, the
 * production machine on it, and the root from the validator's own Merkle Patricia trie. Thread-safe.
 */
public final class StateTestRunner {
  private static final long CODE_CACHE = 16L << 20;

  /** How a case is run: takes a run from its start to its end. */
  @FunctionalInterface
  public interface Drive {
    /** All state is at hand. */
    Drive AT_ONCE = TransactionRun::advance;

    Progress drive(TransactionRun run, LocalState state);
  }

  /**
   * What one way to run a case came to.
   *
   * @param unsendable refused for its form or signature, of which a test's fields know nothing
   */
  private record Result(boolean rejected, boolean unsendable, Hash32 root, List<Event> logs, String detail) {}

  private final Evm evm = new Evm(new CodeCache(CODE_CACHE), 7);
  private final StateDatabase database = StateDatabase.open(new MemoryStore(),
      Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT), new StateOptions(0, 0));
  private final Drive drive;
  private final Function<StateTestCase, Tracer> tracers;

  public StateTestRunner(Drive drive) {
    this(drive, which -> Tracer.NONE);
  }

  /** @param tracers see the second run of each case */
  public StateTestRunner(Drive drive, Function<StateTestCase, Tracer> tracers) {
    this.drive = drive;
    this.tracers = tracers;
  }

  /** Never fails but in its verdict. */
  public Verdict run(StateTestCase which) {
    try {
      return judge(which);
    } catch (BadStateTest bad) {
      return Verdict.failed(which, Optional.empty(), bad.what());
    } catch (RuntimeException broken) { // a bug; the other cases still run
      return Verdict.failed(which, Optional.empty(), "broken: " + broken);
    } catch (OutOfMemoryError tooLarge) {
      return Verdict.failed(which, Optional.empty(), "out of memory; set ATOLL_JAVA_OPTS=-Xmx…: " + tooLarge);
    }
  }

  private Verdict judge(StateTestCase which) throws BadStateTest {
    var pre = which.test().pre(database);
    var env = StateTestBlock.of(which, pre);
    var tx = transaction(which);
    var sender = StateTestTransaction.sender(which);
    var fromFields = tx.isEmpty() || sender.isEmpty()
        ? Optional.<Result>empty()
        : Optional.of(run(evm.begin(tx.get(), sender.get(), env), env, pre));
    var traced = which.raw().isPresent() ? Optional.of(run(which.raw().get(), which, env, pre))
        : tx.isEmpty() || sender.isEmpty() ? Optional.<Result>empty()
        : Optional.of(run(evm.begin(tx.get(), sender.get(), env, () -> false, tracers.apply(which)), env, pre));
    if (which.rejected() && traced.filter(Result::unsendable).isPresent()) {
      fromFields = Optional.empty();
    }
    if (fromFields.isEmpty() && traced.isEmpty()) {
      fromFields = Optional.of(refused(env, pre, false, "the fields do not make a transaction"));
    }
    var plain = fromFields.flatMap(result -> error(which, result));
    if (plain.isPresent()) {
      return Verdict.failed(which, fromFields.map(Result::root), plain.get());
    }
    var second = traced.flatMap(result -> error(which, result));
    if (second.isPresent()) {
      return Verdict.failed(which, traced.map(Result::root),
          (which.raw().isPresent() ? "txbytes: " : "traced: ") + second.get());
    }
    return Verdict.passed(which, fromFields.or(() -> traced).orElseThrow().root());
  }

  /** Empty when it cannot be written, as may be the very reason why it must be refused. */
  private static Optional<EthereumTransaction> transaction(StateTestCase which) throws BadStateTest {
    try {
      return StateTestTransaction.of(which);
    } catch (BadStateTest bad) {
      if (which.rejected()) {
        return Optional.empty();
      }
      throw bad;
    }
  }

  private static Optional<String> error(StateTestCase which, Result result) {
    if (result.rejected() != which.rejected()) {
      return Optional.of(result.rejected()
          ? "refused: " + result.detail()
          : "not refused: " + result.detail());
    }
    if (!result.root().equals(which.root())) {
      return Optional.of("state root differs: " + result.detail());
    }
    if (which.logs().isPresent() && !which.logs().get().equals(logsHash(result.logs()))) {
      return Optional.of("logs differ: " + result.detail());
    }
    return Optional.empty();
  }

  private Result run(Bytes raw, StateTestCase which, BlockEnv env, StateLayer pre) {
    return switch (EthereumTransactionCodec.decode(raw)) {
      case EthereumTransactionCodec.Decoded.Malformed(var what) -> refused(env, pre, true, what);
      case EthereumTransactionCodec.Decoded.Ok(var tx) -> EthereumTransactionCodec.sender(tx, which.fork())
          .map(sender -> run(evm.begin(tx, sender, env, () -> false, tracers.apply(which)), env, pre))
          .orElseGet(() -> refused(env, pre, true, "invalid sender"));
    };
  }

  private Result run(TransactionRun run, BlockEnv env, StateLayer pre) {
    LocalState local = address -> {
      var bytes = address.bytes();
      return bytes.get(3) == EvmState.KIND_BLOCK_HASH
          ? Keccak.hash(new BigInteger(1, bytes.slice(4, 12).toArray()).toString().getBytes(StandardCharsets.US_ASCII))
              .bytes()
          : pre.get(address).orElse(LocalState.ABSENT);
    };
    return switch (drive.drive(run, local)) {
      case Progress.Missing(var addresses) -> throw new IllegalStateException("not found: " + addresses);
      case Progress.Refused(var refusal) -> refused(env, pre, false, refusal.message());
      case Progress.Finished(var execution, var applied) -> {
        var outcome = applied.orElseThrow();
        var how = execution.failure().isEmpty() ? "" : " (" + execution.failure() + ")";
        yield new Result(false, false, root(pre, outcome.writes()), outcome.events(),
            execution.ending() + how + ", gas used " + execution.gasUsed());
      }
    };
  }

  /** Nothing happens, but zero is added to the coinbase's balance. */
  private static Result refused(BlockEnv env, StateLayer pre, boolean unsendable, String why) {
    var key = EvmState.account(env.coinbase());
    var coinbase = pre.get(key).map(EvmAccount::decode);
    List<StateWrite> writes = List.of();
    if (!env.fork().atLeast(Fork.SPURIOUS_DRAGON)) {
      writes = List.of(new StateWrite.Set(key, coinbase.orElse(EvmAccount.EMPTY).encode()));
    } else if (coinbase.filter(EvmAccount::isEmpty).isPresent()) {
      writes = List.of(new StateWrite.Delete(key));
    }
    return new Result(true, unsendable, root(pre, writes), List.of(), why);
  }

  private static Hash32 root(StateLayer pre, List<StateWrite> writes) {
    var draft = pre.draft();
    draft.apply(writes);
    return draft.seal(pre.height() + 1).familyRoot(EvmState.PREFIX);
  }

  private static Hash32 logsHash(List<Event> events) {
    var rlp = new RlpWriter().beginList();
    for (var event : events) {
      rlp.beginList().add(event.attributes().getFirst().value()).beginList();
      event.attributes().stream().skip(1).forEach(topic -> rlp.add(topic.value()));
      rlp.endList().add(event.data()).endList();
    }
    return Keccak.hash(rlp.endList().toBytes());
  }
}
