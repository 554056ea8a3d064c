package org.atoll.validator.finality.core;

import java.util.Map;
import java.util.TreeMap;
import org.atoll.sdk.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A node whose guard is lost votes again from instance j + 2, where j is the highest instance that a quorum (this node
 * counted in) reports. The quorum that voted before the loss shares an honest member with that one, and nobody is more
 * than one instance ahead of a quorum. Only what a member says of itself over its own link counts, never an old vote
 * somebody passes on; and a report counts only when this node has come that far itself, so that a lie about the future
 * silences nobody (consensus.md §2.3). One thread.
 */
final class Quarantine {
  private final Map<PublicKey, Long> reports = new TreeMap<>();

  boolean isOpen(@Nullable VoteGuard guard) {
    return guard != null && guard.lost();
  }

  /** Newest word of a member. */
  void report(PublicKey member, long instance) {
    reports.merge(member, instance, Math::max);
  }

  /** Ends it when enough members have reported. */
  void review(@Nullable VoteGuard guard, RoundMachine machine) {
    if (guard == null || !guard.lost() || machine.own() < 0) {
      return;
    }
    var members = machine.epoch().members();
    long weight = members.get(machine.own()).weight();
    boolean anybody = false;
    for (var report : reports.entrySet()) {
      var index = members.indexOf(report.getKey());
      if (index.isPresent() && index.getAsInt() != machine.own() && report.getValue() <= machine.instance()) {
        weight += members.get(index.getAsInt()).weight();
        anybody = true;
      }
    }
    if (anybody && weight >= members.quorum()) {
      guard.resumeFrom(machine.instance() + 2); // at least as high as each report counted
    }
  }
}
