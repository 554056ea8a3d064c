package org.atoll.validator.chain.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.Shuffle;

/**
 * Who relays in one epoch of a set too large for links between all members (consensus.md §2.1, decision 024). Members are
 * shuffled; relay j stands at position (epoch + j·⌊n/relays⌋) mod n and serves the positions congruent to j, j + 1, …
 * (modulo the number of relays). Immutable.
 */
final class Relays {
  /** Up to here all members are linked with each other and nobody relays. */
  static final int DIRECT_MEMBERS = 50;
  /** Relays that serve one member: few, as each sends it every vote; more than one, as some may be faulty. */
  private static final int SERVING = 4;
  private static final String LABEL = "relays";

  private final Map<PublicKey, Integer> positions = new HashMap<>();
  private final List<PublicKey> relays;
  private final Map<PublicKey, Integer> numbers = new HashMap<>();

  private Relays(EpochView epoch, int wanted) {
    var members = epoch.members();
    int n = members.size();
    var order = Shuffle.of(epoch.seed(), LABEL, n);
    for (int position = 0; position < n; position++) {
      positions.put(members.get(order[position]).key(), position);
    }
    int count = Math.clamp(wanted, 1, n);
    var found = new ArrayList<PublicKey>(count);
    for (int j = 0; j < count; j++) {
      found.add(members.get(order[(int) ((epoch.epoch() + (long) j * (n / count)) % n)]).key());
    }
    relays = List.copyOf(found);
    relays.forEach(relay -> numbers.put(relay, numbers.size()));
  }

  /** @param wanted number of relays */
  static Relays of(EpochView epoch, int wanted) {
    return new Relays(epoch, wanted);
  }

  static boolean needed(EpochView epoch) {
    return epoch.members().size() > DIRECT_MEMBERS;
  }

  List<PublicKey> all() {
    return relays;
  }

  boolean contains(PublicKey key) {
    return numbers.containsKey(key);
  }

  /** Whether this relay passes things on to that member. */
  boolean serves(PublicKey relay, PublicKey member) {
    var position = positions.get(member);
    var j = numbers.get(relay);
    return position != null && j != null && Math.floorMod(position - j, relays.size()) < SERVING;
  }

  /** How many relays a member must be linked with so that at least one of those that serve it is among them. */
  int enough() {
    return Math.max(1, relays.size() - SERVING + 1);
  }

  /** The links that a node wants whatever other peers it has. */
  static Set<PublicKey> links(EpochView epoch, EpochView next, int wanted, PublicKey own) {
    var links = new LinkedHashSet<PublicKey>();
    for (var view : List.of(epoch, next)) {
      if (!view.members().contains(own)) {
        continue;
      }
      var relays = needed(view) ? Relays.of(view, wanted) : null;
      if (relays == null || relays.contains(own)) {
        view.members().members().stream().map(Member::key).forEach(links::add);
      } else {
        links.addAll(relays.relays);
      }
    }
    links.remove(own);
    return links;
  }
}
