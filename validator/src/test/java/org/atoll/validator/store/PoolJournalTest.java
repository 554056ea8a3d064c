package org.atoll.validator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolJournalTest {
  @TempDir Path folder;

  private static PoolJournal.Entry entry(Random random) {
    var body = new byte[random.nextInt(300)];
    random.nextBytes(body);
    return new PoolJournal.Entry(new TransactionId(Sha256.hash(Bytes.wrap(body.clone())).bytes()), random.nextInt(256),
        Bytes.wrap(body));
  }

  private static List<PoolJournal.Entry> entries(Random random, int count) {
    var entries = new ArrayList<PoolJournal.Entry>();
    for (int i = 0; i < count; i++) {
      entries.add(entry(random));
    }
    return entries;
  }

  private List<PoolJournal.Entry> replay() throws StoreException {
    var replayed = new ArrayList<PoolJournal.Entry>();
    PoolJournal.open(folder, 4_000, replayed::add).close();
    return replayed;
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted(Comparator.naturalOrder()).toList();
    }
  }

  @Test
  void whatWasAppendedIsReplayedInOrder() throws Exception {
    var random = new Random(1);
    var all = new ArrayList<PoolJournal.Entry>();
    for (int round = 0; round < 5; round++) {
      var replayed = new ArrayList<PoolJournal.Entry>();
      try (var journal = PoolJournal.open(folder, 4_000, replayed::add)) {
        assertThat(replayed).isEqualTo(all);
        for (int i = 0; i < 20; i++) {
          var more = entries(random, random.nextInt(4));
          journal.append(more);
          all.addAll(more);
        }
        assertThat(journal.entries()).isEqualTo(all.size());
        assertThat(journal.bytes()).isEqualTo(files().stream().mapToLong(file -> file.toFile().length()).sum());
      }
    }
    assertThat(files()).hasSizeGreaterThan(5);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aDamagedEndIsCut(long seed) throws Exception {
    var random = new Random(seed);
    var all = entries(random, 10);
    try (var journal = PoolJournal.open(folder, 1 << 20, entry -> {})) {
      all.forEach(entry -> journal.append(List.of(entry)));
    }
    var file = files().getFirst();
    var bytes = Files.readAllBytes(file);
    int at = random.nextInt(bytes.length);
    if (seed % 2 == 0) {
      Files.write(file, Bytes.copyOfRange(bytes, 0, at).toArray());
    } else {
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bytes);
    }
    var left = replay();
    assertThat(left).isEqualTo(all.subList(0, left.size()));
    assertThat(left.size()).isLessThan(10);
    var more = entries(random, 3);
    try (var journal = PoolJournal.open(folder, 1 << 20, entry -> {})) {
      journal.append(more);
    }
    left.addAll(more);
    assertThat(replay()).isEqualTo(left);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void compactionKeepsWhatIsPendingAndBoundsTheFiles(long seed) throws Exception {
    var random = new Random(seed);
    var pending = new HashSet<PoolJournal.Entry>();
    long most = 0;
    try (var journal = PoolJournal.open(folder, 4_000, entry -> {})) {
      for (int round = 0; round < 200; round++) {
        var more = entries(random, 5);
        journal.append(more);
        pending.addAll(more);
        pending.removeIf(entry -> random.nextInt(4) == 0);
        var ids = new HashSet<TransactionId>();
        pending.forEach(entry -> ids.add(entry.id()));
        journal.compact(ids::contains);
        most = Math.max(most, journal.bytes());
      }
    }
    assertThat(new HashSet<>(replay())).containsAll(pending);
    assertThat(most).isLessThan(40_000);
    try (var journal = PoolJournal.open(folder, 4_000, entry -> {})) {
      journal.compact(id -> false);
      assertThat(journal.bytes()).isLessThan(4_000);
    }
  }

  @Test
  void aJournalThatFailedRefusesAll() throws Exception {
    var journal = PoolJournal.open(folder, 100, entry -> {});
    var random = new Random(1);
    journal.append(entries(random, 5));
    Files.createFile(folder.resolve("0000000000000002.journal")); // in the way of the next file
    assertThatThrownBy(() -> journal.append(entries(random, 1))).isInstanceOf(BrokenStoreException.class);
    assertThatThrownBy(() -> journal.append(entries(random, 1))).isInstanceOf(BrokenStoreException.class);
    journal.close();
  }
}
