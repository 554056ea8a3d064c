package org.atoll.gossip.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.atoll.gossip.PeerId;

/** Nodes that said they have banned this one. Remembers 1 024 of them, and none for longer than they ban a member. */
final class Bans {
  private static final int REMEMBERED = 1_024;
  private static final long KEPT_MILLIS = 10 * 60_000;

  private final Map<PeerId, Long> saidMillis = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<PeerId, Long> eldest) {
      return size() > REMEMBERED;
    }
  };

  void said(PeerId peer, long nowMillis) {
    saidMillis.put(peer, nowMillis);
  }

  void over(PeerId peer) {
    saidMillis.remove(peer);
  }

  Set<PeerId> current(long nowMillis) {
    saidMillis.values().removeIf(at -> nowMillis - at > KEPT_MILLIS);
    return Set.copyOf(saidMillis.keySet());
  }
}
