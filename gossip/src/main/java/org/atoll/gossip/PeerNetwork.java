package org.atoll.gossip;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.Bytes;

/**
 * Messages to and from peers. Knows nothing about payloads; replies are for the application to correlate. Thread-safe;
 * nothing blocks. Delivery is not promised: a full queue drops (VOTE: disconnects the slow peer), a broken link loses
 * what was under way. Order holds per link and lane.
 */
public interface PeerNetwork extends AutoCloseable {
  /**
   * To all peers that are up.
   *
   * @throws IllegalArgumentException for a type not configured, of another lane, or a body over its cap
   */
  void broadcast(Lane lane, int type, Bytes body);

  /** To all peers that are up but these. Throws as {@link #broadcast}. */
  void broadcastExcept(Lane lane, int type, Bytes body, Set<PeerId> except);

  /** Nothing happens when that peer is not up. Throws as {@link #broadcast}. */
  void send(PeerId to, Lane lane, int type, Bytes body);

  /** Costs the peer standing; at 0 it is disconnected and banned for a while. */
  void penalise(PeerId peer, Offence offence);

  /**
   * Tells the members on chain: preferred, never banned for more than minutes, never forgotten. Links of nodes that are no
   * longer authorised end too.
   *
   * @param direct those of them to be linked with whatever other peers there are
   */
  void protect(Set<PublicKey> members, Set<PublicKey> direct);

  /** Adds a static peer: dialled for ever, never forgotten. */
  void connect(PeerAddress address);

  /** Disconnects and refuses a node until {@link #unban} or the end of the process. */
  void ban(PeerId peer);

  /** Lifts every ban of this node and restores its standing. */
  void unban(PeerId peer);

  /** All links, at most a second old. */
  List<PeerStatus> peers();

  /** Whose standing is low and who has banned this node, at most a second old. */
  Conduct conduct();

  /** Counters since the start, by name, such as {@code bytes_in} or {@code limit_hits{votes}}. */
  Map<String, Long> counters();

  /** Ends all links without telling the listener; waits up to five seconds for the socket thread. */
  @Override
  void close();
}
