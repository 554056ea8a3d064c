package org.atoll.validator.block;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.proto.Event;
import org.atoll.sdk.proto.Receipt;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** EVM logs in receipts: events of type {@value #TYPE}. */
public final class EvmLogs {
  public static final String TYPE = "evm/log";

  private static final String ADDRESS = "address";
  private static final int MAX_TOPICS = 4;

  private EvmLogs() {}

  /** Why an event of an Ethereum transaction cannot be shown as a log; empty when it can or is none. */
  public static Optional<String> problem(org.atoll.sdk.processor.Event event) {
    if (!event.type().equals(TYPE)) {
      return Optional.empty();
    }
    for (int i = 0; i < event.attributes().size(); i++) {
      var attribute = event.attributes().get(i);
      boolean address = attribute.key().equals(ADDRESS);
      if (address != (i == 0) || attribute.value().size() != (address ? EvmAddress.SIZE : Hash32.SIZE)) {
        return Optional.of("log attribute " + i + " is " + attribute.key() + " of " + attribute.value().size() + " bytes");
      }
    }
    int topics = event.attributes().size() - 1;
    return topics < 0 || topics > MAX_TOPICS ? Optional.of("log with " + event.attributes().size() + " attributes")
        : Optional.empty();
  }

  public static List<Log> of(Receipt receipt) {
    if (receipt.getEventsCount() == 0) {
      return List.of();
    }
    var logs = new ArrayList<Log>(receipt.getEventsCount());
    for (var event : receipt.getEventsList()) {
      if (event.getType().equals(TYPE)) {
        logs.add(log(event));
      }
    }
    return logs;
  }

  private static Log log(Event event) {
    var address = EvmAddress.ZERO;
    var topics = new ArrayList<Hash32>(4);
    for (var attribute : event.getAttributesList()) {
      if (attribute.getKey().equals(ADDRESS)) {
        address = new EvmAddress(Bytes.of(attribute.getValue()));
      } else {
        topics.add(new Hash32(Bytes.of(attribute.getValue())));
      }
    }
    return new Log(address, topics, Bytes.of(event.getData()));
  }
}
