package org.atoll.sdk.transport;

import io.grpc.Status;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** What became of a call, for people. */
public final class Failures {
  private Failures() {}

  /** Code, description and what is behind them, so that a handshake that fails says why. */
  public static String describe(Throwable failure) {
    var status = Status.fromThrowable(failure);
    var why = causes(status.getDescription(), status.getCause());
    return status.getCode() + (why.isEmpty() ? "" : " " + why) + (why.contains("fatal alert")
        ? " (the other side refuses this process's certificate; its log says why)" : "");
  }

  /** The messages of a failure and its causes. */
  static String causes(Throwable failure) {
    return causes(null, failure);
  }

  private static String causes(@Nullable String first, @Nullable Throwable failure) {
    var parts = new ArrayList<String>();
    if (first != null) {
      parts.add(first);
    }
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      var message = cause.getMessage();
      if (message != null && parts.stream().noneMatch(known -> known.endsWith(message))) {
        parts.add(message);
      }
    }
    return String.join(": ", parts);
  }
}
