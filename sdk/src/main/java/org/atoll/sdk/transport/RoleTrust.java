package org.atoll.sdk.transport;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks certificates against an identity's authorities as they are at the time. A server has to be a validator; what a
 * client may do is judged call by call, where there are words for a refusal ({@link RoleCheck}).
 */
final class RoleTrust extends X509ExtendedTrustManager {
  private static final Logger log = LoggerFactory.getLogger(RoleTrust.class);

  private final TlsIdentity identity;

  RoleTrust(TlsIdentity identity) {
    this.identity = identity;
  }

  private interface Check {
    void run(X509ExtendedTrustManager trust) throws CertificateException;
  }

  private void check(X509Certificate[] chain, Check check) throws CertificateException {
    try {
      check.run(identity.trust());
    } catch (CertificateException refused) {
      log.warn("tls.refused subject=\"{}\" why=\"{}\"", chain[0].getSubjectX500Principal(), Failures.causes(refused));
      throw refused;
    }
  }

  private static void requireValidator(X509Certificate server) throws CertificateException {
    var roles = CertificateRole.of(server);
    if (!roles.contains(CertificateRole.VALIDATOR)) {
      throw new CertificateException("who answered shows a certificate of roles " + roles + ", not of a validator");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) throws CertificateException {
    check(chain, trust -> trust.checkClientTrusted(chain, kind, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) throws CertificateException {
    check(chain, trust -> {
      trust.checkServerTrusted(chain, kind, engine);
      requireValidator(chain[0]);
    });
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) throws CertificateException {
    check(chain, trust -> trust.checkClientTrusted(chain, kind, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) throws CertificateException {
    check(chain, trust -> {
      trust.checkServerTrusted(chain, kind, socket);
      requireValidator(chain[0]);
    });
  }

  /** @throws CertificateException always: without a connection no host name could be checked */
  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    throw new CertificateException("no connection to check");
  }

  /** @throws CertificateException always: without a connection no host name could be checked */
  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    throw new CertificateException("no connection to check");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return identity.trust().getAcceptedIssuers();
  }
}
