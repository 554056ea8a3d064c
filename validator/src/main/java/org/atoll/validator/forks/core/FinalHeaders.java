package org.atoll.validator.forks.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.atoll.sdk.value.BlockId;
import org.atoll.validator.block.SignedHeader;

/**
 * Headers of final blocks: the newest in memory, older ones from where final blocks are kept. Written by the chain thread,
 * read by any.
 */
public final class FinalHeaders {
  private static final int KEPT = 1_024;

  /** Where final blocks are kept. Thread-safe. */
  public interface Archive {
    Optional<SignedHeader> header(long height);

    Optional<Long> heightOf(BlockId id);
  }

  private final Archive archive;
  private final ConcurrentMap<Long, SignedHeader> byHeight = new ConcurrentHashMap<>();
  private final ConcurrentMap<BlockId, SignedHeader> byId = new ConcurrentHashMap<>();

  public FinalHeaders(Archive archive) {
    this.archive = archive;
  }

  /** The next final block; heights rise by one. */
  public void add(SignedHeader header) {
    byHeight.put(header.height(), header);
    byId.put(header.id(), header);
    var old = byHeight.remove(header.height() - KEPT);
    if (old != null) {
      byId.remove(old.id());
    }
  }

  public Optional<SignedHeader> at(long height) {
    var recent = byHeight.get(height);
    return recent != null ? Optional.of(recent) : height < 0 ? Optional.empty() : archive.header(height);
  }

  public Optional<SignedHeader> get(BlockId id) {
    var recent = byId.get(id);
    return recent != null ? Optional.of(recent) : archive.heightOf(id).flatMap(archive::header);
  }

  /** Up to {@code count} headers that end at this height, newest first. */
  public List<SignedHeader> last(long height, int count) {
    var found = new ArrayList<SignedHeader>();
    for (long at = height; at >= 0 && found.size() < count; at--) {
      var header = at(at);
      if (header.isEmpty()) {
        break;
      }
      found.add(header.get());
    }
    return found;
  }
}
