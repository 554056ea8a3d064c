package org.atoll.gossip;

/**
 * A kind of message the application sends; types nobody configured are undecodable.
 *
 * @param code 0 to 65 535
 * @param name for logs and metrics, such as {@code "compact-block"}
 * @param maxBytes largest body, at most 16 MiB
 * @param perSecond how many a peer may send per second, with bursts of twice as many; 0: only its lane's budget counts
 */
public record MessageType(int code, String name, Lane lane, int maxBytes, int perSecond) {
  private static final int MAX_BYTES = 16 << 20;

  public MessageType {
    if (code < 0 || code > 0xffff) {
      throw new IllegalArgumentException("code must be 0 to 65535: " + code);
    }
    if (maxBytes < 0 || maxBytes > MAX_BYTES) {
      throw new IllegalArgumentException("maxBytes must be 0 to 16 MiB: " + maxBytes);
    }
    if (perSecond < 0) {
      throw new IllegalArgumentException("perSecond must not be negative: " + perSecond);
    }
  }

  public MessageType(int code, String name, Lane lane, int maxBytes) {
    this(code, name, lane, maxBytes, 0);
  }
}
