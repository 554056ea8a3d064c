package org.atoll.gateway.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.Optional;

/** Decides from its headers whether a request may come in at all. Immutable. */
record Gate(Hosts hosts, Origins origins) {
  /** Why a request is turned away. */
  enum Refused {
    HOST("this Host is not allowed: see rpc.hosts"),
    ORIGIN("this Origin is not allowed: see rpc.origins");

    final String text;

    Refused(String text) {
      this.text = text;
    }
  }

  /** Empty if the request may come in. */
  Optional<Refused> check(Headers headers) {
    var host = headers.first(HeaderNames.HOST);
    if (host.isEmpty() || !hosts.allow(host.get())) {
      return Optional.of(Refused.HOST);
    }
    return headers.first(HeaderNames.ORIGIN).isPresent() && allowedOrigin(headers).isEmpty()
        ? Optional.of(Refused.ORIGIN)
        : Optional.empty();
  }

  /** The origin a browser is to be told it may read the answer for. */
  Optional<String> allowedOrigin(Headers headers) {
    return headers.first(HeaderNames.ORIGIN).filter(origins::allow);
  }
}
