package org.atoll.validator.finality.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.Hash32;

/**
 * What evidence proves: a pure function of it and of member sets (consensus.md §2.7). Age and duplicates are for the caller.
 * Thread-safe if its parts are.
 */
public final class EvidenceCheck {
  private final Hash32 chainTag;
  private final SignatureCheck check;
  private final SealReader seals;

  /** Judgement. */
  public sealed interface Verdict {
    /**
     * Guilty whatever they say.
     *
     * @param kind 1 to 5 as in E1 to E5
     * @param keys in the order of the member set
     */
    record Convicted(int kind, long epoch, List<PublicKey> keys) implements Verdict {
      public Convicted {
        keys = List.copyOf(keys);
      }
    }

    /** Guilty unless they answer with a proof of lock. */
    record Accused(int kind, List<Accusation> accusations) implements Verdict {
      public Accused {
        accusations = List.copyOf(accusations);
      }
    }

    /** Proves nothing. */
    record Invalid(String reason) implements Verdict {}
  }

  public EvidenceCheck(Hash32 chainTag, SignatureCheck check, SealReader seals) {
    this.chainTag = chainTag;
    this.check = check;
    this.seals = seals;
  }

  /** @param membersOf the member set of an epoch; empty when it is not known (any more) */
  public Verdict judge(Evidence evidence, LongFunction<Optional<MemberSet>> membersOf) {
    return switch (evidence) {
      case Evidence.DoubleVote(var first, var second) -> doubleVote(first, second, membersOf);
      case Evidence.Amnesia(var precommit, var prevote) -> amnesia(precommit, prevote, membersOf);
      case Evidence.DoubleSeal doubleSeal -> doubleSeal(doubleSeal, membersOf);
      case Evidence.ConflictingCertificates conflicting -> certificates(conflicting, membersOf);
    };
  }

  /**
   * Whom an answer to an accusation from E5 accuses in turn: precommitters who are in the answer's proof, unless it comes
   * from the precommits' own round.
   */
  public List<Accusation> moved(Evidence.ConflictingCertificates evidence, Pol answer, MemberSet members) {
    return answer.round() > evidence.first().round() ? accusations(evidence, answer, members) : List.of();
  }

  private Verdict doubleVote(Vote first, Vote second, LongFunction<Optional<MemberSet>> membersOf) {
    var one = first.ballot();
    var other = second.ballot();
    if (first.member() != second.member() || one.epoch() != other.epoch() || one.instance() != other.instance()
        || one.round() != other.round() || one.step() != other.step()) {
      return new Verdict.Invalid("not two votes at one place");
    }
    if (one.block().equals(other.block())) {
      return new Verdict.Invalid("both votes say the same");
    }
    var members = membersOf.apply(one.epoch());
    if (!areSigned(first, second, members)) {
      return new Verdict.Invalid("not two signed votes of a member");
    }
    return new Verdict.Convicted(one.step().code(), one.epoch(),
        List.of(members.orElseThrow().get(first.member()).key()));
  }

  private Verdict amnesia(Vote precommit, Vote prevote, LongFunction<Optional<MemberSet>> membersOf) {
    var one = precommit.ballot();
    var other = prevote.ballot();
    if (precommit.member() != prevote.member() || one.epoch() != other.epoch() || one.instance() != other.instance()
        || one.step() != VoteStep.PRECOMMIT || other.step() != VoteStep.PREVOTE || one.round() >= other.round()) {
      return new Verdict.Invalid("not a precommit and a later prevote");
    }
    if (one.block().isNil() || other.block().isNil() || one.block().equals(other.block())) {
      return new Verdict.Invalid("not for two blocks");
    }
    var members = membersOf.apply(one.epoch());
    if (!areSigned(precommit, prevote, members)) {
      return new Verdict.Invalid("not two signed votes of a member");
    }
    return new Verdict.Accused(3, List.of(new Accusation(members.orElseThrow().get(precommit.member()).key(),
        one.epoch(), one.instance(), one.round(), one.block(), other.round(), other.block())));
  }

  private boolean areSigned(Vote first, Vote second, Optional<MemberSet> members) {
    return members.isPresent() && first.verify(chainTag, members.get(), check)
        && second.verify(chainTag, members.get(), check);
  }

  private Verdict doubleSeal(Evidence.DoubleSeal evidence, LongFunction<Optional<MemberSet>> membersOf) {
    var first = seals.read(evidence.first());
    var second = seals.read(evidence.second());
    if (first.isEmpty() || second.isEmpty()) {
      return new Verdict.Invalid("not two sealed headers");
    }
    var one = first.get();
    var other = second.get();
    if (!one.producer().equals(other.producer()) || !one.scope().equals(other.scope())
        || one.id().equals(other.id())) {
      return new Verdict.Invalid("not two headers of one producer at one scope");
    }
    if (membersOf.apply(one.epoch()).filter(members -> members.contains(one.producer())).isEmpty()) {
      return new Verdict.Invalid("the producer is no member");
    }
    return new Verdict.Convicted(4, one.epoch(), List.of(one.producer()));
  }

  private Verdict certificates(Evidence.ConflictingCertificates evidence,
      LongFunction<Optional<MemberSet>> membersOf) {
    var first = evidence.first();
    var second = evidence.second();
    if (first.instance() != second.instance() || first.epoch() != second.epoch()
        || first.block().equals(second.block())) {
      return new Verdict.Invalid("not two certificates of one instance for different blocks");
    }
    var known = membersOf.apply(first.epoch());
    if (known.isEmpty() || !first.verify(chainTag, known.get(), check)
        || !second.verify(chainTag, known.get(), check)) {
      return new Verdict.Invalid("not two valid certificates");
    }
    var members = known.get();
    var pol = evidence.pol();
    if (first.round() == second.round()) {
      return pol == null ? new Verdict.Convicted(5, first.epoch(), common(first.signers(), second.signers(), members))
          : new Verdict.Invalid("a proof of lock that proves nothing");
    }
    if (pol == null || pol.epoch() != first.epoch() || pol.instance() != first.instance()
        || !pol.block().equals(second.block()) || pol.round() <= first.round() || pol.round() > second.round()
        || !pol.verify(chainTag, members, check)) {
      return new Verdict.Invalid("no proof of lock for the later certificate's block");
    }
    return new Verdict.Accused(5, accusations(evidence, pol, members));
  }

  private static List<Accusation> accusations(Evidence.ConflictingCertificates evidence, Pol pol, MemberSet members) {
    var first = evidence.first();
    var accusations = new ArrayList<Accusation>();
    for (var key : common(first.signers(), pol.signers(), members)) {
      accusations.add(new Accusation(key, first.epoch(), first.instance(), first.round(), first.block(), pol.round(),
          pol.block()));
    }
    return accusations;
  }

  private static List<PublicKey> common(Signers first, Signers second, MemberSet members) {
    var keys = new ArrayList<PublicKey>();
    for (int member : first.indexes()) {
      if (second.contains(member)) {
        keys.add(members.get(member).key());
      }
    }
    return keys;
  }
}
