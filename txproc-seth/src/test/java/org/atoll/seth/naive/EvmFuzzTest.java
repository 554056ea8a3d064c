package org.atoll.seth.naive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytecode on both EVMs. The first byte chooses the fork, the second the world around it; the rest is the code the
 * transaction calls. A plain test run tries the seeds; with JAZZER_FUZZ=1 in the environment Jazzer looks for more.
 */
final class EvmFuzzTest {
  private static final int MAX_CODE = 512;
  private static final ExecutorService DEEP = Executors.newSingleThreadExecutor(
      runnable -> new Thread(null, runnable, "naive", 512L << 20)); // naive frames are Java frames

  private final Differential differential = new Differential();

  @AfterAll
  static void end() {
    DEEP.shutdownNow();
  }

  static Stream<byte[]> codes() {
    var random = new SplittableRandom(11);
    var written = Stream.of(
        "0e00600160005560026000556000600055600054", // storage back and forth
        "0801600060006000600060006001f1", // too few words
        "0e023060006000600060005af4506000600060006000305af1", // calls itself
        "0d03337f600160005360206000f3000000000000000000000000000000000000000000006000526020600060006000f5ff",
        "0c045b60005600", "0b05fe", "0106600035ff", "0e07631234567860e01e5f525ff3")
        .map(hex -> Bytes.fromHex(hex).toArray());
    var drawn = Stream.generate(() -> {
      var program = RandomCase.program(random, 0);
      var bytes = new byte[program.length + 2];
      bytes[0] = (byte) random.nextInt(256);
      bytes[1] = (byte) random.nextInt(256);
      System.arraycopy(program, 0, bytes, 2, program.length);
      return bytes;
    }).limit(100);
    return Stream.concat(written, drawn);
  }

  @MethodSource("codes")
  @FuzzTest // comes last, or it does not fuzz
  void bytecode(byte[] bytes) throws ExecutionException, InterruptedException {
    if (bytes == null || bytes.length < 3 || bytes.length > MAX_CODE) {
      return;
    }
    var forks = Fork.values();
    var fork = forks[1 + (bytes[0] & 0xff) % (forks.length - 1)];
    var one = RandomCase.any(new SplittableRandom(bytes[1]), fork,
        Optional.of(Arrays.copyOfRange(bytes, 2, bytes.length)));
    DEEP.submit(() -> differential.check(one)).get();
  }
}
