package org.atoll.validator.finality.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.validator.finality.core.TestChain.TestBlock;

/**
 * What one of four members may vote next, taken from the overlay itself: it is restarted from the guard record that a history
 * of votes leaves and given the least that makes a rule fire.
 *
 * <p>A history has two bits for each place (round 0 prevote, round 0 precommit, round 1 …): 0 no vote, 1 nil, 2 block A,
 * 3 block B. Of the other two honest members it matters how many cast which votes; the Byzantine member has always voted
 * whatever helps. Proposals are whatever helps, too: any block, with any proof the votes allow. Rounds are entered and
 * proposals given up at will.
 */
final class ModelRules {
  static final int ROUNDS = 3;
  static final int ANY = -1;
  static final int NIL = 1;
  static final TestBlock A = new TestBlock(Fakes.block(1, 1), TestChain.GENESIS.ref().id(), 0, null);
  static final TestBlock B = new TestBlock(Fakes.block(1, 2), TestChain.GENESIS.ref().id(), 1, null);
  static final MemberSet MEMBERS = Fakes.members(4);

  private final RoundMachine.LockRule lockRule;
  private final boolean looseGuard;
  private final List<List<Rule>> rules = new ArrayList<>(Collections.nCopies(1 << 4 * ROUNDS, null));
  private final int[] proposers = new int[ROUNDS];
  private final int own;

  /**
   * How many of the two other honest members must have voted so.
   *
   * @param value {@link #ANY} for any vote at this place
   */
  record Need(int place, int value, int count) {
    boolean isMet(int one, int other) {
      return hits(one) + hits(other) >= count;
    }

    private int hits(int history) {
      int found = history >> 2 * place & 3;
      return found != 0 && (value == ANY || value == found) ? 1 : 0;
    }
  }

  /** If the needs are met, this vote may come next. */
  record Rule(List<Need> needs, int place, int value) {
    boolean isEnabled(int one, int other) {
      for (var need : needs) {
        if (!need.isMet(one, other)) {
          return false;
        }
      }
      return true;
    }
  }

  ModelRules(RoundMachine.LockRule lockRule, boolean looseGuard) {
    this.lockRule = lockRule;
    this.looseGuard = looseGuard;
    var order = Proposers.of(chain(), chain().epochAt(1).orElseThrow(), TestChain.GENESIS.ref(), 64);
    var free = new LinkedHashSet<>(Set.of(0, 1, 2, 3));
    for (int round = 1; round < ROUNDS; round++) {
      proposers[round] = order.at(1, round);
      free.remove(proposers[round]);
    }
    own = free.iterator().next(); // somebody who waits for proposals in all rounds
  }

  List<Rule> of(int history) {
    var known = rules.get(history);
    if (known == null) {
      known = find(history);
      rules.set(history, known);
    }
    return known;
  }

  private List<Rule> find(int history) {
    int last = lastPlace(history);
    int round = Math.max(0, last / 2);
    var found = new LinkedHashSet<Rule>();
    if (last < 0) {
      prevotes(history, 0, List.of(), found, new Script(history));
    }
    if (last >= 0 && last % 2 == 0) {
      precommits(history, round, found);
    }
    for (int target = round + 1; target < ROUNDS; target++) {
      boolean precommitted = value(history, 2 * (target - 1) + 1) != 0;
      // needs nothing: more than F9 and F10 allow, but safety must not rest on who enters which round when
      prevotes(history, target, List.of(), found, new Script(history).precommits(target - 1, precommitted));
      prevotes(history, target, List.of(), found, new Script(history).votesOf(target));
    }
    return List.copyOf(found);
  }

