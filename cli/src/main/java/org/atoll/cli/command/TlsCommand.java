package org.atoll.cli.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.atoll.cli.tls.CertificateAuthority;
import org.atoll.cli.tls.CertificateAuthority.Request;
import org.atoll.cli.tls.TlsFolder;
import org.atoll.sdk.transport.CertificateRole;
import org.atoll.sdk.transport.TlsFiles;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Certificates of an organisation's processes. */
@Command(name = "tls", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Make and show certificates for connections to validators over TCP.")
final class TlsCommand implements Runnable {
  private static final Set<Integer> HOST_NAMES = Set.of(2, 7);

  @Spec CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "ca", mixinStandardHelpOptions = true, description = "Make the certificate authority of an organisation.")
  int authority(
      @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Folder to make; keep it off the nodes.")
          Path dir,
      @Option(names = "--org", required = true, paramLabel = "NAME", description = "Who issues certificates.") String org,
      @Option(names = "--days", defaultValue = "3650", description = "How long it holds (${DEFAULT-VALUE}).") int days) {
    try {
      TlsFolder.create(dir, CertificateAuthority.create(org, Instant.now(), validity(days)));
    } catch (FileAlreadyExistsException exists) {
      throw new UserError(UserError.BAD_INPUT, exists.getMessage() + " exists already; choose another folder", exists);
    } catch (IOException failed) {
      throw new UserError(UserError.BAD_INPUT, String.valueOf(failed.getMessage()), failed);
    }
    spec.commandLine().getOut().println("made " + dir + "; ca-key.pem is secret, ca.pem goes to all. Issue certificates:\n"
        + "  atoll keys tls issue --ca " + dir + " --role validator --host HOST --dir NODE/tls\n"
        + "  atoll keys tls issue --ca " + dir + " --role client --dir GATEWAY/tls");
    return 0;
  }

  @Command(name = "issue", mixinStandardHelpOptions = true,
      description = "Make a key and a certificate for it: ca.pem, cert.pem and key.pem.")
  int issue(
      @Option(names = "--ca", required = true, paramLabel = "DIR", description = "Folder of the authority.") Path ca,
      @Option(names = "--role", required = true, split = ",", paramLabel = "ROLE",
          description = "validator; or one or more of client (gateways), processor, engine.") List<String> roles,
      @Option(names = "--host", split = ",", paramLabel = "HOST",
          description = "Names and addresses a validator is reached by.") List<String> hosts,
      @Option(names = "--name", defaultValue = "", paramLabel = "NAME", description = "For people; default: the role.")
          String name,
      @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Where to, such as NODE/tls.") Path dir,
      @Option(names = "--days", defaultValue = "365", description = "How long it holds (${DEFAULT-VALUE}).") int days,
      @Option(names = "--json", description = "One JSON document.") boolean json) {
    try {
      var wanted = new Request(name.isEmpty() ? String.join(" ", roles) : name, roles(roles),
          hosts == null ? List.of() : hosts);
      var authority = TlsFolder.authority(ca);
      TlsFolder.create(dir, authority, authority.issue(wanted, Instant.now(), validity(days)));
    } catch (IllegalArgumentException wrong) {
      throw new UserError(UserError.USAGE, String.valueOf(wrong.getMessage()), wrong);
    } catch (FileAlreadyExistsException exists) {
      throw new UserError(UserError.BAD_INPUT, exists.getMessage() + " exists already; give it more time with: atoll keys "
          + "tls renew --ca " + ca + " --dir " + dir, exists);
    } catch (IOException failed) {
      throw new UserError(UserError.BAD_INPUT, String.valueOf(failed.getMessage()), failed);
    }
    return show(dir, json);
  }

  @Command(name = "renew", mixinStandardHelpOptions = true,
      description = "Make a new key and certificate of the same role, name and hosts in place of those there.")
  int renew(
      @Option(names = "--ca", required = true, paramLabel = "DIR", description = "Folder of the authority.") Path ca,
      @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Folder of the certificate.") Path dir,
      @Option(names = "--days", defaultValue = "365", description = "How long it holds (${DEFAULT-VALUE}).") int days,
      @Option(names = "--json", description = "One JSON document.") boolean json) {
    try {
      var old = TlsFiles.in(dir).read().chain().getFirst();
      var authority = TlsFolder.authority(ca);
      var wanted = new Request(commonName(old), CertificateRole.of(old), hosts(old));
      TlsFolder.replace(dir, authority, authority.issue(wanted, Instant.now(), validity(days)));
    } catch (IllegalArgumentException foreign) {
      throw new UserError(UserError.BAD_INPUT, dir + " is not of atoll keys tls issue: " + foreign.getMessage(), foreign);
    } catch (IOException failed) {
      throw new UserError(UserError.BAD_INPUT, String.valueOf(failed.getMessage()), failed);
    }
    return show(dir, json);
  }

  @Command(name = "show", mixinStandardHelpOptions = true,
      description = "Check a folder of ca.pem, cert.pem and key.pem and show what it is for.")
  int show(@Parameters(paramLabel = "DIR", description = "Such as NODE/tls.") Path dir,
      @Option(names = "--json", description = "One JSON document.") boolean json) {
    try {
      print(TlsFiles.in(dir).read().chain().getFirst(), json);
      return 0;
    } catch (IOException refused) {
      throw new UserError(UserError.CONFIG, String.valueOf(refused.getMessage()), refused);
    }
  }

  private void print(X509Certificate own, boolean json) {
    var roles = CertificateRole.of(own).stream().map(CertificateRole::toString).toList();
    if (json) {
      var root = JsonMapper.builder().build().createObjectNode();
      root.put("schema", "atoll.certificate/1").put("subject", own.getSubjectX500Principal().toString());
      roles.forEach(root.putArray("roles")::add);
      hosts(own).forEach(root.putArray("hosts")::add);
      root.put("issuer", own.getIssuerX500Principal().toString()).put("expires", own.getNotAfter().toInstant().toString());
      spec.commandLine().getOut().println(root);
    } else {
      spec.commandLine().getOut().println("subject  " + own.getSubjectX500Principal() + "\nroles    "
          + String.join(", ", roles) + "\nhosts    " + String.join(", ", hosts(own)) + "\nissuer   "
          + own.getIssuerX500Principal() + "\nexpires  " + own.getNotAfter().toInstant());
    }
  }

  private static Duration validity(int days) {
    if (days < 1) {
      throw new UserError(UserError.USAGE, "--days is 1 or more, not " + days);
    }
    return Duration.ofDays(days);
  }

  private static Set<CertificateRole> roles(List<String> texts) {
    var roles = EnumSet.noneOf(CertificateRole.class);
    for (var text : texts) {
      try {
        roles.add(CertificateRole.valueOf(text.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException unknown) {
        throw new UserError(UserError.USAGE, "--role is validator, client, processor or engine, not " + text, unknown);
      }
    }
    return roles;
  }

  private static String commonName(X509Certificate certificate) {
    try {
      return IETFUtils.valueToString(new JcaX509CertificateHolder(certificate).getSubject()
          .getRDNs(BCStyle.CN)[0].getFirst().getValue());
    } catch (java.security.cert.CertificateEncodingException | ArrayIndexOutOfBoundsException none) {
      throw new IllegalArgumentException("it has no common name", none);
    }
  }

  private static List<String> hosts(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names.stream().filter(name -> HOST_NAMES.contains(name.get(0)))
          .map(name -> (String) name.get(1)).toList();
    } catch (CertificateParsingException broken) {
      throw new IllegalArgumentException(broken);
    }
  }
}
