package org.atoll.sdk.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files a process proves itself with and checks others by, all PEM.
 *
 * @param authorities certificates of those whose word counts
 * @param certificate own certificate, after it those between it and its authority, if any
 * @param key its private key, PKCS #8, readable for its owner alone
 */
public record TlsFiles(Path authorities, Path certificate, Path key) {
  private static final Pattern PRIVATE_KEY = Pattern.compile(
      "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final String HOW = "; make certificates with: atoll keys tls";

  /** {@code ca.pem}, {@code cert.pem} and {@code key.pem} of a folder. */
  public static TlsFiles in(Path folder) {
    return new TlsFiles(folder.resolve("ca.pem"), folder.resolve("cert.pem"), folder.resolve("key.pem"));
  }

  /** What the files hold; the chain begins with the own certificate. */
  public record Content(List<X509Certificate> authorities, List<X509Certificate> chain, PrivateKey key) {
    public Content {
      authorities = List.copyOf(authorities);
      chain = List.copyOf(chain);
    }
  }

  /** @throws IOException when something is missing, open to others or does not belong together, saying what to do */
  public Content read() throws IOException {
    requirePrivate(key);
    var chain = certificates(certificate);
    return new Content(certificates(authorities), chain, privateKey(chain.getFirst().getPublicKey()));
  }

  /** Differs once a file was written anew, or is gone. */
  List<FileTime> stamp() throws IOException {
    var times = new ArrayList<FileTime>();
    for (var file : List.of(authorities, certificate, key)) {
      times.add(Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0));
    }
    return times;
  }

  /** @throws IOException when others may read the file */
  private static void requirePrivate(Path file) throws IOException {
    try {
      var modes = Files.getPosixFilePermissions(file);
      if (!Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE).containsAll(modes)) {
        throw new IOException("key file " + file + " may be read by others (" + PosixFilePermissions.toString(modes)
            + "); do: chmod 600 " + file);
      }
    } catch (NoSuchFileException missing) {
      throw new IOException(file + " does not exist" + HOW, missing);
    }
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    try {
      var found = CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
      if (found.isEmpty()) {
        throw new IOException(file + " holds no certificate" + HOW);
      }
      return found.stream().map(X509Certificate.class::cast).toList();
    } catch (NoSuchFileException missing) {
      throw new IOException(file + " does not exist" + HOW, missing);
    } catch (CertificateException broken) {
      throw new IOException(file + " holds no certificate in PEM: " + broken.getMessage(), broken);
    }
  }

  private PrivateKey privateKey(PublicKey counterpart) throws IOException {
    var match = PRIVATE_KEY.matcher(Files.readString(key, StandardCharsets.ISO_8859_1));
    if (!match.find()) {
      throw new IOException(key + " holds no private key in PKCS #8 (BEGIN PRIVATE KEY); others are converted by: "
          + "openssl pkcs8 -topk8 -nocrypt");
    }
    try {
      var found = KeyFactory.getInstance(counterpart.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(match.group(1))));
      if (!belongTogether(found, counterpart)) {
        throw new IOException(key + " is not the key of " + certificate);
      }
      return found;
    } catch (GeneralSecurityException | IllegalArgumentException broken) {
      throw new IOException(key + " is not a key for " + certificate + ": " + broken.getMessage(), broken);
    }
  }

  private static boolean belongTogether(PrivateKey own, PublicKey counterpart) throws GeneralSecurityException {
    var algorithm = switch (counterpart.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> counterpart.getAlgorithm(); // EdDSA
    };
    var probe = new byte[] {1};
    var signature = Signature.getInstance(algorithm);
    signature.initSign(own);
    signature.update(probe);
    var signed = signature.sign();
    signature.initVerify(counterpart);
    signature.update(probe);
    return signature.verify(signed);
  }
}
