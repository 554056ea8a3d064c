package org.atoll.cli.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.atoll.cli.ops.Reason.Severity;
import org.atoll.sdk.transport.TlsIdentity;
import org.atoll.validator.NodeStatus;
import org.atoll.validator.engine.core.EngineState;

/** Judges a node's status (operations.md §3). Remembers since when each reason holds. Thread-safe. */
final class Health {
  private static final Duration LEAST_STALL = Duration.ofSeconds(30);
  private static final int STALL_BLOCKS = 10;
  private static final int SAFE_MEMBERS = 4;
  private static final int KEY_DIGITS = 8;

  /** Where the process is in its life. */
  enum Phase { STARTING, RUNNING, STOPPING }

  private final Duration stall;
  private final List<String> families;
  private final Supplier<Optional<Instant>> certificateEnd;

  // guarded by this
  private final Map<String, Instant> since = new HashMap<>();
  private long headHeight = -1;
  private Instant headSince = Instant.EPOCH;

  /**
   * @param blockInterval usual time between blocks
   * @param families whose processors have to be there
   * @param certificateEnd when the first TLS certificate ends; empty: none is in use
   */
  Health(Duration blockInterval, List<String> families, Supplier<Optional<Instant>> certificateEnd) {
    var usual = blockInterval.multipliedBy(STALL_BLOCKS);
    this.stall = usual.compareTo(LEAST_STALL) > 0 ? usual : LEAST_STALL;
    this.families = List.copyOf(families);
    this.certificateEnd = certificateEnd;
  }

  /** What speaks against the node right now; in no order. */
  synchronized List<Reason> reasons(NodeStatus status, Phase phase, Instant now) {
    var found = new ArrayList<Reason>();
    switch (phase) {
      case STARTING -> found.add(reason("starting", Severity.NODE, "", "wait some seconds", now));
      case STOPPING -> found.add(reason("stopping", Severity.NODE, "", "the process was told to stop", now));
      case RUNNING -> {
        judge(status, now, found);
        judgeCertificates(now, found);
      }
    }
    since.keySet().retainAll(found.stream().map(Reason::code).collect(Collectors.toSet()));
    return List.copyOf(found);
  }

  private void judgeCertificates(Instant now, List<Reason> found) {
    certificateEnd.get().filter(end -> now.plus(TlsIdentity.SOON).isAfter(end)).ifPresent(end ->
        found.add(reason("cert-expiring", Severity.WARNING, "the first certificate of tls.cert and tls.ca "
            + (end.isAfter(now) ? "ends " : "ended ") + end + "; nobody connects over TLS from then on",
            "renew it (atoll keys tls renew); new files are used without a restart", now)));
  }

  private void judge(NodeStatus status, Instant now, List<Reason> found) {
    judgeChain(status, now, found);
    judgeLinks(status.links(), now, found);
    for (var family : families) {
      if (status.families().stream().noneMatch(known -> known.startsWith(family + " "))) {
        found.add(reason("processor-missing", Severity.NODE, "no processor of family " + family,
            "start one (atoll processor), or name it in processors.embedded", now));
      }
    }
    if (status.engine() instanceof EngineState.Down(var why, var ignored)) {
      found.add(reason("engine-down", Severity.NODE, why, "it is begun again by itself; see the log", now));
    }
    switch (status.guard().standing()) {
      case NONE, OPEN -> {}
      case QUARANTINE -> found.add(reason("guard-quarantine", Severity.NODE,
          "the node does not know what it has signed, so it does not vote",
          "it votes again by itself while a quorum of others votes; if more members lost their guards than may fail, "
              + "start each of those once with --guard-lost-accept", now));
      case STOPPED -> found.add(reason("key-conflict", Severity.NODE, "another process signs with this node's key",
          "find and stop it, then start this node again", now));
    }
    judgeDisk(status, now, found);
    judgeMembers(status.members(), status.links(), now, found);
    judgeQuorum(status.links(), now, found);
  }

  private void judgeChain(NodeStatus status, Instant now, List<Reason> found) {
    if (!status.inStep()) {
      found.add(reason("syncing", Severity.NODE, "at height " + status.headHeight(),
          "the node catches up by itself; if it does not, look at peers-low", now));
    }
    if (status.doubt().isPresent()) {
      var doubt = status.doubt().get();
      found.add(reason("trust-stale", Severity.NODE, "the last final block here is of "
          + Instant.ofEpochMilli(doubt.lastFinalMillis()) + (doubt.checkpoint() ? ", below sync.checkpoint"
              : ": too old to follow proofs of finality without a quorum of members")
          + (doubt.obstacle().isEmpty() ? "" : "; " + doubt.obstacle()),
          "members are being asked; when too few answer, take a recent height:blockId from members you trust and start "
              + "with --set sync.checkpoint=", now));
    }
    var lastFinal = Instant.ofEpochMilli(status.finality().lastMillis());
    if (status.headHeight() > status.finalHeight() && lastFinal.plus(stall).isBefore(now)) {
      found.add(reason("finality-stalled", Severity.NETWORK, "head " + status.headHeight() + ", final "
          + status.finalHeight() + ", nothing final for " + Duration.between(lastFinal, now).toSeconds() + " s",
          "bring back members that are down; finality returns by itself", now));
    }
    var head = headSince(status.headHeight(), now);
    if (status.links().quorum() > 0 && status.pending() > 0 && head.plus(stall).isBefore(now)) {
      found.add(reason("head-stalled", Severity.NETWORK, status.pending() + " transactions wait, no block for "
          + Duration.between(head, now).toSeconds() + " s", "bring back members that are down; see engine and log", now));
    }
  }

