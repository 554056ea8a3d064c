package org.atoll.bench.micro;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.atoll.bench.evm.Kernel;
import org.atoll.bench.load.Token;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.value.Bytes;
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
import org.openjdk.jmh.annotations.Warmup;

/** The EVM on state in memory, one thread: kernels in millions of gas a second, transactions in microseconds. */
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class EvmBenchmark {
  private static final int MEGAGAS = 16;

  /** A kernel as a contract. */
  @State(Scope.Thread)
  public static class Loop extends EvmWorld {
    @Param Kernel kernel;
    TransactionRequest request;

    @Setup
    public void load() {
      request = loop(kernel.creation(), MEGAGAS);
    }
  }

  /** A transfer, and a token's transfer between two holders. */
  @State(Scope.Thread)
  public static class Transfers extends EvmWorld {
    TransactionRequest transfer;
    TransactionRequest token;

    @Setup
    public void load() {
      fund();
      var address = create(Token.creation());
      keep(run(request(Samples.raw(Optional.of(address), Token.transfer(Samples.account(1)), Token.TRANSFER_GAS, 1))));
      token = request(Samples.raw(Optional.of(address), Token.transfer(Samples.account(1)), Token.TRANSFER_GAS, 2));
      transfer = request(Samples.raw(Optional.of(Samples.account(1)), Bytes.EMPTY, 21_000, 2));
      if (run(transfer).status() != 1 || run(token).status() != 1) {
        throw new IllegalStateException("a transfer fails");
      }
    }
  }

  /** The score is in millions of gas per second. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @OperationsPerInvocation(MEGAGAS)
  public Outcome loop(Loop loop) {
    return loop.run(loop.request);
  }

  /** One transfer. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public Outcome transfer(Transfers transfers) {
    return transfers.run(transfers.transfer);
  }

  /** One ERC-20 transfer. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public Outcome erc20(Transfers transfers) {
    return transfers.run(transfers.token);
  }
}
