package org.atoll.validator.engine.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.atoll.sdk.engine.Action;
import org.atoll.sdk.value.Bytes;

/** Holds one life of an engine to its limits, and keeps its timers. The chain thread only. */
final class Conduct {
  private static final long SECOND = 1_000;

  private final Map<Long, Long> timers = new TreeMap<>(); // due time by id
  private long next = EngineHost.NEVER;
  private long windowMillis = Long.MIN_VALUE;
  private int messages;

  /** Which limit the answer breaks. */
  Optional<String> breach(List<Action> actions, Bytes snapshot, long nowMillis) {
    if (actions.size() > HostLimits.ACTIONS) {
      return Optional.of(actions.size() + " actions in one step, " + HostLimits.ACTIONS + " are allowed");
    }
    if (snapshot.size() > HostLimits.SNAPSHOT_BYTES) {
      return Optional.of("a snapshot of " + snapshot.size() + " bytes, " + HostLimits.SNAPSHOT_BYTES + " are allowed");
    }
    if (nowMillis / SECOND != windowMillis) {
      windowMillis = nowMillis / SECOND;
      messages = 0;
    }
    for (var action : actions) {
      var why = breach(action);
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  private Optional<String> breach(Action action) {
    return switch (action) {
      case Action.SetTimer ignored -> Optional.empty(); // counted when it is set
      case Action.CancelTimer ignored -> Optional.empty();
      case Action.BuildBlock build -> build.timestampMillis() < 0
          ? Optional.of("a block of a time below zero: " + build.timestampMillis()) : Optional.empty();
      case Action.DropDraft ignored -> Optional.empty();
      case Action.SealBlock(var id, var consensus, var seal) ->
          tooLong("consensus bytes", consensus.size(), HostLimits.CONSENSUS_BYTES);
      case Action.RequestTicket(var height, var alpha) ->
          tooLong("a ticket's alpha", alpha.size(), HostLimits.CONSENSUS_BYTES);
      case Action.Validate ignored -> Optional.empty();
      case Action.Reject(var id, var why) -> tooLong("a reason", why.length(), HostLimits.TEXT);
      case Action.Send(var peer, var type, var bytes) -> message(bytes);
      case Action.Broadcast(var type, var bytes) -> message(bytes);
      case Action.ReportEvidence(var bytes) -> message(bytes);
      case Action.Metric(var name, var value) -> tooLong("a metric's name", name.length(), HostLimits.TEXT);
    };
  }

  private Optional<String> message(Bytes bytes) {
    if (++messages > HostLimits.MESSAGES_PER_SECOND) {
      return Optional.of("more than " + HostLimits.MESSAGES_PER_SECOND + " messages in a second");
    }
    return tooLong("a message", bytes.size(), HostLimits.MESSAGE_BYTES);
  }

  private static Optional<String> tooLong(String what, int size, int limit) {
    return size <= limit ? Optional.empty() : Optional.of(what + " of length " + size + ", " + limit + " is allowed");
  }

  /** A timer of the past comes in a millisecond: none can keep the host busy for ever. False when there are too many. */
  boolean setTimer(long id, long atMillis, long nowMillis) {
    timers.put(id, Math.max(atMillis, nowMillis + 1));
    findNext();
    return timers.size() <= HostLimits.TIMERS;
  }

  void cancelTimer(long id) {
    timers.remove(id);
    findNext();
  }

  /** Takes the timers that are due, by time, then id. */
  List<Long> due(long nowMillis) {
    if (nowMillis < next) {
      return List.of();
    }
    var due = new ArrayList<Map.Entry<Long, Long>>();
    for (var timer : timers.entrySet()) {
      if (timer.getValue() <= nowMillis) {
        due.add(Map.entry(timer.getKey(), timer.getValue()));
      }
    }
    due.sort(Comparator.comparing(Map.Entry::getValue)); // stable: equal times stay in the order of their ids
    due.forEach(timer -> timers.remove(timer.getKey()));
    findNext();
    return due.stream().map(Map.Entry::getKey).toList();
  }

  /** When the next timer is due. */
  long nextTimerMillis() {
    return next;
  }

  private void findNext() {
    next = EngineHost.NEVER;
    for (long at : timers.values()) {
      next = Math.min(next, at);
    }
  }
}
