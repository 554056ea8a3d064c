package org.atoll.bench.measure;

import java.lang.management.ManagementFactory;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.value.Bytes;

/** What recovering a signer costs here and now. */
public final class RecoverCost {
  private static final int ROUNDS = 5;
  private static final int PER_ROUND = 4_000;

  private RecoverCost() {}

  /** CPU microseconds of one recovery, the best of five rounds. */
  public static double micros() {
    var digest = Keccak.digest(new byte[] {1}, 0, 1);
    var key = PrivateKey.of(SignatureAlgorithm.SECP256K1, Keccak.hash(digest).bytes());
    var signature = key.signRecoverable(digest);
    var rs = Bytes.copyOfRange(signature, 0, 64);
    var threads = ManagementFactory.getThreadMXBean();
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < PER_ROUND; i++) {
        if (Secp256k1.recover(digest, rs, signature[64]).isEmpty()) {
          throw new IllegalStateException("a good signature has no signer");
        }
      }
      best = Math.min(best, (threads.getCurrentThreadCpuTime() - before) / 1e3 / PER_ROUND);
    }
    return best;
  }
}
