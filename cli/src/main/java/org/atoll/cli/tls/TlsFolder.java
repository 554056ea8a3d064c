package org.atoll.cli.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.atoll.cli.node.WholeFile;
import org.atoll.sdk.transport.TlsFiles;

/** Certificates and keys on disk: {@code ca.pem} and {@code ca-key.pem} of an authority, {@link TlsFiles} of a process. */
public final class TlsFolder {
  private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
  private static final String OPEN = "rw-r--r--";
  private static final String SECRET = "rw-------";

  private TlsFolder() {}

  private static TlsFiles authorityFiles(Path folder) {
    return new TlsFiles(folder.resolve("ca.pem"), folder.resolve("ca.pem"), folder.resolve("ca-key.pem"));
  }

  /** @throws FileAlreadyExistsException when the folder has one */
  public static void create(Path folder, CertificateAuthority authority) throws IOException {
    var files = authorityFiles(makePrivate(folder));
    WholeFile.create(files.key(), pem("PRIVATE KEY", authority.key().getEncoded()), SECRET);
    WholeFile.create(files.certificate(), pem(authority.certificate()), OPEN);
  }

  /** @throws IOException when there is none, saying how to make one */
  public static CertificateAuthority authority(Path folder) throws IOException {
    var files = authorityFiles(folder);
    if (!Files.exists(files.key())) {
      throw new IOException(folder + " holds no certificate authority (" + files.key().getFileName()
          + "); make one with: atoll keys tls ca --dir " + folder);
    }
    var content = files.read();
    return new CertificateAuthority(content.chain().getFirst(), content.key());
  }

  /** @throws FileAlreadyExistsException when the folder has a certificate or key */
  public static void create(Path folder, CertificateAuthority authority, CertificateAuthority.Issued issued)
      throws IOException {
    var files = TlsFiles.in(makePrivate(folder));
    for (var file : new Path[] {files.key(), files.certificate()}) {
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
    replace(folder, authority, issued);
  }

  /** Processes that use the folder take what is new from their next connection on. */
  public static void replace(Path folder, CertificateAuthority authority, CertificateAuthority.Issued issued)
      throws IOException {
    var files = TlsFiles.in(folder);
    WholeFile.replace(files.authorities(), pem(authority.certificate()), OPEN);
    WholeFile.replace(files.key(), pem("PRIVATE KEY", issued.key().getEncoded()), SECRET);
    WholeFile.replace(files.certificate(), pem(issued.certificate()), OPEN);
  }

  private static Path makePrivate(Path folder) throws IOException {
    Files.createDirectories(folder);
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  private static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN " + kind + "-----\n" + PEM.encodeToString(bytes) + "\n-----END " + kind + "-----\n";
  }
}
