package org.atoll.simulator.core.world;

import java.util.Optional;
import org.atoll.simulator.core.kernel.TraceHash;
import org.atoll.simulator.core.model.Fault.Kind.Byzantine;
import org.atoll.simulator.core.model.MessageKind;
import org.jspecify.annotations.Nullable;

/** Changes what Byzantine nodes say and hear. */
final class Liar {
  private final World world;
  private final Wire wire;
  private @Nullable Object lastOriginal; // a broadcast asks for the same forgery many times
  private Optional<Object> lastForged = Optional.empty();
  private boolean lastWasRoot;

  Liar(World world, Wire wire) {
    this.world = world;
    this.wire = wire;
  }

  /** Applies all lies of the sender, in their order. */
  void send(Host from, int to, Object message, int size) {
    var said = message;
    long late = 0;
    var kind = wire.kind(message);
    boolean block = kind == MessageKind.BLOCK || kind == MessageKind.PROPOSAL;
    int author = wire.author(message);
    boolean own = author < 0 || author == from.identity;
    for (int at = 0; at < from.lies.size(); at++) {
      var lie = from.lies.get(at);
      switch (lie.behaviour()) {
        case SILENT -> {
          return;
        }
        case EQUIVOCATE -> said = block && own && otherHalf(message, to) ? forged(said, false) : said;
        case DOUBLE_VOTE -> said = kind == MessageKind.VOTE && own && otherHalf(message, to) ? forged(said, false)
            : said;
        case WRONG_ROOT -> said = kind == MessageKind.BLOCK && own ? forged(said, true) : said;
        case WITHHOLD -> {
          if (block && own) {
            if (lie.micros() == 0) {
              return;
            }
            late += lie.micros();
          }
        }
        case DELAY -> late += kind == MessageKind.VOTE && own ? lie.micros() : 0;
        case CENSOR -> {
          if (kind == MessageKind.TRANSACTION && wire.censored(message)) {
            return;
          }
        }
        case TWINS, CLOCK_LIAR -> { // others see to these
        }
      }
    }
    world.transmit(from, to, said, size, late);
  }

  /** Whether a node turns a deaf ear to what arrives. */
  boolean deaf(Host host, Object message) {
    for (Byzantine lie : host.lies) {
      switch (lie.behaviour()) {
        case CENSOR -> {
          if (wire.kind(message) == MessageKind.TRANSACTION && wire.censored(message)) {
            return true;
          }
        }
        case SILENT, TWINS, EQUIVOCATE, DOUBLE_VOTE, WITHHOLD, DELAY, WRONG_ROOT, CLOCK_LIAR -> {
        }
      }
    }
    return false;
  }

  private Object forged(Object message, boolean root) {
    if (message != lastOriginal || root != lastWasRoot) {
      lastOriginal = message;
      lastWasRoot = root;
      lastForged = root ? wire.wrongRoot(message) : wire.conflicting(message);
    }
    return lastForged.orElse(message);
  }

  /** Halves that differ from message to message. */
  private boolean otherHalf(Object message, int to) {
    return (TraceHash.mix(wire.digest(message) + TraceHash.mix(to)) & 1) == 1;
  }
}