  private void prevotes(int history, int round, List<Need> needs, Set<Rule> found, Script script) {
    int place = 2 * round;
    if (round == 0) {
      found.add(script.copy().head(A).rule(needs, place)); // F1
      found.add(script.copy().head(B).rule(needs, place));
      found.add(script.copy().votesOf(0).fire(TimerId.Kind.PROPOSE).rule(needs, place)); // F2, F5
      return;
    }
    found.add(script.copy().fire(TimerId.Kind.PROPOSE).rule(needs, place)); // F5
    for (int value = 2; value <= 3; value++) {
      found.add(script.copy().propose(round, value, -1).rule(needs, place)); // F4
      for (int valid = 0; valid < round; valid++) {
        int missing = value(history, 2 * valid) == value ? 1 : 2;
        found.add(script.copy().propose(round, value, valid)
            .rule(plus(needs, new Need(2 * valid, value, missing)), place));
      }
    }
  }

  private void precommits(int history, int round, Set<Rule> found) {
    int place = 2 * round;
    for (int value = NIL; value <= 3; value++) { // F6, F7
      int missing = value(history, place) == value ? 1 : 2;
      found.add(new Script(history).prevotes(round, value, missing)
          .rule(List.of(new Need(place, value, missing)), place + 1));
    }
    found.add(new Script(history).mixedPrevotes(round, value(history, place)).fire(TimerId.Kind.PREVOTE)
        .rule(List.of(new Need(place, ANY, 1)), place + 1)); // F8
  }

  private static List<Need> plus(List<Need> needs, Need another) {
    var all = new ArrayList<>(needs);
    all.add(another);
    return List.copyOf(all);
  }

  static int value(int history, int place) {
    return history >> 2 * place & 3;
  }

  static int lastPlace(int history) {
    return history == 0 ? -1 : (31 - Integer.numberOfLeadingZeros(history)) / 2;
  }

  static BlockRef block(int value) {
    return value == 2 ? A.ref() : value == 3 ? B.ref() : BlockRef.NIL;
  }

  static int value(BlockRef block) {
    return block.isNil() ? NIL : block.equals(A.ref()) ? 2 : 3;
  }

  static TestChain chain() {
    var chain = new TestChain(MEMBERS, 64);
    chain.add(A);
    chain.add(B);
    chain.head = TestChain.GENESIS.ref();
    return chain;
  }

  /** A guard that signed this history. */
  VoteGuard guard(int history, int member) {
    var store = new Fakes.MemoryGuardStore();
    VoteGuard.create(store);
    int last = lastPlace(history);
    if (last >= 0) {
      int round = last / 2;
      new GuardSlots(store).write(new GuardRecord(0, 1, round, 1 + last % 2,
          cast(history, round, VoteStep.PREVOTE, member), cast(history, round, VoteStep.PRECOMMIT, member),
          lock(history), null).encode());
    }
    var guard = looseGuard ? new OverlayCluster.LooseGuard(Fakes.signer(member), store)
        : VoteGuard.open(Fakes.signer(member), Fakes.CHAIN_TAG, Fakes.CHECK, store, 0);
    if (looseGuard) {
      guard.load(0);
    }
    return guard;
  }

  private static GuardRecord.Cast cast(int history, int round, VoteStep step, int member) {
    int value = value(history, 2 * round + (step.code() - 1));
    return value == 0 ? null : new GuardRecord.Cast(block(value),
        Fakes.vote(member, Fakes.ballot(1, round, step, block(value))).signature());
  }

  private static Pol lock(int history) {
    for (int round = ROUNDS - 1; round >= 0; round--) {
      int value = value(history, 2 * round + 1);
      if (value > NIL) {
        return Fakes.pol(4, 1, round, block(value), 0, 1, 2);
      }
    }
    return null;
  }

  /** Feeds an overlay. Votes come from the others in the order of their indexes, the first being the Byzantine one. */
  private final class Script {
    private final int history;
    private final List<Object> stimuli = new ArrayList<>();

    Script(int history) {
      this.history = history;
    }

    Script copy() {
      var copy = new Script(history);
      copy.stimuli.addAll(stimuli);
      return copy;
    }

    Script head(TestBlock block) {
      stimuli.add(block);
      return this;
    }

    Script fire(TimerId.Kind kind) {
      stimuli.add(kind);
      return this;
    }

    /** A vote of a round from two others: more than f. */
    Script votesOf(int round) {
      return votes(round, VoteStep.PREVOTE, NIL, NIL);
    }

