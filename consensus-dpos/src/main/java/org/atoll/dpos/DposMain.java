package org.atoll.dpos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Executors;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.runner.EngineRunner;
import org.atoll.sdk.transport.UnixSockets;
import org.atoll.sdk.value.Bytes;

/** Engine {@code dpos} as a process of its own, without the CLI: {@code DposMain SOCKET KEY}. */
public final class DposMain {
  private static final int USAGE = 64;

  private DposMain() {}

  /**
   * Serves until the process is ended.
   *
   * @param args the validator's engine socket; a file of one line, algorithm and secret in hex: {@code secp256k1 00…05}
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 2) {
      System.err.println("usage: DposMain SOCKET KEY (a file: \"secp256k1 HEX\" or \"ed25519 HEX\")");
      System.exit(USAGE);
    }
    var line = Files.readString(Path.of(args[1])).strip().split(" ");
    if (line.length != 2) {
      System.err.println(args[1] + " is not \"ALGORITHM HEX\"");
      System.exit(USAGE);
    }
    var key = PrivateKey.of(SignatureAlgorithm.valueOf(line[0].toUpperCase(Locale.ROOT)), Bytes.fromHex(line[1]));
    var channel = UnixSockets.connect(Path.of(args[0]), Executors.newCachedThreadPool(
        Thread.ofPlatform().name("grpc-", 0).daemon(true).factory()));
    try (var runner = EngineRunner.start(channel, DposEngine::new, key)) {
      Thread.currentThread().join(); // for ever: a signal ends the process
    } finally {
      channel.shutdownNow();
    }
  }
}
