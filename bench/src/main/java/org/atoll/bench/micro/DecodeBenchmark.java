package org.atoll.bench.micro;

import java.util.concurrent.TimeUnit;
import org.atoll.sdk.envelope.EnvelopeCodec;
import org.atoll.sdk.envelope.EnvelopeCodec.Decoded;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.value.Bytes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From an envelope's bytes to what the mempool takes; with and without the signature. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodeBenchmark {
  private Bytes transfer = Bytes.EMPTY;
  private Bytes batch = Bytes.EMPTY;

  @Setup
  public void sign() {
    transfer = Samples.raw(Samples.account(1), Bytes.EMPTY, 21_000);
    batch = Bytes.of(Samples.intkey(1).getBody());
  }

  /** A transfer, sender recovered. */
  @Benchmark
  public Decoded ethereum() {
    return good(EnvelopeCodec.decode(EnvelopeFormat.ETHEREUM, transfer));
  }

  /** A transfer from the store. */
  @Benchmark
  public Decoded ethereumUnchecked() {
    return good(EnvelopeCodec.decodeUnchecked(EnvelopeFormat.ETHEREUM, transfer, Samples.SENDER.bytes()));
  }

  /** An intkey transaction, secp256k1 signature verified. */
  @Benchmark
  public Decoded nativeBatch() {
    return good(EnvelopeCodec.decode(EnvelopeFormat.NATIVE, batch));
  }

  /** An intkey transaction from the store. */
  @Benchmark
  public Decoded nativeBatchUnchecked() {
    return good(EnvelopeCodec.decodeUnchecked(EnvelopeFormat.NATIVE, batch, Bytes.EMPTY));
  }

  private static Decoded good(Decoded decoded) {
    if (decoded instanceof Decoded.Refused(var refusal)) {
      throw new IllegalStateException("refused: " + refusal);
    }
    return decoded;
  }
}
