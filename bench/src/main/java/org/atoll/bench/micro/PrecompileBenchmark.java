package org.atoll.bench.micro;

import java.util.concurrent.TimeUnit;
import org.atoll.seth.precompile.Precompile;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Precompiled contracts at inputs that are dear for their gas: millions of gas a second, by one thread. */
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PrecompileBenchmark {
  /** A contract and its input. */
  @State(Scope.Thread)
  public static class Worst {
    @Param PrecompileCase call;
    private Precompile contract;
    private byte[] input;
    private double megagas;

    @Setup
    public void prepare() {
      contract = call.contract();
      input = call.input();
      megagas = contract.gas(input, 0, input.length) / 1e6;
      if (run().length == 0) {
        throw new IllegalStateException(call + " answers nothing");
      }
    }

    byte[] run() {
      var out = contract.run(input, 0, input.length);
      if (out == null) {
        throw new IllegalStateException(call + " is refused");
      }
      return out;
    }
  }

  /** Counts gas beside calls; JMH reports it a second. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Gas {
    public double megagas;
  }

  /** One call; {@code megagas} is the score that counts. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  public byte[] run(Worst worst, Gas gas) {
    gas.megagas += worst.megagas;
    return worst.run();
  }
}
