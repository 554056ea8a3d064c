package org.atoll.cli.wallet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.value.Bytes;

/** Ethereum keys of a seed phrase: BIP-39 seed, BIP-32 path m/44'/60'/0'/0/i. The phrase's checksum is not looked at. */
public final class Mnemonic {
  /** The phrase every Ethereum development tool uses. */
  public static final String WELL_KNOWN = "test test test test test test test test test test test junk";

  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final int HARDENED = 0x80000000;
  private static final int[] PATH = {44 | HARDENED, 60 | HARDENED, HARDENED, 0};

  private Mnemonic() {}

  /** The first {@code count} keys. */
  public static List<PrivateKey> keys(String phrase, int count) {
    try {
      var node = mac("Bitcoin seed".getBytes(UTF_8), seed(phrase));
      for (int index : PATH) {
        node = child(node, index);
      }
      var keys = new ArrayList<PrivateKey>();
      for (int i = 0; i < count; i++) {
        keys.add(PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.copyOfRange(child(node, i), 0, 32)));
      }
      return keys;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java platform has HMAC-SHA512", missing);
    }
  }

  private static byte[] seed(String phrase) throws GeneralSecurityException {
    var text = Normalizer.normalize(phrase.strip().replaceAll("\\s+", " "), Normalizer.Form.NFKD);
    var spec = new PBEKeySpec(text.toCharArray(), "mnemonic".getBytes(UTF_8), 2_048, 512);
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
  }

  /** A node is 32 bytes of key, then 32 bytes of chain code. */
  private static byte[] child(byte[] node, int index) throws GeneralSecurityException {
    var data = new byte[37];
    if (index < 0) {
      System.arraycopy(node, 0, data, 1, 32);
    } else {
      var key = PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.copyOfRange(node, 0, 32));
      System.arraycopy(key.publicKey().bytes().unsafeArray(), 0, data, 0, 33);
    }
    for (int i = 0; i < 4; i++) {
      data[33 + i] = (byte) (index >>> (24 - 8 * i));
    }
    var derived = mac(Arrays.copyOfRange(node, 32, 64), data);
    var key = new BigInteger(1, derived, 0, 32).add(new BigInteger(1, node, 0, 32)).mod(ORDER).toByteArray();
    Arrays.fill(derived, 0, 32, (byte) 0);
    int from = Math.max(0, key.length - 32);
    System.arraycopy(key, from, derived, 32 - (key.length - from), key.length - from);
    return derived;
  }

  private static byte[] mac(byte[] key, byte[] data) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA512");
    mac.init(new SecretKeySpec(key, "HmacSHA512"));
    return mac.doFinal(data);
  }
}
