package org.atoll.sdk.transport;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What the holder of a certificate may do; stands in it as a URI among its subject alternative names. */
public enum CertificateRole {
  /** Serves the others. */
  VALIDATOR,
  /** Gateways and other clients: may use the client service. */
  CLIENT,
  /** May offer itself as a processor; its key is judged besides. */
  PROCESSOR,
  /** May attach an engine; its key has to be one of {@code engine.keys} besides. */
  ENGINE;

  private static final int URI_NAME = 6;

  /** Such as {@code atoll:client}. */
  public String uri() {
    return "atoll:" + this;
  }

  /** Those a certificate names; a certificate that cannot be read names none. */
  public static Set<CertificateRole> of(X509Certificate certificate) {
    var found = EnumSet.noneOf(CertificateRole.class);
    try {
      var names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return found;
      }
      for (var name : names) {
        for (var role : values()) {
          if (name.get(0).equals(URI_NAME) && name.get(1).equals(role.uri())) {
            found.add(role);
          }
        }
      }
    } catch (CertificateParsingException unreadable) { // whoever shows such a certificate may do nothing
      return Set.of();
    }
    return found;
  }

  /** As commands and URIs have it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
