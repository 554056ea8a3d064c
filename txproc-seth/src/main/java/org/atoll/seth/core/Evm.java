package org.atoll.seth.core;

import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.processor.QueryRequest.Stop;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.state.CodeCache;

/** Starts runs; holds what they share: code, hashes, idle machines. Thread-safe. */
public final class Evm {
  private final Executor.Pool pool;

  /** @param seed secret; keys hash tables against chosen collisions, results do not depend on it */
  public Evm(CodeCache codes, long seed) {
    pool = new Executor.Pool(codes, seed);
  }

  /** A transaction as it came over the wire. */
  public TransactionRun begin(Bytes raw, EvmAddress sender, BlockEnv env) {
    if (raw.size() > Admission.MAX_SIZE) {
      return new TransactionRun(pool, Refusals.of("oversized data"));
    }
    return switch (EthereumTransactionCodec.decode(raw)) {
      case EthereumTransactionCodec.Decoded.Ok(var tx) -> begin(tx, sender, env);
      case EthereumTransactionCodec.Decoded.Malformed(var what) -> new TransactionRun(pool, Refusals.malformed(what));
    };
  }

  public TransactionRun begin(EthereumTransaction tx, EvmAddress sender, BlockEnv env) {
    var refusal = Admission.check(tx, sender, env);
    return refusal == null
        ? new TransactionRun(pool, Terms.ofTransaction(tx, sender, env), null)
        : new TransactionRun(pool, refusal);
  }

  /** The same, watched: in the tracing loop. */
  public TransactionRun begin(EthereumTransaction tx, EvmAddress sender, BlockEnv env, Stop stop, Tracer tracer) {
    var refusal = Admission.check(tx, sender, env);
    return refusal == null
        ? new TransactionRun(pool, Terms.ofTransaction(tx, sender, env, stop), tracer)
        : new TransactionRun(pool, refusal);
  }

  /** A question: the transaction need not be signed, its nonce does not count, and without a price gas is free. */
  public TransactionRun beginCall(EthereumTransaction tx, EvmAddress sender, BlockEnv env, Stop stop) {
    var refusal = Terms.refuseCall(tx, sender, env);
    return refusal == null
        ? new TransactionRun(pool, Terms.ofCall(tx, sender, env, stop), null)
        : new TransactionRun(pool, refusal);
  }

  /** The same, watched: in the tracing loop. */
  public TransactionRun beginCall(EthereumTransaction tx, EvmAddress sender, BlockEnv env, Stop stop, Tracer tracer) {
    var refusal = Terms.refuseCall(tx, sender, env);
    return refusal == null
        ? new TransactionRun(pool, Terms.ofCall(tx, sender, env, stop), tracer)
        : new TransactionRun(pool, refusal);
  }
}
