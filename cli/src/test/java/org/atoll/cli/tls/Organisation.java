package org.atoll.cli.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.atoll.cli.tls.CertificateAuthority.Request;
import org.atoll.sdk.transport.CertificateRole;
import org.atoll.sdk.transport.TlsFiles;
import org.atoll.sdk.transport.TlsIdentity;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority with the certificates a test asks of it. */
public final class Organisation {
  private final CertificateAuthority authority =
      CertificateAuthority.create("Test", Instant.now(), Duration.ofDays(10));
  private final Path folder;
  private int issued;

  /** @param folder for what it issues */
  public Organisation(Path folder) {
    this.folder = folder;
  }

  /** Of a validator on this machine. */
  public Path validator() throws IOException {
    return issue(CertificateRole.VALIDATOR, List.of("localhost", "127.0.0.1"), Instant.now());
  }

  /** A folder with certificate, key and authority. */
  public Path of(CertificateRole role) throws IOException {
    return issue(role, List.of(), Instant.now());
  }

  public Path expired(CertificateRole role) throws IOException {
    return issue(role, List.of("localhost"), Instant.now().minus(Duration.ofDays(2)));
  }

  public Path issue(CertificateRole role, List<String> hosts, Instant now) throws IOException {
    var target = folder.resolve(role + "-" + issued++);
    TlsFolder.create(target, authority, authority.issue(new Request("test " + role, Set.of(role), hosts), now,
        Duration.ofDays(1)));
    return target;
  }

  /** As another issuer may make it: for serving and for dialling, of role client, for {@code localhost}. */
  Path clientThatServes() throws IOException, GeneralSecurityException, OperatorCreationException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    var keys = generator.generateKeyPair();
    var builder = new JcaX509v3CertificateBuilder(authority.certificate().getSubjectX500Principal(), BigInteger.TEN,
        new Date(), Date.from(Instant.now().plus(Duration.ofDays(1))), new X500Principal("CN=both"), keys.getPublic());
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
        new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
        new GeneralName(GeneralName.uniformResourceIdentifier, CertificateRole.CLIENT.uri()),
        new GeneralName(GeneralName.dNSName, "localhost")}));
    var certificate = new JcaX509CertificateConverter().getCertificate(
        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.key())));
    var target = folder.resolve("both");
    TlsFolder.create(target, authority, new CertificateAuthority.Issued(certificate, keys.getPrivate()));
    return target;
  }

  public CertificateAuthority authority() {
    return authority;
  }

  public static TlsIdentity identity(Path folder) throws IOException {
    return TlsIdentity.open(TlsFiles.in(folder));
  }
}