    /** A quorum of precommits for different things. */
    Script precommits(int round, boolean ownToo) {
      return (ownToo ? votes(round, VoteStep.PRECOMMIT, NIL, 2) : votes(round, VoteStep.PRECOMMIT, NIL, 2, 3))
          .fire(TimerId.Kind.PRECOMMIT);
    }

    /** The Byzantine member and so many more for one thing. */
    Script prevotes(int round, int value, int honest) {
      return honest == 1 ? votes(round, VoteStep.PREVOTE, value, value)
          : votes(round, VoteStep.PREVOTE, value, value, value);
    }

    /** Two more that make no quorum with the own one. */
    Script mixedPrevotes(int round, int ownValue) {
      return votes(round, VoteStep.PREVOTE, ownValue, ownValue == 2 ? 3 : 2);
    }

    Script propose(int round, int value, int valid) {
      var pol = valid < 0 ? null : Fakes.pol(4, 1, valid, block(value), 0, 1, 2);
      stimuli.add(new FinalityEvent.ProposalReceived(Fakes.key(proposers[round]),
          Fakes.proposal(proposers[round], 1, round, block(value), pol)));
      return this;
    }

    private Script votes(int round, VoteStep step, int... values) {
      int member = 0;
      for (int value : values) {
        member += member == own ? 1 : 0;
        var vote = Fakes.vote(member, Fakes.ballot(1, round, step, block(value)));
        stimuli.add(new FinalityEvent.VoteReceived(Fakes.key(member), vote));
        member++;
      }
      return this;
    }

    /** Runs it and notes what the overlay votes at this place; it must vote there next, whatever it votes then. */
    Rule rule(List<Need> needs, int place) {
      var chain = chain();
      var overlay = new FinalityOverlay(FinalityParams.DEFAULT, Fakes.CHAIN_TAG, chain, guard(history, own), lockRule);
      var armed = new LinkedHashSet<TimerId>();
      watch(overlay.start(TestChain.GENESIS.ref(), 0), armed);
      var cast = new ArrayList<Vote>();
      for (var stimulus : stimuli) {
        if (stimulus instanceof TimerId.Kind kind && kind != TimerId.Kind.PROPOSE
            && armed.stream().noneMatch(timer -> timer.kind() == kind)) {
          continue; // the votes cannot agree any more: nobody waits
        }
        var event = switch (stimulus) {
          case TestBlock block -> {
            chain.head = block.ref();
            yield new FinalityEvent.HeadChanged();
          }
          case TimerId.Kind kind -> new FinalityEvent.TimerFired(armed.stream()
              .filter(timer -> timer.kind() == kind).findFirst()
              .orElseThrow(() -> new AssertionError(kind + " does not run: " + this)));
          case FinalityEvent received -> received;
          default -> throw new AssertionError(stimulus);
        };
        cast.addAll(watch(overlay.step(event, 0), armed));
      }
      if (cast.isEmpty() || place(cast.getFirst()) != place) {
        throw new AssertionError("no vote at place " + place + " of " + this + " but " + cast);
      }
      return new Rule(needs, place, value(cast.getFirst().block()));
    }

    @Override
    public String toString() {
      return Integer.toString(history, 4) + " " + stimuli;
    }
  }

  static int place(Vote vote) {
    return 2 * vote.round() + vote.ballot().step().code() - 1;
  }

  /** Follows the timers; tells the votes cast. */
  static List<Vote> watch(List<FinalityEffect> effects, Set<TimerId> armed) {
    var cast = new ArrayList<Vote>();
    for (var effect : effects) {
      if (effect instanceof FinalityEffect.SetTimer(var timer, var ignored)) {
        armed.add(timer);
      } else if (effect instanceof FinalityEffect.CancelTimer(var timer)) {
        armed.remove(timer);
      } else if (effect instanceof FinalityEffect.Broadcast(Vote vote)) {
        cast.add(vote);
      }
    }
    return cast;
  }
}
