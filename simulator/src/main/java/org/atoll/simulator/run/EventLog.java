package org.atoll.simulator.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.atoll.simulator.core.world.EventKind;
import org.atoll.simulator.core.world.EventListener;
import org.atoll.simulator.core.world.Wire;
import org.jspecify.annotations.Nullable;

/** Writes events down, as JSON lines or for people. */
final class EventLog implements EventListener, AutoCloseable {
  private final Writer out;
  private final Wire wire;
  private final boolean json;
  private final int only;

  private EventLog(Writer out, Wire wire, boolean json, int only) {
    this.out = out;
    this.wire = wire;
    this.json = json;
    this.only = only;
  }

  static EventLog jsonLines(Path file, Wire wire) throws IOException {
    return new EventLog(Files.newBufferedWriter(file), wire, true, Integer.MIN_VALUE);
  }

  /** @param node the only one whose events appear, beside those of the world */
  static EventLog forPeople(PrintWriter out, Wire wire, int node) {
    return new EventLog(out, wire, false, node);
  }

  @Override
  public void event(long number, long micros, int node, EventKind kind, long detail, @Nullable Object payload) {
    if (!json && node != only && (node >= 0 || kind == EventKind.SAMPLE)) {
      return;
    }
    boolean message = payload != null && (kind == EventKind.DELIVER || kind == EventKind.SUBMIT);
    try {
      if (json) {
        out.write("{\"n\":" + number + ",\"us\":" + micros + ",\"node\":" + node + ",\"kind\":\""
            + kind.name().toLowerCase(Locale.ROOT) + "\",\"detail\":" + detail
            + (message && payload != null ? ",\"digest\":\"" + Long.toHexString(wire.digest(payload)) + "\"" : "")
            + "}\n");
      } else {
        out.write(String.format(Locale.ROOT, "%10d %12.3f ms  %-12s %-6s %s%n", number, micros / 1e3,
            kind.name().toLowerCase(Locale.ROOT), node < 0 ? "world" : Integer.toString(node),
            message && payload != null
                ? (kind == EventKind.DELIVER ? "from " + detail + ": " : "") + wire.describe(payload)
                : Long.toString(detail)));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void line(long micros, int node, String text) {
    try {
      if (json) {
        out.write("{\"us\":" + micros + ",\"node\":" + node + ",\"log\":\""
            + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}\n");
      } else if (node == only) {
        out.write(String.format(Locale.ROOT, "%10s %12.3f ms  %-12s %-6d %s%n", "", micros / 1e3, "log", node, text));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() throws IOException {
    if (json) {
      out.close();
    } else {
      out.flush();
    }
  }
}
