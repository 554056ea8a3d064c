package org.atoll.sdk.crypto;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** libsecp256k1 through JNI: three times as fast as Bouncy Castle. */
final class LibSecp256k1 implements Secp256k1Backend {
  private static final Logger LOG = LoggerFactory.getLogger(LibSecp256k1.class);

  /** Of the secret 1717…17, which signs the digest 5a5a…5a. */
  private static final String KNOWN_X = "57eb3638f51f4dc5c8d5a7324b47df99e816cfcc5b5eb1245bc8c98029f9e674";
  private static final String KNOWN_Y = "9b68c7ad0a3fcbce20749f1c43a726943fc4be65e749c2eb59cde2a873b7901a";
  private static final String KNOWN_SIGNATURE = "3c6e38ac5b2beec0d9a7e3efddf41646e7d469758a9d759f1004711682cea85d"
      + "74a2d9aaad3947f95c4d42eb3700539f657728ac363bc5c613e57000c680de5e";
  /** What the signature recovers to with the other parity. */
  private static final String OTHER_KEY = "b2d9406473ab362cd64e25a363dac27a48d147965725671ffaec8ad4a3e97acb"
      + "13bdee5ea6231e1ee6e7fb96bcdd781bc27af92be4fba2253b88a29f70ffab90";

  private final fr.acinq.secp256k1.Secp256k1 library;

  private LibSecp256k1(fr.acinq.secp256k1.Secp256k1 library) {
    this.library = library;
  }

  /** Loads the library and lets it sign, verify and recover once; empty when it is missing or answers wrongly. */
  static Optional<LibSecp256k1> load() {
    try {
      var loaded = new LibSecp256k1(fr.acinq.secp256k1.Secp256k1.get());
      if (isRight(loaded)) {
        return Optional.of(loaded);
      }
      LOG.error("event=native_disabled library=secp256k1 reason=wrong_answers fallback=bouncycastle");
    } catch (LinkageError | RuntimeException missing) {
      LOG.warn("event=native_missing library=secp256k1 fallback=bouncycastle cause=\"{}\"", missing.toString());
    }
    return Optional.empty();
  }

  /** One answer of each kind, as the curve has them; computing them otherwise would be a tenth of a node's start. */
  static boolean isRight(Secp256k1Backend backend) {
    var digest = new byte[32];
    var secret = new byte[32];
    Arrays.fill(digest, (byte) 0x5a);
    Arrays.fill(secret, (byte) 0x17);
    var key = backend.publicKey(secret);
    var rs = backend.sign(digest, secret);
    return hex(key).equals("02" + KNOWN_X)
        && hex(rs).equals(KNOWN_SIGNATURE)
        && hex(backend.coordinates(key)).equals(KNOWN_X + KNOWN_Y)
        && hex(backend.recover(digest, rs, 0)).equals(KNOWN_X + KNOWN_Y)
        && hex(backend.recover(digest, rs, 1)).equals(OTHER_KEY)
        && backend.verify(digest, rs, key)
        && !backend.verify(secret, rs, key);
  }

  private static String hex(byte @Nullable [] bytes) {
    return bytes == null ? "" : HexFormat.of().formatHex(bytes);
  }

  @Override
  public byte @Nullable [] recover(byte[] digest, byte[] rs, int recoveryId) {
    try {
      return Arrays.copyOfRange(library.ecdsaRecover(rs, digest, recoveryId), 1, 65);
    } catch (Secp256k1Exception noKeyFits) {
      return null;
    }
  }

  @Override
  public boolean verify(byte[] digest, byte[] rs, byte[] key) {
    try {
      return library.verify(rs, digest, key);
    } catch (Secp256k1Exception notOnCurve) {
      return false;
    }
  }

  @Override
  public byte[] sign(byte[] digest, byte[] secret) {
    return library.sign(digest, secret);
  }

  @Override
  public byte[] publicKey(byte[] secret) {
    return library.pubKeyCompress(library.pubkeyCreate(secret));
  }

  @Override
  public byte @Nullable [] coordinates(byte[] key) {
    try {
      return Arrays.copyOfRange(library.pubkeyParse(key), 1, 65);
    } catch (Secp256k1Exception notOnCurve) {
      return null;
    }
  }
}
