package org.atoll.validator.finality.core;

import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;

/**
 * What final data tells about members.
 *
 * @param seen producers of the last {@code seenBlocks} headers ending at a decided block, and signers of the certificates
 *     these headers carry
 * @param convicted keys with a conviction in that block's state
 */
public record Activity(Set<PublicKey> seen, Set<PublicKey> convicted) {
  public Activity {
    seen = Set.copyOf(seen);
    convicted = Set.copyOf(convicted);
  }
}
