package org.atoll.cli.node;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.EvmAddress;

/** Addresses for people: EIP-55. */
public final class AddressText {
  private AddressText() {}

  public static String checksummed(EvmAddress address) {
    var digits = address.bytes().toHex();
    var hash = Keccak.hash(digits.getBytes(US_ASCII)).bytes().toHex();
    var text = new StringBuilder("0x");
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      text.append(hash.charAt(i) >= '8' ? Character.toUpperCase(digit) : digit);
    }
    return text.toString();
  }
}
