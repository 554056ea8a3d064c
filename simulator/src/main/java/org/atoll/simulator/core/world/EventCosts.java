package org.atoll.simulator.core.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.atoll.simulator.core.metrics.CostMeter;
import org.atoll.simulator.core.model.MessageKind;
import org.jspecify.annotations.Nullable;

/** Real time by kind of event, deliveries by kind of message. */
final class EventCosts {
  private static final int MESSAGES = MessageKind.values().length;

  private final Wire wire;
  private final CostMeter meter;

  EventCosts(Wire wire, LongSupplier nanoClock) {
    this.wire = wire;
    meter = new CostMeter(nanoClock, names());
  }

  private static List<String> names() {
    var names = new ArrayList<String>();
    for (var message : MessageKind.values()) {
      names.add("deliver " + message.name().toLowerCase(Locale.ROOT));
    }
    for (var kind : EventKind.values()) {
      names.add(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    return names;
  }

  int kind(EventKind kind, @Nullable Object payload) {
    return kind == EventKind.DELIVER && payload != null ? wire.kind(payload).ordinal() : MESSAGES + kind.ordinal();
  }

  CostMeter meter() {
    return meter;
  }
}
