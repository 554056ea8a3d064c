package org.atoll.validator.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/** Where a setting lies: Sawtooth's layout, prefix 000000 and 8 bytes of the SHA-256 of each of four key parts. */
public final class SettingAddress {
  public static final Bytes PREFIX = Bytes.fromHex("000000");
  private static final int PARTS = 4;
  private static final int PART_BYTES = 8;

  private SettingAddress() {}

  /** The key is split at dots; the fourth part keeps the rest, missing parts are empty. */
  public static Address of(String key) {
    var parts = key.split("\\.", PARTS);
    var address = new byte[Address.PREFIX_SIZE + PARTS * PART_BYTES];
    for (int i = 0; i < PARTS; i++) {
      var part = i < parts.length ? parts[i] : "";
      var digest = Sha256.hash(part.getBytes(UTF_8)).bytes().unsafeArray();
      System.arraycopy(digest, 0, address, Address.PREFIX_SIZE + i * PART_BYTES, PART_BYTES);
    }
    return Address.wrap(address);
  }
}
