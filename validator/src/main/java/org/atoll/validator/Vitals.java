package org.atoll.validator;

import java.util.ArrayList;
import java.util.Set;
import org.atoll.gossip.Conduct;
import org.atoll.gossip.PeerId;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.validator.chain.core.ChainMachine;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.chain.core.MemberTalk;
import org.atoll.validator.peer.core.Release;
import org.atoll.validator.processor.ProcessorHost;
import org.atoll.validator.store.LevelDbStore;
import org.atoll.validator.store.Tip;

/**
 * What tells how the node fares.
 *
 * @param linked nodes this one is linked with; thread-safe
 */
record Vitals(ChainRules rules, FinalityTimes times, LevelDbStore store, ProcessorHost processors,
    Set<PublicKey> linked) {

  /** Chain thread only. */
  NodeStatus status(ChainMachine machine, Conduct conduct, NodeStatus.Guard guard) {
    var head = machine.head().block();
    var space = store.space();
    var members = rules.epochs().members(rules.epochs().of(machine.finalHeight() + 1));
    return new NodeStatus(head.height(), head.header().getTimestampMillis(), machine.finalHeight(), machine.isInStep(),
        machine.engineState(), machine.pool().size(), links(members), times.summary(), processors.families(),
        new NodeStatus.Disk(space.check(), space.usableBytes(), store.repairs(),
            store.lostSteps().map(Tip::height).orElse(0L)),
        guard, told(members, machine.members(), conduct), machine.doubt());
  }

  private NodeStatus.Links links(MemberSet members) {
    var absent = new ArrayList<String>();
    long weight = 0;
    for (var member : members.members()) {
      if (member.key().equals(rules.own()) || linked.contains(member.key())) {
        weight += member.weight();
      } else {
        absent.add(member.key().bytes().toHex());
      }
    }
    return new NodeStatus.Links(linked.size(), weight, rules.decidesAlone() ? 0 : members.quorum(),
        members.totalWeight(), members.contains(rules.own()), absent);
  }

  private NodeStatus.Members told(MemberSet members, MemberTalk.Report told, Conduct conduct) {
    var low = new ArrayList<NodeStatus.Members.Low>();
    var banning = new ArrayList<String>();
    for (var member : members.members()) {
      var id = new PeerId(member.key());
      var points = conduct.low().get(id);
      if (points != null) {
        low.add(new NodeStatus.Members.Low(member.key().bytes().toHex(), points));
      }
      if (conduct.banning().contains(id)) {
        banning.add(member.key().bytes().toHex());
      }
    }
    return new NodeStatus.Members(told.clockAheadMillis(), told.clockOff(), told.newer().map(newer ->
        new NodeStatus.Members.Newer(rules.release().map(Release::toString).orElse(""), newer.newest().toString(),
            newer.weight())), low, banning);
  }
}
