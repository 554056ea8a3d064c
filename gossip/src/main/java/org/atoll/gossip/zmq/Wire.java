package org.atoll.gossip.zmq;

import java.util.Optional;
import org.atoll.gossip.PeerId;
import org.atoll.gossip.PerLane;
import org.atoll.gossip.core.Assembly;
import org.atoll.gossip.core.Handshake;
import org.atoll.gossip.core.InboundBudget;
import org.atoll.gossip.core.LaneBudget;
import org.atoll.gossip.core.Outgoing;

/** One link at the rim. Socket thread only. */
final class Wire {
  final long id;
  final boolean outbound;
  final String host;
  final Way way;
  final Handshake handshake;
  final long deadlineMillis; // of the handshake
  final InboundBudget budget;
  final Outgoing outgoing;
  final PerLane<Assembly> assemblies;
  Optional<PeerId> peer = Optional.empty(); // once the handshake is done
  long talkMillis;
  int talked;
  private boolean retired;

  Wire(long id, boolean outbound, String host, Way way, Handshake handshake, Shared shared, long nowMillis) {
    this.id = id;
    this.outbound = outbound;
    this.host = host;
    this.way = way;
    this.handshake = handshake;
    this.deadlineMillis = nowMillis + shared.handshakeMillis;
    this.budget = new InboundBudget(shared.budgets, nowMillis);
    this.outgoing = new Outgoing(shared.budgets, nowMillis);
    this.assemblies = shared.budgets.map(_ -> new Assembly(shared.room));
  }

  /** What all links have in common. */
  record Shared(PerLane<LaneBudget> budgets, Assembly.Room room, long handshakeMillis) {}

  /** At most twenty control frames a second. */
  boolean mayTalk(long nowMillis) {
    if (nowMillis - talkMillis >= 1_000) {
      talkMillis = nowMillis;
      talked = 0;
    }
    return ++talked <= 20;
  }

  /** Frees its memory; its frames are not looked at any more. */
  void retire() {
    retired = true;
    assemblies.all().forEach(Assembly::clear);
  }

  boolean isRetired() {
    return retired;
  }
}
