package org.atoll.cli.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.atoll.sdk.transport.CertificateRole;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates of one organisation, all with ECDSA over P-256. */
public final class CertificateAuthority {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SERIAL_BITS = 127;
  /** Clocks of those who check may be behind. */
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}|.*:.*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

  private final X509Certificate certificate;
  private final PrivateKey key;

  /** @param certificate of the authority, with its key */
  public CertificateAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** A certificate with its private key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {}

  /**
   * What is asked for.
   *
   * @param name for people
   * @param roles at least one
   * @param hosts DNS names and IP addresses by which a validator is reached; clients need none
   */
  public record Request(String name, Set<CertificateRole> roles, List<String> hosts) {
    /** @throws IllegalArgumentException when such a certificate would be of no use, saying why */
    public Request {
      roles = Set.copyOf(roles);
      hosts = List.copyOf(hosts);
      if (name.isBlank() || roles.isEmpty()) {
        throw new IllegalArgumentException("a certificate needs a name and a role");
      }
      if (roles.contains(CertificateRole.VALIDATOR) && roles.size() > 1) {
        throw new IllegalArgumentException("a validator's certificate has no other role: who serves does not dial");
      }
      if (roles.contains(CertificateRole.VALIDATOR) && hosts.isEmpty()) {
        throw new IllegalArgumentException("a validator's certificate names the hosts others reach it by");
      }
      for (var host : hosts) {
        if (!NAME.matcher(host).matches() && !ADDRESS.matcher(host).matches()) {
          throw new IllegalArgumentException(host + " is neither a host name nor an IP address");
        }
      }
    }
  }

  /** Makes a new authority. */
  public static CertificateAuthority create(String organisation, Instant now, Duration validity) {
    try {
      var keys = keyPair();
      var name = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.O, organisation)
          .addRDN(BCStyle.CN, organisation + " Atoll CA").build();
      var builder = new JcaX509v3CertificateBuilder(name, serial(), Date.from(now.minus(SKEW)),
          Date.from(now.plus(validity)), name, keys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(Extension.subjectKeyIdentifier, false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      return new CertificateAuthority(sign(builder, keys.getPrivate()), keys.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Issues a certificate for a new key. It does not outlive the authority's. */
  public Issued issue(Request request, Instant now, Duration validity) {
    try {
      var keys = keyPair();
      var issuer = new JcaX509CertificateHolder(certificate).getSubject();
      var subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, request.name()).build();
      var end = Date.from(now.plus(validity));
      var builder = new JcaX509v3CertificateBuilder(issuer, serial(), Date.from(now.minus(SKEW)),
          end.after(certificate.getNotAfter()) ? certificate.getNotAfter() : end, subject, keys.getPublic());
      var utils = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
          request.roles().contains(CertificateRole.VALIDATOR) ? KeyPurposeId.id_kp_serverAuth
              : KeyPurposeId.id_kp_clientAuth));
      builder.addExtension(Extension.subjectAlternativeName, false, names(request));
      builder.addExtension(Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(certificate));
      builder.addExtension(Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(keys.getPublic()));
      return new Issued(sign(builder, key), keys.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** The secret with which certificates are issued. */
  public PrivateKey key() {
    return key;
  }

  private static GeneralNames names(Request request) {
    var names = new ArrayList<GeneralName>();
    request.roles().stream().sorted()
        .forEach(role -> names.add(new GeneralName(GeneralName.uniformResourceIdentifier, role.uri())));
    request.hosts().forEach(host -> names.add(new GeneralName(
        ADDRESS.matcher(host).matches() ? GeneralName.iPAddress : GeneralName.dNSName, host)));
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
  }

  private static KeyPair keyPair() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }

  private static BigInteger serial() {
    return new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
  }
}
