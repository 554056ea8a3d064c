package org.atoll.sdk.transport;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets only certificates of one role call, and tells the others why not. */
final class RoleCheck implements ServerInterceptor {
  private static final Logger log = LoggerFactory.getLogger(RoleCheck.class);

  private final CertificateRole role;

  RoleCheck(CertificateRole role) {
    this.role = role;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
      ServerCallHandler<Q, R> next) {
    var refusal = refuse(call);
    if (refusal.isEmpty()) {
      return next.startCall(call, headers);
    }
    log.warn("tls.role_refused peer={} why=\"{}\"", call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
        refusal.get());
    call.close(Status.PERMISSION_DENIED.withDescription(refusal.get()), new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private Optional<String> refuse(ServerCall<?, ?> call) {
    var session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    try {
      if (session != null && session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
        var roles = CertificateRole.of(certificate);
        return roles.contains(role) ? Optional.empty() : Optional.of("certificate "
            + certificate.getSubjectX500Principal() + " has roles " + roles + ", this port is for role " + role
            + ": connect to the other port, or issue a certificate with: atoll keys tls issue --role " + role);
      }
    } catch (SSLPeerUnverifiedException none) {
      return Optional.of("no certificate: " + none.getMessage());
    }
    return Optional.of("no certificate");
  }
}
