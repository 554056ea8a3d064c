package org.atoll.simulator.atoll;

import org.atoll.validator.chain.MemberGuards;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.finality.core.SealGuard;
import org.atoll.validator.finality.core.VoteGuard;

/** A node's folder of guards, which outlives crashes. */
final class Guards {
  private final MemberGuards.Stores stores = new MemberGuards.Stores(new GuardMemory(), new GuardMemory());

  /** With the empty records of a new key. */
  static Guards created() {
    var guards = new Guards();
    VoteGuard.create(guards.stores.votes());
    SealGuard.create(guards.stores.seals());
    return guards;
  }

  /** A folder that was lost with the disk. */
  static Guards lost() {
    return new Guards();
  }

  MemberGuards open(ChainRules rules, MemberGuards.Start start) {
    return MemberGuards.open(FakeKeys.signer(rules.own()), FakeKeys::verify, rules, stores, start);
  }
}
