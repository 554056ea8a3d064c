package org.atoll.sdk.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.atoll.sdk.value.Bytes;

/**
 * A family as its processor registers it.
 *
 * @param prefixes address prefixes it owns, 3 bytes each
 * @param features what on-chain settings may ask of it, such as the names of EVM forks
 */
public record FamilyInfo(String name, String version, List<Bytes> prefixes, List<String> features) {
  public FamilyInfo {
    if (name.isEmpty() || version.isEmpty()) {
      throw new IllegalArgumentException("a family has a name and a version");
    }
    prefixes = List.copyOf(prefixes);
    features = List.copyOf(features);
  }

  public static FamilyInfo of(String name, String version) {
    return new FamilyInfo(name, version, List.of(prefixOf(name)), List.of());
  }

  /** The customary prefix: first 3 bytes of SHA-512 of the name. */
  public static Bytes prefixOf(String family) {
    try {
      return Bytes.copyOfRange(MessageDigest.getInstance("SHA-512").digest(family.getBytes(UTF_8)), 0, 3);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-512", missing);
    }
  }
}
