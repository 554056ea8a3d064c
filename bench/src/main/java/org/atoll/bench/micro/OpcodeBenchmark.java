package org.atoll.bench.micro;

import java.util.concurrent.TimeUnit;
import org.atoll.bench.evm.Loops;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.TransactionRequest;
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

/** Every instruction at inputs that are dear for its gas: millions of gas a second, by one thread. */
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 2, time = 1)
public class OpcodeBenchmark {
  private static final int MEGAGAS = 8;

  /** An instruction in a loop. */
  @State(Scope.Thread)
  public static class Instruction extends EvmWorld {
    @Param OpcodeCase opcode;
    TransactionRequest request;

    @Setup
    public void load() {
      request = loop(Loops.creation(opcode.code()), MEGAGAS);
    }
  }

  /** The score is in millions of gas per second. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @OperationsPerInvocation(MEGAGAS)
  public Outcome run(Instruction instruction) {
    return instruction.run(instruction.request);
  }
}
