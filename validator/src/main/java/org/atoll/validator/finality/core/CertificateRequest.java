package org.atoll.validator.finality.core;

import java.nio.ByteBuffer;
import org.atoll.sdk.value.Bytes;

/**
 * Asks for certificates from an instance on; the answer is up to {@link #MAX_ANSWERS} of them, ascending.
 *
 * @param fromInstance 1 or more
 */
public record CertificateRequest(long fromInstance) implements FinalityMessage {
  public static final int MAX_ANSWERS = 64;

  public CertificateRequest {
    if (fromInstance < 1) {
      throw new IllegalArgumentException("instances start at 1, not " + fromInstance);
    }
  }

  /** u64 instance. */
  public Bytes encode() {
    return Bytes.wrap(ByteBuffer.allocate(8).putLong(fromInstance).array());
  }

  public static Decoded<CertificateRequest> decode(Bytes bytes) {
    return Wire.decode(bytes, in -> new CertificateRequest(Wire.count(in, 1)));
  }
}
