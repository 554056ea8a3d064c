package org.atoll.validator.client;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.ethereum.LogsBloom;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.LogEntry;
import org.atoll.sdk.proto.LogsReply;
import org.atoll.sdk.proto.LogsRequest;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.chain.ChainReader;

/** Finds logs by index: addresses first, else first topics, else blooms; then compares whole logs. Thread-safe. */
final class LogSearch {
  private static final int LIMIT_EXCEEDED = -32005;

  private final ChainReader chain;

  LogSearch(ChainReader chain) {
    this.chain = chain;
  }

  /** The part of a request that says which logs, not where. */
  record Filter(Set<EvmAddress> addresses, List<Set<Hash32>> topics) {
    static Filter of(LogsRequest request) {
      var addresses = new HashSet<EvmAddress>();
      request.getAddressesList().forEach(address -> addresses.add(new EvmAddress(Bytes.of(address))));
      var topics = new ArrayList<Set<Hash32>>();
      for (var set : request.getTopicsList()) {
        var any = new HashSet<Hash32>();
        set.getAnyOfList().forEach(topic -> any.add(new Hash32(Bytes.of(topic))));
        topics.add(any);
      }
      return new Filter(addresses, topics);
    }

    boolean matches(Log log) {
      if (!addresses.isEmpty() && !addresses.contains(log.address()) || log.topics().size() < topics.size()) {
        return false;
      }
      for (int i = 0; i < topics.size(); i++) {
        if (!topics.get(i).isEmpty() && !topics.get(i).contains(log.topics().get(i))) {
          return false;
        }
      }
      return true;
    }

    boolean mayMatch(Bytes bloom) {
      return (addresses.isEmpty()
              || addresses.stream().anyMatch(address -> LogsBloom.mayContain(bloom, address.bytes())))
          && topics.stream().allMatch(any -> any.isEmpty()
              || any.stream().anyMatch(topic -> LogsBloom.mayContain(bloom, topic.bytes())));
    }
  }

  LogsReply search(LogsRequest request) {
    var filter = Filter.of(request);
    long from;
    long to;
    if (!request.getBlockHash().isEmpty()) {
      var height = chain.resolve(org.atoll.sdk.proto.BlockRef.newBuilder().setHash(request.getBlockHash()).build());
      if (height.isEmpty()) {
        return refuse(Refusal.of(-32000, "unknown block"));
      }
      from = height.get();
      to = from;
    } else {
      var first = chain.resolve(request.getFrom());
      var last = chain.resolve(request.getTo());
      if (first.isEmpty() || last.isEmpty()) {
        return LogsReply.getDefaultInstance(); // the gateway has refused what is an error; this is just ahead
      }
      from = first.get();
      to = last.get();
    }
    if (request.getMaxBlocks() > 0 && to - from >= request.getMaxBlocks()) {
      return refuse(limit("query spans more than " + request.getMaxBlocks() + " blocks.", from,
          from + request.getMaxBlocks() - 1));
    }
    long joined = chain.joinedHeight();
    if (from <= joined && joined > 0 && to > 0) {
      return refuse(Refusal.named(-32001, "LOGS_PRUNED", "logs of blocks up to " + joined
          + " are not kept: this node joined there", "ask from block " + (joined + 1) + " on, or another node"));
    }
    return collect(filter, from, to, request.getMaxLogs());
  }

  private LogsReply collect(Filter filter, long from, long to, int maxLogs) {
    var found = new ArrayList<LogEntry>();
    for (long height : heights(filter, from, to)) {
      var header = chain.header(height);
      if (header.isEmpty() || !filter.mayMatch(header.get().ethereum().logsBloom())) {
        continue;
      }
      int before = found.size();
      addMatching(chain.block(height).orElseThrow(), filter, found);
      if (maxLogs > 0 && found.size() > maxLogs) {
        return refuse(limit("query returned more than " + maxLogs + " results.", from,
            before == 0 ? from : Math.max(from, height - 1)));
      }
    }
    return LogsReply.newBuilder().addAllLogs(found).build();
  }

  private Iterable<Long> heights(Filter filter, long from, long to) {
    var heights = new TreeSet<Long>();
    if (!filter.addresses().isEmpty()) {
      filter.addresses().forEach(address -> chain.logIndex().heightsOf(address, from, to, heights));
      return addUnfinal(heights, from, to);
    }
    if (!filter.topics().isEmpty() && !filter.topics().getFirst().isEmpty()) {
      filter.topics().getFirst().forEach(topic -> chain.logIndex().heightsOf(topic, from, to, heights));
      return addUnfinal(heights, from, to);
    }
    for (long height = from; height <= to; height++) {
      heights.add(height);
    }
    return heights;
  }

  /** Blocks that are not final are not in the index. */
  private TreeSet<Long> addUnfinal(TreeSet<Long> heights, long from, long to) {
    for (long height = Math.max(from, chain.finalHeight() + 1); height <= to; height++) {
      heights.add(height);
    }
    return heights;
  }

  static void addMatching(ExecutedBlock block, Filter filter, List<LogEntry> found) {
    for (var transaction : block.ethereumTransactions()) {
      for (int i = 0; i < transaction.logs().size(); i++) {
        if (filter.matches(transaction.logs().get(i))) {
          found.add(EthereumMessages.entry(block, transaction, i, false));
        }
      }
    }
  }

  private static Refusal limit(String what, long from, long to) {
    var first = "0x" + Long.toHexString(from);
    var last = "0x" + Long.toHexString(to);
    return Refusal.named(LIMIT_EXCEEDED, "LIMIT", what + " Try with this block range [" + first + ", " + last + "].",
        "ask for fewer blocks").with("from", first).with("to", last);
  }

  private static LogsReply refuse(Refusal refusal) {
    return LogsReply.newBuilder().setRefusal(ProcessorCodec.encode(refusal)).build();
  }
}
