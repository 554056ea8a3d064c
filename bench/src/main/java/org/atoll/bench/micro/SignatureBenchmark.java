package org.atoll.bench.micro;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.value.Bytes;
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

/** Checking one signature. {@link FallbackSignatureBenchmark} is the same without libsecp256k1. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SignatureBenchmark {
  private static final Bytes MESSAGE = Bytes.wrap("a message of usual length, some 150 bytes, as headers of native transactions are: a chain, a family, a version, a key, a hash, addresses, a nonce, heights"
      .getBytes(StandardCharsets.US_ASCII));

  private byte[] digest = new byte[0];
  private Bytes rs = Bytes.EMPTY;
  private int recoveryId;

  /** A key and its signature over the message. */
  @State(Scope.Thread)
  public static class Signed {
    @Param({"SECP256K1", "P256", "ED25519"})
    SignatureAlgorithm algorithm;
    PublicKey key;
    Bytes signature = Bytes.EMPTY;

    @Setup
    public void sign() {
      var signer = PrivateKey.of(algorithm, Keccak.hash(MESSAGE).bytes());
      key = signer.publicKey();
      signature = signer.sign(MESSAGE);
    }
  }

  /** Whether the native library is wanted. */
  boolean wantsNative() {
    return true;
  }

  @Setup
  public void sign() {
    if (Secp256k1.isNative() != wantsNative()) {
      throw new IllegalStateException("libsecp256k1 " + (wantsNative() ? "does not load" : "loads"));
    }
    digest = Keccak.hash(MESSAGE).bytes().toArray();
    var signature = Secp256k1.signRecoverable(digest, Keccak.hash(digest).bytes());
    rs = Bytes.copyOfRange(signature, 0, 64);
    recoveryId = signature[64];
  }

  /** The signer of an Ethereum transaction. */
  @Benchmark
  public Optional<Bytes> recover() {
    return Secp256k1.recover(digest, rs, recoveryId);
  }

  /** A native transaction's signature; P256 and ED25519 are Bouncy Castle's in either class. */
  @Benchmark
  public boolean verify(Signed signed) {
    return Signatures.verify(signed.key, MESSAGE, signed.signature);
  }
}
