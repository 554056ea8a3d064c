package org.atoll.sdk.engine.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.atoll.sdk.proto.EngineInfo;
import org.atoll.sdk.value.Bytes;

/** What an engine signs to register. */
public final class EngineRegistration {
  /** Largest message of either side, in bytes. */
  public static final int MAX_FRAME_BYTES = 4 << 20;

  private EngineRegistration() {}

  /** Tag, the validator's nonce, the info as serialised. */
  public static Bytes signedMessage(Bytes nonce, EngineInfo info) {
    return Bytes.wrap("atoll/engine/1".getBytes(UTF_8)).concat(nonce).concat(Bytes.wrap(info.toByteArray()));
  }
}
