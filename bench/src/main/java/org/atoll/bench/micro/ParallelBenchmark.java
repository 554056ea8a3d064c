package org.atoll.bench.micro;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.atoll.bench.load.Token;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.processor.runner.LocalRunner;
import org.atoll.sdk.proto.EvmReceiptData;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.TransactionId;
import org.atoll.seth.EvmHandler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Chunks of 500 Ethereum transactions of as many senders, on state in memory, by one or more workers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParallelBenchmark {
  private static final int TRANSACTIONS = 500;
  private static final int CHUNKS = 20;
  private static final Bytes COUNTER = Bytes.fromHex("60005460010160005500");

  /** What the transactions have to do with each other. */
  public enum Load {
    /** Nothing, but that they pay the same fee recipient. */
    TRANSFERS,
    /** They call one token, each for a holder of its own. */
    ERC20,
    /** They all increment the same slot. */
    HOT
  }

  @Param Load load;

  @Param({"1", "2"})
  int workers;

  private final Map<Address, Bytes> state = new HashMap<>();
  private final BlockContext block = Samples.block();
  private final EvmHandler handler = new EvmHandler();
  private final ExecutorService helpers = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
  private List<List<List<TransactionRequest>>> chunks = List.of();
  private LocalRunner runner = LocalRunner.of(handler, this::values, helpers, 1);
  private int next;

  @Setup
  public void sign() throws IOException, InterruptedException {
    for (int i = 0; i <= TRANSACTIONS; i++) {
      state.put(EvmState.account(Samples.account(i)),
          new EvmAccount(0, BigInteger.TEN.pow(20), Optional.empty()).encode());
    }
    var hash = Keccak.hash(COUNTER);
    state.put(EvmState.code(hash), COUNTER);
    state.put(EvmState.account(Samples.CONTRACT), new EvmAccount(1, BigInteger.ZERO, Optional.of(hash)).encode());
    var token = load == Load.ERC20 ? deploy() : Samples.CONTRACT;
    var all = new ArrayList<List<List<TransactionRequest>>>();
    for (int nonce = 0; nonce < CHUNKS; nonce++) {
      var chunk = new ArrayList<List<TransactionRequest>>();
      for (int i = 0; i < TRANSACTIONS; i++) {
        var holder = Samples.account(1_000 + i);
        chunk.add(List.of(switch (load) {
          case TRANSFERS -> request(i, nonce, Optional.of(holder), Bytes.EMPTY, 21_000);
          case ERC20 -> request(i, nonce, Optional.of(token), Token.transfer(holder), Token.TRANSFER_GAS);
          case HOT -> request(i, nonce, Optional.of(token), Bytes.EMPTY, Token.TRANSFER_GAS);
        }));
      }
      all.add(chunk);
    }
    chunks = all;
    runner = LocalRunner.of(handler, this::values, helpers, workers);
    next = 0;
  }

  /** The token, and a little of it for every sender. */
  private EvmAddress deploy() throws IOException, InterruptedException {
    var created = keep(request(TRANSACTIONS, 0, Optional.empty(), Token.creation(), Token.DEPLOY_GAS));
    var token = new EvmAddress(Bytes.of(EvmReceiptData.parseFrom(created.familyData().unsafeArray()).getCreated()));
    int nonce = 1;
    for (int i = 0; i < TRANSACTIONS; i++) {
      for (int k = 0; k < CHUNKS; k++) {
        keep(request(TRANSACTIONS, nonce++, Optional.of(token), Token.transfer(Samples.account(i)), Token.TRANSFER_GAS));
      }
    }
    return token;
  }

  private Outcome.Applied keep(TransactionRequest request) throws InterruptedException {
    if (!(runner.run(List.of(List.of(request))).getFirst() instanceof Outcome.Applied applied) || applied.status() != 1) {
      throw new IllegalStateException("a transaction fails");
    }
    for (var write : applied.writes()) {
      if (!(write instanceof StateWrite.Set(var address, var value))) {
        throw new IllegalStateException("no plain write: " + write);
      }
      state.put(address, value);
    }
    return applied;
  }

  /** Signed by anyone: the handler does not look at it. */
  private TransactionRequest request(int sender, int nonce, Optional<EvmAddress> to, Bytes data, long gas) {
    var raw = EthereumTransactionCodec.sign(EthereumTransaction.dynamicFee(BigInteger.valueOf(Samples.CHAIN_ID), nonce,
        Samples.GWEI, Samples.GWEI.shiftLeft(1), gas, to, to.isPresent() && data.isEmpty() && load == Load.TRANSFERS
            ? BigInteger.ONE : BigInteger.ZERO, data, List.of()), Samples.KEY).encode();
    return new TransactionRequest(new TransactionId(Keccak.hash(raw).bytes()), TransactionRequest.Format.ETHEREUM, raw,
        Bytes.EMPTY, Samples.account(sender).bytes(), block);
  }

  private List<Optional<Bytes>> values(List<Address> addresses) {
    return addresses.stream().map(address -> Optional.ofNullable(state.get(address))).toList();
  }

  @TearDown
  public void dismiss() {
    helpers.shutdownNow();
  }

  /** Time for one transaction of a chunk. */
  @Benchmark
  @OperationsPerInvocation(TRANSACTIONS)
  public List<Outcome> chunk() throws InterruptedException {
    if (next == chunks.size()) {
      next = 0;
      runner.forget();
    }
    return runner.run(chunks.get(next++));
  }
}
