package org.atoll.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.atoll.bench.evm.Kernel;
import org.atoll.bench.micro.ChunkBenchmark.Transport;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.processor.Outcome;
import org.atoll.validator.state.TreeScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every benchmark once, so that none measures a failure. */
class BenchmarksRunTest {
  @ParameterizedTest
  @EnumSource
  void kernelsUseUpTheirGas(Kernel kernel) {
    var loop = new EvmBenchmark.Loop();
    loop.kernel = kernel;
    loop.load();
    assertThat(new EvmBenchmark().loop(loop)).isInstanceOf(Outcome.Applied.class);
  }

  @ParameterizedTest
  @EnumSource
  void instructionsUseUpTheirGas(OpcodeCase opcode) {
    var instruction = new OpcodeBenchmark.Instruction();
    instruction.opcode = opcode;
    instruction.load();
    assertThat(new OpcodeBenchmark().run(instruction)).isInstanceOf(Outcome.Applied.class);
  }

  @ParameterizedTest
  @EnumSource
  void precompilesAnswer(PrecompileCase call) {
    var worst = new PrecompileBenchmark.Worst();
    worst.call = call;
    worst.prepare();
    var gas = new PrecompileBenchmark.Gas();
    assertThat(new PrecompileBenchmark().run(worst, gas)).isNotEmpty();
    assertThat(gas.megagas).isPositive();
  }

  @Test
  void transfersSucceed() {
    var transfers = new EvmBenchmark.Transfers();
    transfers.load();
    assertThat(new EvmBenchmark().transfer(transfers)).isInstanceOf(Outcome.Applied.class);
    assertThat(new EvmBenchmark().erc20(transfers)).isInstanceOf(Outcome.Applied.class);
  }

  @Test
  void envelopesDecode() {
    var decode = new DecodeBenchmark();
    decode.sign();
    assertThat(decode.ethereum()).isNotNull();
    assertThat(decode.ethereumUnchecked()).isNotNull();
    assertThat(decode.nativeBatch()).isNotNull();
    assertThat(decode.nativeBatchUnchecked()).isNotNull();
  }

  static boolean hasNative() {
    return Secp256k1.isNative();
  }

  @Test
  @EnabledIf("hasNative")
  void signaturesAreGood() {
    var signatures = new SignatureBenchmark();
    signatures.sign();
    assertThat(signatures.recover()).isPresent();
    for (var algorithm : new org.atoll.sdk.crypto.SignatureAlgorithm[] {
        org.atoll.sdk.crypto.SignatureAlgorithm.SECP256K1, org.atoll.sdk.crypto.SignatureAlgorithm.P256,
        org.atoll.sdk.crypto.SignatureAlgorithm.ED25519}) {
      var signed = new SignatureBenchmark.Signed();
      signed.algorithm = algorithm;
      signed.sign();
      assertThat(signatures.verify(signed)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void statesHaveRoots(TreeScheme scheme) {
    var state = new StateBenchmark();
    state.scheme = scheme;
    state.fill();
    assertThat(state.update()).isEqualTo(state.update());
  }

  @ParameterizedTest
  @EnumSource
  void chunksComeBack(Transport transport) throws Exception {
    var chunks = new ChunkBenchmark();
    chunks.transport = transport;
    chunks.connect();
    try {
      for (int i = 0; i < 3; i++) {
        assertThat(chunks.roundTrip()).hasSize(500).allMatch(Outcome.Applied.class::isInstance);
      }
    } finally {
      chunks.disconnect();
    }
  }

  @ParameterizedTest
  @EnumSource
  void chunksSucceedWithAnyNumberOfWorkers(ParallelBenchmark.Load load) throws Exception {
    for (int workers = 1; workers < 4; workers++) {
      var parallel = new ParallelBenchmark();
      parallel.load = load;
      parallel.workers = workers;
      parallel.sign();
      try {
        for (int i = 0; i < 21; i++) { // beyond the last, it begins again
          assertThat(parallel.chunk()).hasSize(500)
              .allMatch(outcome -> outcome instanceof Outcome.Applied applied && applied.status() == 1);
        }
      } finally {
        parallel.dismiss();
      }
    }
  }
}