  private void judgeLinks(NodeStatus.Links links, Instant now, List<Reason> found) {
    if (links.member() && links.weight() < links.quorum()) {
      found.add(reason("no-quorum", Severity.NETWORK, "linked with weight " + links.weight() + " of "
          + links.totalWeight() + ", need " + links.quorum() + "; missing " + brief(links.absent()),
          "start the missing members, or look at the network between them and this node", now));
    }
    if (links.quorum() > 0 && links.peers() < 1) {
      found.add(reason("peers-low", Severity.NODE, "0 peers, want 1",
          "check p2p.bootstrap and that port p2p.bind is open; the node dials again by itself", now));
    }
  }

  private void judgeDisk(NodeStatus status, Instant now, List<Reason> found) {
    var disk = status.disk();
    switch (disk.level()) {
      case OK -> {}
      case WARN -> found.add(reason("disk-warn", Severity.WARNING, disk.freeBytes() + " bytes left",
          "make room before the node stops writing", now));
      case STOP -> found.add(reason("disk-low", Severity.NODE, disk.freeBytes() + " bytes left",
          "make room; the node goes on by itself", now));
    }
    if (disk.lostUpTo() > 0) {
      found.add(reason("store-repair", Severity.NODE, "final up to height " + disk.lostUpTo()
          + " was on this disk, but the store opened with less; at height " + status.finalHeight() + " again",
          "the missing blocks come from peers; find out why the disk lost writes that were flushed", now));
    }
  }

  private void judgeMembers(NodeStatus.Members members, NodeStatus.Links links, Instant now, List<Reason> found) {
    if (members.clockOff()) {
      long ahead = members.clockAheadMillis().orElse(0);
      found.add(reason("clock-skew", Severity.NODE, String.format(Locale.ROOT,
          "the clock is %.1f s %s the median of the members', more than 10 s: no blocks are made",
          Math.abs(ahead) / 1_000.0, ahead > 0 ? "ahead of" : "behind"),
          "set this machine's clock (NTP: chronyc tracking, timedatectl); the node goes on by itself", now));
    }
    members.newer().ifPresent(newer -> found.add(reason("version-behind", Severity.WARNING, "this is " + newer.own()
        + "; members of weight " + newer.weight() + " of " + links.totalWeight() + " run up to " + newer.newest(),
        "upgrade before new rules take effect: this node cannot follow those it does not know", now)));
    if (!members.lowStanding().isEmpty() || !members.banning().isEmpty()) {
      var details = new ArrayList<String>();
      members.lowStanding().forEach(low -> details.add("member " + brief(low.key())
          + (low.points() == 0 ? " is banned here" : " has " + low.points() + " of 100 points here")));
      members.banning().forEach(key -> details.add("member " + brief(key) + " has banned this node"));
      found.add(reason("standing-low", Severity.WARNING, String.join("; ", details),
          "look for peer.offence in the log of the node that bans: it says what came that should not; bans of members "
              + "end within 10 min", now));
    }
  }

  private void judgeQuorum(NodeStatus.Links links, Instant now, List<Reason> found) {
    if (links.quorum() > 0 && links.totalWeight() < SAFE_MEMBERS) {
      found.add(reason("quorum-fragile", Severity.WARNING, links.totalWeight() + " members bear no fault",
          "have four members or more", now));
    } else if (links.member() && links.weight() == links.quorum()) {
      found.add(reason("quorum-fragile", Severity.WARNING, "linked with weight " + links.weight() + " of "
          + links.totalWeight() + ": one loss more stops finality", "bring back the members that are down", now));
    }
  }

  private static String brief(String key) {
    return key.substring(0, KEY_DIGITS);
  }

  private static String brief(List<String> keys) {
    return keys.stream().map(Health::brief).collect(Collectors.joining(", "));
  }

  private Instant headSince(long height, Instant now) {
    if (height != headHeight) {
      headHeight = height;
      headSince = now;
    }
    return headSince;
  }

  private Reason reason(String code, Severity severity, String detail, String help, Instant now) {
    return new Reason(code, severity, since.computeIfAbsent(code, any -> now), detail, help);
  }
}
