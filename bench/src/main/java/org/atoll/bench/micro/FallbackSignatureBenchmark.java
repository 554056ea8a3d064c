package org.atoll.bench.micro;

import org.openjdk.jmh.annotations.Fork;

/** Signatures without libsecp256k1, which finds no folder to unpack itself into. */
@Fork(value = 1, jvmArgsAppend = "-Dfr.acinq.secp256k1.tmpdir=/dev/null/none")
public class FallbackSignatureBenchmark extends SignatureBenchmark {
  @Override
  boolean wantsNative() {
    return false;
  }
}
