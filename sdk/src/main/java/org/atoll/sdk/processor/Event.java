package org.atoll.sdk.processor;

import java.util.List;
import org.atoll.sdk.value.Bytes;

/** Something an applied transaction tells the outside; part of its receipt. */
public record Event(String type, List<Attribute> attributes, Bytes data) {
  public Event {
    attributes = List.copyOf(attributes);
  }

  public record Attribute(String key, Bytes value) {}
}
