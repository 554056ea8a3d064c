package org.atoll.bench.compare;

import java.nio.file.Path;
import java.util.List;
import org.atoll.sdk.crypto.PrivateKey;

/**
 * What a comparison runs.
 *
 * @param atoll command line of Atoll without its arguments
 * @param anvil path of anvil's binary
 * @param folder for node folders and logs; exists
 * @param port first of the ports nodes listen on, below 32 768
 * @param richKey account that is funded on all nodes
 * @param pairs how often each side runs
 * @param transactions measured in a run of transactions
 * @param warmUp transactions before
 * @param blockMillis block time of Atoll under load; 0: on demand
 */
public record Setup(List<String> atoll, Path anvil, Path folder, int port, PrivateKey richKey, int pairs,
    int transactions, int warmUp, long blockMillis) {
  private static final int EPHEMERAL = 32_768;

  public Setup {
    atoll = List.copyOf(atoll);
    if (port < 1_024 || port >= EPHEMERAL) {
      throw new IllegalArgumentException("--port is 1024 to 32767, not " + port);
    }
    if (pairs < 1 || pairs > 100) {
      throw new IllegalArgumentException("--pairs is 1 to 100, not " + pairs);
    }
    if (transactions < 1 || warmUp < 0 || blockMillis < 0) {
      throw new IllegalArgumentException("--transactions is at least 1, --warm-up and --block-time not negative");
    }
  }
}
