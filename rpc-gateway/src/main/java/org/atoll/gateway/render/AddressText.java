package org.atoll.gateway.render;

import java.nio.charset.StandardCharsets;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.EvmAddress;

/** Addresses as people see them. */
public final class AddressText {
  private AddressText() {}

  /** With the checksum in the case of its letters (EIP-55), after {@code 0x}. */
  public static String checksummed(EvmAddress address) {
    var digits = address.bytes().toHex();
    var hash = Keccak.hash(digits.getBytes(StandardCharsets.US_ASCII)).bytes();
    var text = new StringBuilder("0x");
    for (int i = 0; i < digits.length(); i++) {
      int nibble = (hash.get(i / 2) >> (i % 2 == 0 ? 4 : 0)) & 15;
      text.append(nibble >= 8 ? Character.toUpperCase(digits.charAt(i)) : digits.charAt(i));
    }
    return text.toString();
  }
}
