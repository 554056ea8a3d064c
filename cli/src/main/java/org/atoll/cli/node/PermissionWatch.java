package org.atoll.cli.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.atoll.cli.config.ConfigException;
import org.atoll.cli.config.Permission;
import org.atoll.validator.mempool.core.SenderRules;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps to {@code permission.toml} while the node runs: looks every two seconds whether it has changed. Thread-safe. */
final class PermissionWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PermissionWatch.class);
  private static final long LOOK_SECONDS = 2;

  private final Path folder;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
      Thread.ofPlatform().name("permission").daemon(true).factory());
  private Optional<Stamp> seen = Optional.empty(); // guarded by this

  /** Tells one content of a file from the next; empty: there is none. */
  private record Stamp(FileTime changed, long bytes) {
    static Optional<Stamp> of(Path file) throws IOException {
      return Files.exists(file) ? Optional.of(new Stamp(Files.getLastModifiedTime(file), Files.size(file)))
          : Optional.empty();
    }
  }

  PermissionWatch(Path folder) {
    this.folder = folder;
  }

  /** @throws ConfigException when the file is refused */
  synchronized Permission read() throws ConfigException, IOException {
    seen = Stamp.of(folder.resolve(Permission.FILE));
    var permission = Permission.read(folder);
    log.info("permission.read {}", permission.summary());
    return permission;
  }

  /** @param rules told what the file permits whenever that changes */
  void start(Consumer<SenderRules> rules) {
    var unused = thread.scheduleWithFixedDelay(() -> look(rules), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /** A file that is refused changes nothing. */
  synchronized void look(Consumer<SenderRules> rules) {
    try {
      if (!Stamp.of(folder.resolve(Permission.FILE)).equals(seen)) {
        rules.accept(read().senders());
      }
    } catch (ConfigException | IOException refused) {
      log.error("config.refused why=\"{}\" help=\"mend the file; the old rules hold\"", refused.getMessage());
    } catch (RuntimeException bug) { // the executor would look no more, and say nothing
      log.error("permission.look_failed", bug);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
