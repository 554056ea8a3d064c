package org.atoll.validator.block;

import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.ethereum.Log;
import org.atoll.sdk.proto.Event;
import org.atoll.sdk.proto.Receipt;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** EVM logs in receipts: events of type {@value #TYPE}. */
public final class EvmLogs {
  public static final String TYPE = "evm/log";

  private EvmLogs() {}

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
      if (attribute.getKey().equals("address")) {
        address = new EvmAddress(Bytes.of(attribute.getValue()));
      } else {
        topics.add(new Hash32(Bytes.of(attribute.getValue())));
      }
    }
    return new Log(address, topics, Bytes.of(event.getData()));
  }
}
