package org.atoll.validator.peer;

import org.atoll.sdk.value.Hash32;
import org.atoll.validator.peer.core.PeerMessage;
import org.atoll.validator.settings.Epochs;

/** The codec, seen from tests elsewhere. */
public final class EncodedSizes {
  private EncodedSizes() {}

  public static int of(PeerMessage message, Hash32 chainTag, Epochs epochs) {
    return new PeerCodec(chainTag, epochs).encode(message).body().size();
  }
}
