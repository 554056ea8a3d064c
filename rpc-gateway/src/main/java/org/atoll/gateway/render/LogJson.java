package org.atoll.gateway.render;

import java.util.List;
import org.atoll.gateway.chain.LogEntry;
import org.atoll.gateway.json.JsonOut;

/** Logs with exactly the members Ethereum's clients show. */
public final class LogJson {
  private LogJson() {}

  public static void write(JsonOut out, LogEntry entry) {
    out.beginObject().field("address", entry.log().address().bytes()).name("topics").beginArray();
    entry.log().topics().forEach(topic -> out.data(topic.bytes()));
    out.endArray()
        .field("data", entry.log().data())
        .field("blockNumber", entry.blockNumber())
        .field("transactionHash", entry.transactionHash().bytes())
        .field("transactionIndex", entry.transactionIndex())
        .field("blockHash", entry.blockHash().bytes())
        .field("blockTimestamp", entry.blockTimestampSeconds())
        .field("logIndex", entry.logIndex())
        .name("removed").bool(entry.removed())
        .endObject();
  }

  public static void writeAll(JsonOut out, List<LogEntry> entries) {
    out.beginArray();
    entries.forEach(entry -> write(out, entry));
    out.endArray();
  }
}
