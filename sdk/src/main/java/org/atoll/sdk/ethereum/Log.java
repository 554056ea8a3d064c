package org.atoll.sdk.ethereum;

import java.util.List;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * An event of a contract.
 *
 * @param topics 0 to 4
 */
public record Log(EvmAddress address, List<Hash32> topics, Bytes data) {
  public Log {
    topics = List.copyOf(topics);
    if (topics.size() > 4) {
      throw new IllegalArgumentException("a log has at most 4 topics, not " + topics.size());
    }
  }

  /** Appends RLP [[address, [topic, …], data], …]. */
  static void write(List<Log> logs, RlpWriter writer) {
    writer.beginList();
    for (var log : logs) {
      writer.beginList().add(log.address.bytes()).beginList();
      for (var topic : log.topics) {
        writer.add(topic.bytes());
      }
      writer.endList().add(log.data).endList();
    }
    writer.endList();
  }

  /** Keccak of the RLP list of the logs. */
  public static Hash32 hash(List<Log> logs) {
    var writer = new RlpWriter();
    write(logs, writer);
    return Keccak.hash(writer.toArray());
  }
}
