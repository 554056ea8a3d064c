package org.atoll.validator.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.engine.Engine;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/** Counts what it is told, and does with a command what it says. */
class Rogue implements Engine {
  static final EngineInfo INFO = new EngineInfo("rogue", "1.0", Set.of(EngineInfo.Capability.OPERATOR));

  enum Order { THROW, OVERFLOW, HANG, SPIN, FLOOD, NULL, NULL_ACTION, BIG_SEAL, READ, COUNT }

  static Event order(Order order) {
    return new Event.Command(Bytes.copyOf((byte) order.ordinal()));
  }

  private long told;
  private volatile boolean spinning = true;

  @Override
  public EngineInfo info() {
    return INFO;
  }

  @Override
  public List<Action> init(InitContext context, long nowMillis, ReadView view) {
    told = context.snapshot().size();
    return List.of(new Action.Metric("began", told));
  }

  @Override
  public List<Action> step(Event event, long nowMillis, ReadView view) {
    told++;
    return switch (event) {
      case Event.Command(var bytes) -> obey(Order.values()[bytes.get(0)], view);
      default -> List.of();
    };
  }

  private List<Action> obey(Order order, ReadView view) {
    return switch (order) {
      case THROW -> throw new IllegalStateException("a bug");
      case OVERFLOW -> obey(order, view);
      case HANG -> {
        try {
          new CountDownLatch(1).await(); // an engine that ends when it is interrupted
        } catch (InterruptedException ended) {
          Thread.currentThread().interrupt();
        }
        yield List.of();
      }
      case SPIN -> {
        while (spinning) {
          Thread.onSpinWait(); // and one that does not
        }
        yield List.of();
      }
      case FLOOD -> Collections.nCopies(100_000, new Action.Metric("flood", 1));
      case NULL -> null;
      case NULL_ACTION -> {
        var actions = new ArrayList<Action>();
        actions.add(null);
        yield actions;
      }
      case BIG_SEAL -> List.of(new Action.SealBlock(1, Bytes.wrap(new byte[5_000])));
      case READ -> {
        var address = Address.wrap(new byte[] {1, 2, 3, 4});
        var header = view.header(view.head()).orElseThrow();
        yield List.of(new Action.Metric("height", header.height()),
            new Action.Metric("state", view.state(view.lastFinal(), address).orElseThrow().size()));
      }
      case COUNT -> List.of(new Action.Metric("told", told));
    };
  }

  void stopSpinning() {
    spinning = false;
  }

  @Override
  public HeaderVerdict verifyHeader(Header header, ReadView view) {
    return view.header(header.id()).isPresent() ? new HeaderVerdict.Accept(1, 0, Bytes.EMPTY, Bytes.EMPTY)
        : new HeaderVerdict.Reject("unknown");
  }
}
