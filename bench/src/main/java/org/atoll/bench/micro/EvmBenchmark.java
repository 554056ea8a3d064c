package org.atoll.bench.micro;

import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.atoll.bench.evm.Kernel;
import org.atoll.bench.load.Token;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.processor.BlockContext;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.processor.SuspendableHandler.Step;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.TransactionRequest;
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
import org.openjdk.jmh.annotations.Warmup;

/** The EVM on state in memory, one thread: kernels in millions of gas a second, transactions in microseconds. */
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class EvmBenchmark {
  private static final int MEGAGAS = 16;
  private static final long INTRINSIC = 21_000;
  private static final long DEPLOY_GAS = 8_000_000;

  /** An account that pays, a contract, and a transaction that calls it. */
  private abstract static class World {
    final EvmHandler handler = new EvmHandler();
    final Map<Address, Bytes> state = new HashMap<>();
    final BlockContext block = Samples.block();
    final LocalState local = address -> state.getOrDefault(address, LocalState.ABSENT);

    void fund() {
      state.put(EvmState.account(Samples.SENDER),
          new EvmAccount(0, BigInteger.TEN.pow(20), Optional.empty()).encode());
    }

    TransactionRequest request(Bytes raw) {
      return new TransactionRequest(new TransactionId(Keccak.hash(raw).bytes()), TransactionRequest.Format.ETHEREUM,
          raw, Bytes.EMPTY, Samples.SENDER.bytes(), block);
    }

    Outcome.Applied run(TransactionRequest request) {
      return switch (handler.advance(handler.begin(request), local)) {
        case Step.Done(Outcome.Applied applied) -> applied;
        case Step.Done(Outcome.Invalid(var refusal)) -> throw new IllegalStateException("refused: " + refusal);
        case Step.Missing(var addresses) -> throw new IllegalStateException("missing " + addresses);
      };
    }

    Outcome.Applied keep(Outcome.Applied outcome) {
      for (var write : outcome.writes()) {
        switch (write) {
          case StateWrite.Set(var address, var value) -> state.put(address, value);
          case StateWrite.Delete(var address) -> state.remove(address);
          case StateWrite.Clear(var prefix) -> throw new IllegalStateException("clears " + prefix);
        }
      }
      return outcome;
    }

    /** The sender's first transaction creates it. */
    EvmAddress create(Bytes code) {
      var created = keep(run(request(Samples.raw(Optional.empty(), code, DEPLOY_GAS, 0))));
      if (created.status() != 1) {
        throw new IllegalStateException("a contract cannot be created: " + created);
      }
      try {
        return new EvmAddress(Bytes.of(EvmReceiptData.parseFrom(created.familyData().unsafeArray()).getCreated()));
      } catch (InvalidProtocolBufferException broken) {
        throw new IllegalStateException(broken);
      }
    }
  }

  /** A kernel as a contract. */
  @State(Scope.Thread)
  public static class Loop extends World {
    @Param Kernel kernel;
    TransactionRequest request;

    @Setup
    public void load() {
      fund();
      request = request(Samples.raw(Optional.of(create(kernel.creation())), Bytes.EMPTY,
          MEGAGAS * 1_000_000L + INTRINSIC, 1));
      long used = run(request).gasUsed();
      if (used < MEGAGAS * 999_000L) { // Solidity reverts when a call of its has used up all but a 64th
        throw new IllegalStateException(kernel + " ends after " + used + " gas");
      }
    }
  }

  /** A transfer, and a token's transfer between two holders. */
  @State(Scope.Thread)
  public static class Transfers extends World {
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
