package org.atoll.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.atoll.cli.config.Configuration;
import org.atoll.cli.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts this process's log where the settings want it. */
public final class Logs {
  private Logs() {}

  /** What a line looks like. */
  public enum Format { TEXT, JSON }

  /**
   * As the settings want it.
   *
   * @param folder that a file is seen from
   */
  public static void apply(Path folder, Configuration settings) throws IOException {
    var file = settings.get(Settings.LOG_FILE);
    apply(settings.get(Settings.LOG_LEVEL), settings.get(Settings.LOG_FORMAT).equals("json") ? Format.JSON : Format.TEXT,
        file.isEmpty() ? Optional.empty() : Optional.of(folder.resolve(file)));
  }

  /**
   * From now on. A file is opened anew, so one that was moved away ends there.
   *
   * @param level such as {@code info}
   * @param file lines are added to it; empty: standard error
   * @throws IOException when the file cannot be opened; then all stays as it was
   */
  public static void apply(String level, Format format, Optional<Path> file) throws IOException {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var appender = new Lines(format, file.isPresent() ? open(file.get()) : System.err, file.isPresent());
    appender.setContext(context);
    appender.setName("atoll");
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
    root.setLevel(Level.toLevel(level));
  }

  private static OutputStream open(Path file) throws IOException {
    var parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return new FileOutputStream(file.toFile(), true);
  }

  /** Logback calls it from all threads, one after the other. */
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final WarningLimit limit = new WarningLimit();
    private final Format format;
    private final OutputStream out;
    private final boolean own;

    Lines(Format format, OutputStream out, boolean own) {
      this.format = format;
      this.out = out;
      this.own = own;
    }

    @Override
    protected void append(ILoggingEvent event) {
      var thrown = event.getThrowableProxy();
      var line = new LogLine(event.getInstant(), event.getLevel().toString(), event.getLoggerName(),
          event.getFormattedMessage(), thrown == null ? "" : ThrowableProxyUtil.asString(thrown));
      if (event.getLevel().equals(Level.WARN)) {
        var suppressed = limit.pass(line.logger() + " " + line.event(), line.time());
        if (suppressed.isEmpty()) {
          return;
        }
        line = suppressed.getAsLong() == 0 ? line : line.with("suppressed=" + suppressed.getAsLong());
      }
      write(line);
    }

    private void write(LogLine line) {
      try {
        out.write((format == Format.JSON ? line.json() : line.text()).getBytes(StandardCharsets.UTF_8));
      } catch (IOException full) {
        addError("a line is lost", full);
      }
    }

    @Override
    public void stop() {
      super.stop();
      if (own) {
        try {
          out.close();
        } catch (IOException full) {
          addError("the end is lost", full);
        }
      }
    }
  }
}
