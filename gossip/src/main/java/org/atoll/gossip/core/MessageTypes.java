package org.atoll.gossip.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.gossip.Lane;
import org.atoll.gossip.MessageType;

/** The configured types by code. Immutable and thread-safe. */
public final class MessageTypes {
  private final Map<Integer, MessageType> byCode = new HashMap<>();

  /** @throws IllegalArgumentException when two share a code */
  public MessageTypes(List<MessageType> types) {
    for (var type : types) {
      if (byCode.put(type.code(), type) != null) {
        throw new IllegalArgumentException("two message types with code " + type.code());
      }
    }
  }

  public Optional<MessageType> of(int code) {
    return Optional.ofNullable(byCode.get(code));
  }

  /** @throws IllegalArgumentException when the application must not send this */
  public MessageType checked(Lane lane, int code, int size) {
    var type = byCode.get(code);
    if (type == null || type.lane() != lane) {
      throw new IllegalArgumentException("no message type " + code + " on lane " + lane);
    }
    if (size > type.maxBytes()) {
      throw new IllegalArgumentException(type.name() + " of " + size + " bytes, at most " + type.maxBytes());
    }
    return type;
  }
}
