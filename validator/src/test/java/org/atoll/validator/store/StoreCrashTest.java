package org.atoll.validator.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that writes synced steps, then opens what it left, as it is and damaged: behind the last whole record as a
 * power loss may leave it, and anywhere as failing disks do.
 */
class StoreCrashTest {
  private static final int KILLS = Integer.getInteger("atoll.test.kills", 6);

  @TempDir Path temporary;
  private Path folder;
  private Path natives;
  private int copies;

  @BeforeEach
  void name() {
    folder = temporary.resolve("store");
    natives = temporary.resolve("native");
  }

  @AfterEach
  void tidy() throws IOException {
    Folders.delete(temporary); // LevelDB's own files may vanish under JUnit's hands
    Files.createDirectories(temporary);
  }

  private LevelDbStore open(Path at) throws StoreException {
    return LevelDbStore.open(at, StepWriter.OPTIONS.withNativeFolder(natives));
  }

  /** Lets the writer go on until it has made so many steps more, then kills it; returns the last step it told. */
  private long writeAndKill(int steps) throws Exception {
    var writer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto",
        "-cp", System.getProperty("java.class.path"), StepWriter.class.getName(), folder.toString(), natives.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    long last = 0;
    try (var out = new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.US_ASCII))) {
      for (int i = 0; i < steps; i++) {
        last = Long.parseLong(out.readLine());
      }
      writer.toHandle().destroyForcibly(); // which leaves the stream open, unlike the process's own
      assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
      for (var line = out.readLine(); line != null && !line.isEmpty(); line = out.readLine()) {
        last = Math.max(last, Long.parseLong(line));
      }
    }
    return last;
  }

  private Path copy() throws IOException {
    var copy = temporary.resolve("copy" + copies++);
    Folders.copy(folder, copy);
    return copy;
  }

  @Test
  void noStepIsLostWhenTheProcessIsKilled() throws Exception {
    var random = new Random(7);
    for (int kill = 0; kill < KILLS; kill++) {
      long told = writeAndKill(1 + random.nextInt(300));
      damageBehindTheEnd(random, told);
      damageBeforeTheEnd(random, told);
      try (var store = open(folder)) {
        check(store, told);
      }
    }
    try (var files = Files.walk(natives)) { // unpacked once, for this user only
      assertThat(files.filter(Files::isRegularFile)).singleElement()
          .satisfies(file -> assertThat(Files.getPosixFilePermissions(file.getParent())).hasSize(3));
    }
  }

  /** The store holds the steps up to some number, that one at least, and nothing else. */
  private static long check(LevelDbStore store, long atLeast) throws StoreException {
    long last = StepLog.open(store).last().map(Step::number).orElse(0L);
    assertThat(last).isGreaterThanOrEqualTo(atLeast);
    assertThat(Folders.content(store)).isEqualTo(StepWriter.model(last));
    return last;
  }

  /** Unwritten space behind the last record may hold anything after a power loss. */
  private void damageBehindTheEnd(Random random, long told) throws Exception {
    for (int how = 0; how < 5; how++) {
      var copy = copy();
      var log = newestLog(copy);
      long end = LogRecords.read(log, record -> {}).goodEnd();
      overwriteTail(log, end + (how == 0 ? 0 : random.nextInt(20)), how, random);
      try (var store = open(copy)) {
        long last = check(store, told);
        StepWriter.write(store, StepLog.open(store));
        check(store, last + 1);
      }
      Folders.delete(copy);
    }
  }

  private static void overwriteTail(Path log, long from, int how, Random random) throws IOException {
    try (var channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      var tail = new byte[(int) Math.max(0, (how < 3 ? 4_096 : 40_000) - from % 4_096)];
      if (how % 2 == 1) {
        random.nextBytes(tail);
      }
      channel.truncate(from);
      if (how != 0) {
        channel.write(ByteBuffer.wrap(tail), from);
      }
    }
  }

  /** What was synced is damaged: either the loss is noticed, or nothing is lost. */
  private void damageBeforeTheEnd(Random random, long told) throws Exception {
    for (int how = 0; how < 6; how++) {
      var copy = copy();
      var log = newestLog(copy);
      int end = (int) LogRecords.read(log, record -> {}).goodEnd();
      if (end > 0) {
        if (how % 2 == 0) {
          overwriteTail(log, random.nextInt(end), how / 2, random);
        } else {
          flip(log, random.nextInt(end), random);
        }
        checkNoticed(copy, told);
      }
      Folders.delete(copy);
    }
  }

  private void checkNoticed(Path copy, long told) throws Exception {
    try (var store = open(copy)) {
      check(store, told);
      return;
    } catch (StoreException noticed) {
      assertThat(noticed.reason()).isIn(StoreException.Reason.STEPS_LOST, StoreException.Reason.CORRUPT);
      if (noticed.reason() == StoreException.Reason.CORRUPT) {
        return;
      }
    } catch (BrokenStoreException noticed) {
      return;
    }
    Files.delete(copy.resolve("TIP")); // what is left is a clean beginning of what was written
    try (var store = open(copy)) {
      assertThat(store.openedTip()).isEmpty();
      assertThat(check(store, 0)).isLessThan(told + 1);
    } catch (BrokenStoreException noticed) {
      assertThat(noticed).hasMessageContaining("store");
    }
  }

  private static Path newestLog(Path store) throws IOException {
    return LevelDbFiles.logs(store.resolve("db")).lastEntry().getValue();
  }

  private static void flip(Path file, long at, Random random) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 1 << random.nextInt(8))).flip();
      channel.write(one, at);
    }
  }

  @Test
  void flippedBitsAreNeverServed() throws Exception {
    var random = new Random(11);
    long told = writeAndKill(200);
    int noticed = 0;
    for (var name : filesOf(folder)) {
      for (int i = 0; i < 6; i++) {
        var copy = copy();
        var file = copy.resolve(name);
        long size = name.endsWith(".log") || name.contains("MANIFEST")
            ? LogRecords.read(file, record -> {}).goodEnd() : Files.size(file);
        if (size > 0) {
          flip(file, random.nextLong(size), random);
          noticed += isNoticed(copy, told) ? 1 : 0;
        }
        Folders.delete(copy);
      }
    }
    assertThat(noticed).isGreaterThan(20); // many bits do not matter, such as those of shortened keys in an index
  }

  private boolean isNoticed(Path copy, long told) throws Exception {
    try (var store = open(copy)) {
      check(store, told);
      return false;
    } catch (StoreException | BrokenStoreException refused) {
      return true;
    }
  }

  private static List<String> filesOf(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> Files.isRegularFile(file) && !file.endsWith("LOCK") && !file.endsWith("LOG")
              && !file.endsWith("LOG.old"))
          .map(file -> folder.relativize(file).toString()).sorted(Comparator.naturalOrder()).toList();
    }
  }

  @Test
  void missingFilesAreNoticed() throws Exception {
    long told = writeAndKill(120);
    for (var name : filesOf(folder)) {
      var copy = copy();
      boolean matters = matters(copy, name);
      Files.delete(copy.resolve(name));
      assertThat(isNoticed(copy, told)).as(name).isEqualTo(matters);
      Folders.delete(copy);
    }
  }

  /** Not so TIP, a hint whose loss is told otherwise, and files LevelDB had no time to delete. */
  private static boolean matters(Path copy, String name) throws IOException {
    var db = copy.resolve("db");
    var manifest = Files.readString(db.resolve("CURRENT")).strip();
    var version = new VersionState();
    LogRecords.read(db.resolve(manifest), version::apply);
    var number = name.replaceAll("[^0-9]", "");
    if (name.endsWith(".sst")) {
      return version.tables().containsKey(Long.parseLong(number));
    }
    if (name.endsWith(".log")) {
      var log = copy.resolve(name);
      return version.needsLog(Long.parseLong(number)) && LogRecords.read(log, record -> {}).goodEnd() > 0;
    }
    return !name.equals("TIP") && (!name.contains("MANIFEST") || name.endsWith(manifest));
  }
}
