package org.atoll.sdk.transport;

import io.grpc.Status;
import java.util.LinkedHashSet;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What became of a call, for people. */
public final class Failures {
  private Failures() {}

  /** Code, description and what is behind them, so that a handshake that fails says why. */
  public static String describe(Throwable failure) {
    var status = Status.fromThrowable(failure);
    var parts = new LinkedHashSet<String>();
    Optional.ofNullable(status.getDescription()).ifPresent(parts::add);
    boolean refused = false;
    for (var cause = status.getCause(); cause != null; cause = cause.getCause()) {
      Optional.ofNullable(cause.getMessage()).filter(text -> parts.stream().noneMatch(text::endsWith))
          .ifPresent(parts::add);
      refused |= cause instanceof SSLException && String.valueOf(cause.getMessage()).contains("fatal alert");
    }
    return status.getCode() + (parts.isEmpty() ? "" : " " + String.join(": ", parts))
        + (refused ? " (the other side refuses this process's certificate; its log says why)" : "");
  }
}
