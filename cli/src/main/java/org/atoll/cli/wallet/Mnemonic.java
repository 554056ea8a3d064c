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

  /** Its first keys, so that a development node need not derive them at every start. */
  static final List<String> WELL_KNOWN_KEYS = List.of(
      "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
      "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
      "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
      "7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
      "47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
      "8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba",
      "92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e",
      "4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356",
      "dbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97",
      "2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6");

  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final int HARDENED = 0x80000000;
  private static final int[] PATH = {44 | HARDENED, 60 | HARDENED, HARDENED, 0};

  private Mnemonic() {}

  /** The first {@code count} keys. */
  public static List<PrivateKey> keys(String phrase, int count) {
    if (phrase.equals(WELL_KNOWN) && count <= WELL_KNOWN_KEYS.size()) {
      return WELL_KNOWN_KEYS.stream().limit(count)
          .map(secret -> PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex(secret))).toList();
    }
    return derive(phrase, count);
  }

  static List<PrivateKey> derive(String phrase, int count) {
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
