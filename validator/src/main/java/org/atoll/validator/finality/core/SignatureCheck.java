package org.atoll.validator.finality.core;

import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.Bytes;

/** How signatures are checked: {@code Signatures::verify}, or something cheap in simulations. */
@FunctionalInterface
public interface SignatureCheck {
  /** Never throws on foreign bytes. */
  boolean verify(PublicKey key, Bytes message, Bytes signature);
}
