package org.atoll.gateway.chain;

import java.util.List;

/**
 * A new head. After a reorganisation each block of the new branch comes by itself, ascending, the first
 * with what was dropped.
 *
 * @param logs of this block, ascending
 * @param removed logs of the blocks dropped, newest block first, each block's in reverse
 */
public record HeadNews(EthBlock block, List<LogEntry> logs, List<LogEntry> removed) {
  public HeadNews {
    logs = List.copyOf(logs);
    removed = List.copyOf(removed);
  }
}
