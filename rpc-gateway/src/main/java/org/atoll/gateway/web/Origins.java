package org.atoll.gateway.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Pages of which origins may call this server from a browser. Immutable. */
public final class Origins {
  private static final String ANY = "*";
  private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1");
  private static final Set<String> EXTENSIONS = Set.of("chrome-extension", "moz-extension");

  private final Set<String> allowed;
  private final boolean development;

  /**
   * Allows the given origins, such as {@code https://wallet.example}; {@code *} allows all.
   *
   * @param development whether to allow pages of this machine and browser extensions, too
   */
  public Origins(Collection<String> allowed, boolean development) {
    this.allowed = allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
    this.development = development;
  }

  boolean allow(String origin) {
    return allowed.contains(ANY)
        || allowed.contains(origin.toLowerCase(Locale.ROOT))
        || (development && isLocal(origin));
  }

  private static boolean isLocal(String origin) {
    try {
      var uri = new URI(origin);
      var scheme = uri.getScheme();
      if (scheme == null) {
        return false;
      }
      return EXTENSIONS.contains(scheme)
          || ((scheme.equals("http") || scheme.equals("https"))
              && uri.getUserInfo() == null
              && uri.getHost() != null
              && LOCAL_HOSTS.contains(uri.getHost().toLowerCase(Locale.ROOT)));
    } catch (URISyntaxException notAnOrigin) {
      return false;
    }
  }
}
