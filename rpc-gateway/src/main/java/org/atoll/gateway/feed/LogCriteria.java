package org.atoll.gateway.feed;

import java.util.Optional;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainInfo;
import org.atoll.gateway.chain.LogEntry;
import org.atoll.gateway.chain.LogPattern;
import org.atoll.gateway.chain.LogQuery;
import org.atoll.gateway.fault.RpcError;
import org.atoll.sdk.value.Hash32;

/** What a client asks logs for: a pattern, and where. */
public record LogCriteria(Place place, LogPattern pattern) {
  /** Where to look. */
  public sealed interface Place {
    record Block(Hash32 hash) implements Place {}

    /** Both ends inclusive; never by hash. */
    record Range(BlockRef from, BlockRef to) implements Place {}
  }

  /** Whether a log that has just appeared or gone belongs to it. */
  public boolean matches(LogEntry entry) {
    boolean inPlace = switch (place) {
      case Place.Block(var hash) -> entry.blockHash().equals(hash);
      case Place.Range(var from, var to) ->
          !(from instanceof BlockRef.Number(var least) && entry.blockNumber() < least)
              && !(to instanceof BlockRef.Number(var most) && entry.blockNumber() > most);
    };
    return inPlace && pattern.matches(entry.log());
  }

  /**
   * The query to ask now; empty if nothing can be found yet.
   *
   * @throws org.atoll.gateway.fault.RpcException if the range makes no sense or is too wide
   */
  public Optional<LogQuery> query(ChainInfo chain, int maxBlocks) {
    return switch (place) {
      case Place.Block(var hash) -> Optional.of(new LogQuery(new LogQuery.Range.Block(hash), pattern));
      case Place.Range(var from, var to) -> heights(from, to, chain, maxBlocks)
          .map(heights -> new LogQuery(heights, pattern));
    };
  }

  private static Optional<LogQuery.Range.Heights> heights(BlockRef from, BlockRef to, ChainInfo chain, int maxBlocks) {
    if (from instanceof BlockRef.Number(var first) && to instanceof BlockRef.Tag && first > chain.head()) {
      return Optional.empty();
    }
    long least = height(from, chain);
    long most = height(to, chain);
    if (least > most) {
      throw RpcError.of(RpcError.INVALID_PARAMS, "invalid block range params").toException();
    }
    if (most > chain.head()) {
      throw RpcError.of(RpcError.INVALID_PARAMS, "block range extends beyond current head block").toException();
    }
    if (most - least >= maxBlocks) {
      throw tooWide(least, most, maxBlocks);
    }
    return Optional.of(new LogQuery.Range.Heights(least, most));
  }

  private static RuntimeException tooWide(long least, long most, int maxBlocks) {
    var from = "0x" + Long.toHexString(least);
    var to = "0x" + Long.toHexString(least + maxBlocks - 1);
    var message = "query covers " + (most - least + 1) + " blocks, at most " + maxBlocks
        + ". Try with this block range [" + from + ", " + to + "].";
    var details = java.util.Map.of("from", from, "to", to);
    return new RpcError(RpcError.LIMIT, message, new RpcError.Data.Named("LIMIT", "", details)).toException();
  }

  private static long height(BlockRef ref, ChainInfo chain) {
    return switch (ref) {
      case BlockRef.Number(var height) -> height;
      case BlockRef.Hash hash -> throw new IllegalArgumentException("a range has no hashes");
      case BlockRef.Tag tag -> switch (tag) {
        case EARLIEST -> 0;
        case LATEST, PENDING -> chain.head();
        case SAFE, FINALIZED -> chain.lastFinal();
      };
    };
  }
}
