package org.atoll.gossip.zmq;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.atoll.gossip.core.BookCodec;
import org.atoll.gossip.core.BookStore;
import org.atoll.gossip.core.PeerRecord;
import org.atoll.sdk.value.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The peer book in a file, replaced whole by a rename. Losing it costs time, not safety: errors are logged only. */
public final class BookFile implements BookStore {
  private static final Logger LOG = LoggerFactory.getLogger(BookFile.class);
  private static final long MAX_BYTES = 4 << 20;

  private final Path file;

  public BookFile(Path file) {
    this.file = file;
  }

  @Override
  public List<PeerRecord> load() {
    try {
      return Files.size(file) > MAX_BYTES ? List.of() : BookCodec.decode(Bytes.wrap(Files.readAllBytes(file)));
    } catch (NoSuchFileException first) {
      return List.of();
    } catch (IOException unreadable) {
      LOG.warn("event=peer-book.unreadable file={} error={}", file, unreadable.toString());
      return List.of();
    }
  }

  @Override
  public void save(List<PeerRecord> records) {
    var next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(next, BookCodec.encode(records).unsafeArray());
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      LOG.warn("event=peer-book.unwritable file={} error={}", file, unwritable.toString());
    }
  }
}
