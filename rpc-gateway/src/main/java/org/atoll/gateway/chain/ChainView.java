package org.atoll.gateway.chain;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.atoll.sdk.proto.EvmQuery;
import org.atoll.sdk.proto.EvmResult;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * All that the methods see of the chain. In production a validator answers ({@link ClientChainView}); tests
 * put an imported chain in its place. Thread-safe.
 *
 * <p>A future fails with {@link org.atoll.gateway.fault.RpcException} when the client is to be shown why,
 * and with anything else on a bug. Futures may complete on a network thread: what depends on them must not
 * block.
 */
public interface ChainView {
  CompletableFuture<ChainInfo> chain();

  /** Empty if there is no such block. */
  CompletableFuture<Optional<EthBlock>> block(BlockRef ref, EthBlock.Detail detail);

  /** An Ethereum transaction of the chain or the pool; empty if there is none. */
  CompletableFuture<Optional<EthTransaction>> transaction(Hash32 hash, boolean withReceipt);

  /** Values in the order asked, empty where there is nothing. */
  CompletableFuture<List<Optional<Bytes>>> state(BlockRef ref, List<Address> addresses);

  /** Each slot is 32 bytes; their proofs come in the order asked. */
  CompletableFuture<AccountProof> proof(BlockRef ref, EvmAddress address, List<Bytes> slots);

  /** A call or an estimate on the state of a block. */
  CompletableFuture<EvmResult> query(BlockRef ref, EvmQuery query);

  /** What happened in a call or in transactions of a block: JSON, compressed with zlib. */
  CompletableFuture<Bytes> trace(TraceRequest request);

  /** Ascending by block and index. */
  CompletableFuture<List<LogEntry>> logs(LogQuery query);

  /** The pool's counts, and one sender's lane if asked for. */
  CompletableFuture<PoolView> pool(Optional<EvmAddress> sender);

  /**
   * What gas costs.
   *
   * @param blocks 0: only what the next block will ask
   * @param percentiles ascending, each in 0…100
   */
  CompletableFuture<Fees> fees(int blocks, BlockRef newest, List<Double> percentiles);

  /**
   * Offers a signed transaction; succeeds once it is in the pool for good.
   *
   * @param raw EIP-2718 bytes
   * @return its hash
   */
  CompletableFuture<Hash32> submit(Bytes raw);

  /** Answers the head's height afterwards. */
  CompletableFuture<Long> dev(DevCommand command);

  /** Tells of new heads and pending transactions until the result is closed. */
  AutoCloseable watch(ChainWatcher watcher);

  /**
   * Lets what this thread asks gather until it closes the result, so that a batch travels as one frame, in
   * order. A hold within a hold does nothing.
   */
  default Hold hold() {
    return () -> {};
  }

  /** Ends a {@link #hold}. */
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }
}
