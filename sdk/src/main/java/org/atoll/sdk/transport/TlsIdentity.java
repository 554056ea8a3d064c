package org.atoll.sdk.transport;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process proves itself with and checks others by. Files that were written anew are used from the next handshake
 * on; as long as they do not fit together, those before are. Thread-safe.
 */
public final class TlsIdentity {
  private static final Logger log = LoggerFactory.getLogger(TlsIdentity.class);
  /** How long before its end an operator should know. */
  public static final Duration SOON = Duration.ofDays(30);

  private final TlsFiles files;
  private final X509ExtendedKeyManager keys = new Keys();

  // guarded by this
  private Loaded loaded;
  private String said = "";

  /** @param stamp taken before the files were read */
  private record Loaded(List<FileTime> stamp, TlsFiles.Content content, X509ExtendedTrustManager trust) {
    X509Certificate certificate() {
      return content.chain().getFirst();
    }

    X509Certificate firstToEnd() {
      return Stream.of(content.chain(), content.authorities()).flatMap(Collection::stream)
          .min(Comparator.comparing(X509Certificate::getNotAfter)).orElseThrow();
    }

    Instant notAfter() {
      return firstToEnd().getNotAfter().toInstant();
    }

    /** Says so when a certificate ends within this time. */
    void warn(Duration within) {
      if (Instant.now().plus(within).isAfter(notAfter())) {
        log.warn("tls.expiring subject=\"{}\" expires={} help=\"atoll keys tls renew; an authority: atoll keys tls ca\"",
            firstToEnd().getSubjectX500Principal(), notAfter());
      }
    }
  }

  private TlsIdentity(TlsFiles files, Loaded loaded) {
    this.files = files;
    this.loaded = loaded;
  }

  /** @throws IOException when something is missing, open to others or does not belong together, saying what to do */
  public static TlsIdentity open(TlsFiles files) throws IOException {
    return new TlsIdentity(files, load(files));
  }

  private static Loaded load(TlsFiles files) throws IOException {
    var stamp = files.stamp();
    var content = files.read();
    var loaded = new Loaded(stamp, content, trust(content.authorities()));
    log.info("tls.loaded subject=\"{}\" roles={} expires={}", loaded.certificate().getSubjectX500Principal(),
        CertificateRole.of(loaded.certificate()), loaded.notAfter());
    loaded.warn(SOON);
    return loaded;
  }

  private static X509ExtendedTrustManager trust(List<X509Certificate> authorities) throws IOException {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority" + i, authorities.get(i));
      }
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return Arrays.stream(factory.getTrustManagers()).filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast).findFirst().orElseThrow();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The earliest end of a certificate here: the own, one between, an authority's. */
  public Instant notAfter() {
    return current().notAfter();
  }

  X509ExtendedKeyManager keys() {
    return keys;
  }

  X509ExtendedTrustManager trust() {
    return current().trust();
  }

  private synchronized Loaded current() {
    try {
      if (!files.stamp().equals(loaded.stamp())) {
        loaded = load(files);
        said = "";
      }
    } catch (IOException unfit) {
      var why = String.valueOf(unfit.getMessage());
      if (!why.equals(said)) { // once per reason: it looks at each handshake
        said = why;
        log.error("tls.files_refused why=\"{}\" help=\"mend them; meanwhile the certificates before are used\"", why);
      }
    }
    return loaded;
  }

  private synchronized Loaded last() {
    return loaded;
  }

  /** The one certificate there is, if the other side can take its kind. */
  private final class Keys extends X509ExtendedKeyManager {
    private static final String ALIAS = "own";

    private @Nullable String fitting(String... kinds) {
      var used = current();
      used.warn(Duration.ZERO);
      var own = used.content().key().getAlgorithm();
      return Arrays.asList(kinds).contains(own) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String kind, Principal @Nullable [] issuers,
        @Nullable SSLEngine engine) {
      return fitting(kind);
    }

    /** Whatever issuers the other side names: a certificate that it refuses tells more than none. */
    @Override
    public @Nullable String chooseEngineClientAlias(String[] kinds, Principal @Nullable [] issuers,
        @Nullable SSLEngine engine) {
      return fitting(kinds);
    }

    @Override
    public @Nullable String chooseServerAlias(String kind, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return fitting(kind);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] kinds, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return fitting(kinds);
    }

    @Override
    public String[] getServerAliases(String kind, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String[] getClientAliases(String kind, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return last().content().chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return last().content().key();
    }
  }
}
