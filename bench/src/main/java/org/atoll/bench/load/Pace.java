package org.atoll.bench.load;

import java.time.Duration;

/**
 * How it is sent.
 *
 * @param batch requests in a frame: a JSON-RPC batch, or one message of the native service
 * @param connections each has one frame in flight; a sender keeps to one connection, so its nonces stay in order
 * @param perSecond transactions due per second, whatever has become of earlier ones (open loop); 0: each connection
 *     sends its next frame when the last is answered
 * @param patience how long to wait without any progress before giving the rest up
 */
public record Pace(int batch, int connections, double perSecond, Duration patience) {
  public Pace {
    Ranges.require("batch", batch, 1, 1_000);
    Ranges.require("connections", connections, 1, 1_000);
    if (perSecond < 0 || !Double.isFinite(perSecond)) {
      throw new IllegalArgumentException("--rate is not negative (0: as fast as answers come), not " + perSecond);
    }
    Ranges.require("patience", patience.toSeconds(), 1, 3_600);
  }
}
