package org.atoll.validator.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the files of a closed LevelDB fit to be opened with paranoid checks after a crash. A torn end of a log would fail
 * such an opening, while a lax one silently skips damaged records in the middle: so each log is cut at its first bad
 * record, and logs after a cut one are dropped, leaving a prefix of what was written.
 */
final class LevelDbFiles {
  private static final Logger LOG = LoggerFactory.getLogger(LevelDbFiles.class);
  private static final Pattern LOG_NAME = Pattern.compile("([0-9]{1,18})\\.log");
  private static final Pattern CURRENT_TEXT = Pattern.compile("(MANIFEST-[0-9]{1,18})\n");

  private LevelDbFiles() {}

  static boolean exists(Path db) {
    return Files.exists(db.resolve("CURRENT"));
  }

  /**
   * Cuts what a crash left half-written and checks that all tables in use are there.
   *
   * @return bytes and files dropped, for the log; empty when nothing was
   * @throws StoreException with reason CORRUPT when what must be there is not
   */
  static String trim(Path db) throws IOException, StoreException {
    var current = Files.readString(db.resolve("CURRENT"), StandardCharsets.ISO_8859_1);
    var name = CURRENT_TEXT.matcher(current);
    if (!name.matches()) {
      throw corrupt("CURRENT does not name a manifest");
    }
    var manifest = db.resolve(name.group(1));
    if (!Files.exists(manifest)) {
      throw corrupt(manifest.getFileName() + " is missing");
    }
    var report = new StringBuilder();
    var version = new VersionState();
    cut(manifest, LogRecords.read(manifest, version::apply), report);
    if (version.problem().isPresent()) {
      throw corrupt(manifest.getFileName() + ": " + version.problem().get());
    }
    checkTables(db, version);
    trimLogs(db, version, report);
    return report.toString();
  }

  private static void checkTables(Path db, VersionState version) throws IOException, StoreException {
    for (var table : version.tables().entrySet()) {
      var file = db.resolve(String.format("%06d.sst", table.getKey()));
      if (!Files.exists(file)) {
        file = db.resolve(String.format("%06d.ldb", table.getKey()));
      }
      if (!Files.exists(file) || Files.size(file) != table.getValue()) {
        throw corrupt("table " + table.getKey() + " is missing or has not its " + table.getValue() + " bytes");
      }
    }
  }

  private static void trimLogs(Path db, VersionState version, StringBuilder report) throws IOException {
    boolean broken = false;
    for (var log : logs(db).entrySet()) {
      if (!version.needsLog(log.getKey())) {
        continue; // its content is in tables already
      }
      if (broken) {
        report.append(log.getValue().getFileName()).append(" dropped; ");
        Files.delete(log.getValue());
        continue;
      }
      var extent = LogRecords.read(log.getValue(), record -> {});
      cut(log.getValue(), extent, report);
      broken = !extent.clean();
    }
  }

  /** Log files by number, oldest first. */
  static NavigableMap<Long, Path> logs(Path db) throws IOException {
    var logs = new TreeMap<Long, Path>();
    try (var files = Files.newDirectoryStream(db, "*.log")) {
      for (var file : files) {
        var name = LOG_NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          logs.put(Long.parseLong(name.group(1)), file);
        }
      }
    }
    return logs;
  }

  private static void cut(Path file, LogRecords.Extent extent, StringBuilder report) throws IOException {
    if (extent.size() == extent.goodEnd()) {
      return;
    }
    if (!extent.clean()) {
      report.append(file.getFileName()).append(" cut from ").append(extent.size()).append(" to ")
          .append(extent.goodEnd()).append(" bytes; ");
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(extent.goodEnd());
      channel.force(true);
    }
    LOG.debug("trim file={} size={} keep={} zeros={}", file.getFileName(), extent.size(), extent.goodEnd(), extent.clean());
  }

  private static StoreException corrupt(String what) {
    return new StoreException(StoreException.Reason.CORRUPT, what);
  }
}
