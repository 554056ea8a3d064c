package org.atoll.cli.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.atoll.cli.tls.CertificateAuthority.Request;
import org.atoll.sdk.transport.CertificateRole;
import org.atoll.sdk.transport.TlsFiles;
import org.atoll.sdk.transport.TlsIdentity;

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

  public CertificateAuthority authority() {
    return authority;
  }

  public static TlsIdentity identity(Path folder) throws IOException {
    return TlsIdentity.open(TlsFiles.in(folder));
  }
}
