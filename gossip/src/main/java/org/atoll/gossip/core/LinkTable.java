package org.atoll.gossip.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.atoll.gossip.PeerId;

/** The links there are, who the members are, and how many links of which kind that leaves room for. Single-threaded. */
final class LinkTable {
  private final PeeringLimits limits;
  private final Function<PeerId, String> organisations;
  private List<Link> links = List.of(); // ascending numbers; changed seldom, looked at with every message
  private long[] ids = {}; // the numbers
  private final Map<PeerId, Link> byPeer = new HashMap<>(); // the one that counts, when there are two
  private Set<PeerId> members = Set.of();
  private Set<PeerId> direct = Set.of();

  /** @param organisations who runs a node; empty: nobody knows */
  LinkTable(PeeringLimits limits, Function<PeerId, String> organisations) {
    this.limits = limits;
    this.organisations = organisations;
  }

  void members(Set<PeerId> changed, Set<PeerId> changedDirect) {
    members = changed;
    direct = changedDirect;
    links.forEach(this::mark);
  }

  private void mark(Link link) {
    link.direct = direct.contains(link.peer);
  }

  boolean isMember(PeerId peer) {
    return members.contains(peer);
  }

  /** Linked without regard to any limit. */
  boolean isDirect(PeerId peer) {
    return direct.contains(peer);
  }

  void add(Link link) {
    addSecond(link);
    byPeer.put(link.peer, link);
  }

  /** Beside the one that counts. */
  void addSecond(Link link) {
    mark(link);
    int at = Arrays.binarySearch(ids, link.id);
    var changed = new ArrayList<>(links);
    if (at < 0) {
      changed.add(-1 - at, link);
    } else {
      changed.set(at, link);
    }
    set(changed);
  }

  void remove(Link link) {
    byPeer.remove(link.peer, link);
    set(links.stream().filter(other -> other.id != link.id).toList());
  }

  private void set(List<Link> changed) {
    links = List.copyOf(changed);
    ids = links.stream().mapToLong(link -> link.id).toArray();
  }

  Optional<Link> byId(long id) {
    int at = Arrays.binarySearch(ids, id);
    return at < 0 ? Optional.empty() : Optional.of(links.get(at));
  }

  Optional<Link> to(PeerId peer) {
    return Optional.ofNullable(byPeer.get(peer));
  }

  /** In order of their numbers; stays as it is when links come and go. */
  List<Link> all() {
    return links;
  }

  List<Link> where(Predicate<Link> fits) {
    return links.stream().filter(fits).toList();
  }

  boolean isLooking() {
    return count(Link::isPeered) < limits.minPeers();
  }

  /** Whether one more ordinary peer is wanted. */
  boolean wantsMore() {
    return count(Link::isPeered) + pending() < limits.minPeers() && hasRoom();
  }

  /** Whether one more ordinary peer fits. */
  boolean hasRoom() {
    return ordinary() + pending() < limits.maxPeers();
  }

  /** Whether one more ordinary peer that came by itself fits: some places are for those we choose. */
  boolean hasRoomForInbound() {
    return count(l -> l.isPeered() && !l.outbound && !l.direct)
        < limits.maxPeers() - limits.reservedOutbound();
  }

  /** How many dials are worth having under way at the same time, at most {@code most}. */
  long dialsWanted(int most) {
    long missing = limits.minPeers() - count(Link::isPeered) - pending();
    return Math.min(most, Math.min(missing, limits.maxPeers() - ordinary() - pending()));
  }

  /** Peers beyond the maximum, after members ceased to be some. */
  long excess() {
    return ordinary() - limits.maxPeers();
  }

  /** Whether neither one operator's network nor one organisation gets too many places. */
  boolean hasRoomFor(PeerId peer, String group) {
    return hasRoomInGroup(peer, group) && hasRoomInOrganisation(peer);
  }

  private boolean hasRoomInOrganisation(PeerId peer) {
    var organisation = organisations.apply(peer);
    return organisation.isEmpty() || isDirect(peer) || count(l -> l.isPeered() && !l.direct
        && !l.peer.equals(peer) && organisations.apply(l.peer).equals(organisation)) < limits.perOrganisation();
  }

  private boolean hasRoomInGroup(PeerId peer, String group) {
    return members.contains(peer) || group.equals("local")
        || count(l -> l.isPeered() && l.group.equals(group) && !members.contains(l.peer)) < limits.perGroup();
  }

  /** Incoming connections without peering when they are more than there are places for; else none. */
  Collection<Link> crowdOfPlainLinks() {
    var plain = where(l -> l.state == Link.State.CONNECTED && !l.outbound);
    return plain.size() > limits.plainLinks() ? plain : List.of();
  }

  private long ordinary() {
    return count(l -> l.isPeered() && !l.direct);
  }

  private long pending() {
    return count(l -> l.awaitsAccept && !l.direct);
  }

  private long count(Predicate<Link> fits) {
    long count = 0;
    for (var link : links) {
      if (fits.test(link)) {
        count++;
      }
    }
    return count;
  }
}
