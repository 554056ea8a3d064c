package org.atoll.validator.finality.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.sdk.testing.Seeds.forEachSeed;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.atoll.validator.finality.core.RoundMachine.LockRule;
import org.junit.jupiter.api.Test;

/**
 * The exhaustive check of consensus.md §8: four members, two blocks, three rounds, one Byzantine. The moves of the model come
 * from the overlay ({@link ModelRules}); random traces of overlays show that it has no others.
 */
class ModelCheckTest {
  private static final ModelRules SOUND = new ModelRules(LockRule.SOUND, false);

  @Test
  void noOrderOfVotesMakesTwoBlocksFinal() {
    var check = new ModelCheck(SOUND);
    assertThat(check.findConflict()).isEqualTo(-1);
    assertThat(check.states).as("states before the last votes: nothing was cut off").isEqualTo(1_373_787);
    assertThat(check.transitions).isGreaterThan(10_000_000);
  }

  @Test
  void eachBlockCanBecomeFinal() {
    var check = new ModelCheck(SOUND);
    assertThat(check.find(state -> ModelCheck.isCertified(state, 2))).isNotEqualTo(-1);
    assertThat(check.find(state -> ModelCheck.isCertifiedIn(state, 2, 2) && !ModelCheck.isCertifiedIn(state, 0, 2)
        && ModelRules.value(ModelCheck.history(state, 0), 1) == 3)).as("the last round, after a lock on the other")
        .isNotEqualTo(-1);
  }

  @Test
  void withoutTheLockItFindsAConflict() {
    assertThat(new ModelCheck(new ModelRules((locked, block, validRound) -> true, true)).findConflict())
        .isNotEqualTo(-1);
  }

  @Test
  void withProofsFromBeforeTheLockItFindsAConflict() {
    LockRule careless = (locked, block, validRound) ->
        locked == null || locked.block().equals(block) || validRound >= 0;
    assertThat(new ModelCheck(new ModelRules(careless, true)).findConflict()).isNotEqualTo(-1);
  }

  @Test
  void overlaysCastNoVoteTheModelLacks() {
    var votes = new int[1];
    var places = new LinkedHashSet<Integer>();
    forEachSeed(6_000, random -> {
      var trace = new Trace(random);
      for (int k = 0; k < 120; k++) {
        trace.move();
      }
      votes[0] += trace.votes;
      places.addAll(trace.places);
    });
    assertThat(votes[0]).isGreaterThan(20_000);
    assertThat(places).as("all places are reached").containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
  }

  /** Three overlays and a Byzantine member who says anything to anybody; any message at any time, any timer that runs. */
  private static final class Trace {
    private static final int BYZANTINE = 3;
    private final RandomGenerator random;
    private final List<Node> nodes = new ArrayList<>();
    private final List<FinalityEvent> sent = new ArrayList<>();
    private final int[] proposers = new int[ModelRules.ROUNDS];
    private final Set<Integer> places = new LinkedHashSet<>();
    private int votes;

    private static final class Node {
      final int member;
      final TestChain chain = ModelRules.chain();
      final Set<TimerId> timers = new LinkedHashSet<>();
      final VoteGuard guard;
      final FinalityOverlay overlay;
      int history;

      Node(int member) {
        this.member = member;
        this.guard = SOUND.guard(0, member);
        this.overlay = FinalityOverlay.voter(FinalityParams.DEFAULT, Fakes.CHAIN_TAG, chain, guard);
      }
    }

    Trace(RandomGenerator random) {
      this.random = random;
      for (int member = 0; member < BYZANTINE; member++) {
        var node = new Node(member);
        nodes.add(node);
        take(node, node.overlay.start(TestChain.GENESIS.ref(), 0));
      }
      var chain = ModelRules.chain();
      var order = Proposers.of(chain, chain.epochAt(1).orElseThrow(), TestChain.GENESIS.ref(), 64);
      for (int round = 1; round < ModelRules.ROUNDS; round++) {
        proposers[round] = order.at(1, round);
      }
    }

    void move() {
      var node = nodes.get(random.nextInt(nodes.size()));
      switch (random.nextInt(10)) {
        case 0 -> {
          node.chain.head = random.nextBoolean() ? ModelRules.A.ref() : ModelRules.B.ref();
          step(node, new FinalityEvent.HeadChanged());
        }
        case 1, 2 -> fire(node);
        case 3, 4 -> step(node, byzantineVote());
        case 5 -> propose(node);
        default -> {
          if (!sent.isEmpty()) {
            step(node, sent.get(random.nextInt(sent.size())));
          }
        }
      }
    }

    private void fire(Node node) {
      var running = node.timers.stream().filter(timer -> timer.kind() != TimerId.Kind.RESEND).toList();
      if (!running.isEmpty()) {
        var timer = running.get(random.nextInt(running.size()));
        node.timers.remove(timer);
        step(node, new FinalityEvent.TimerFired(timer));
      }
    }

    private FinalityEvent byzantineVote() {
      return received(Fakes.vote(BYZANTINE, Fakes.ballot(1, random.nextInt(ModelRules.ROUNDS),
          VoteStep.values()[random.nextInt(2)], ModelRules.block(1 + random.nextInt(3)))));
    }

    private FinalityEvent received(Vote vote) {
      return new FinalityEvent.VoteReceived(Fakes.key(vote.member()), vote);
    }

    /** Any block with any proof that can be had, in any member's name: proposals bind nobody. */
    private void propose(Node node) {
      int round = 1 + random.nextInt(ModelRules.ROUNDS - 1);
      int value = 2 + random.nextInt(2);
      int valid = random.nextInt(round + 1) - 1;
      Pol pol = null;
      if (valid >= 0) {
        var voters = nodes.stream().filter(other -> ModelRules.value(other.history, 2 * valid) == value)
            .mapToInt(other -> other.member).toArray();
        if (voters.length < 2) {
          return;
        }
        pol = Fakes.pol(4, 1, valid, ModelRules.block(value), voters[0], voters[1], BYZANTINE);
      }
      step(node, new FinalityEvent.ProposalReceived(Fakes.key(proposers[round]),
          Fakes.proposal(proposers[round], 1, round, ModelRules.block(value), pol)));
    }

    private void step(Node node, FinalityEvent event) {
      if (node.overlay.instance() == 1) {
        take(node, node.overlay.step(event, 0));
      }
    }

    private void take(Node node, List<FinalityEffect> effects) {
      ModelRules.watch(effects, node.timers).forEach(vote -> cast(node, vote));
      for (var effect : effects) {
        if (effect instanceof FinalityEffect.Broadcast(Proposal proposal)) {
          sent.add(new FinalityEvent.ProposalReceived(Fakes.key(node.member), proposal));
        }
      }
    }

    private void cast(Node node, Vote vote) {
      if (vote.instance() > 1 || vote.round() >= ModelRules.ROUNDS) {
        return;
      }
      int place = ModelRules.place(vote);
      int value = ModelRules.value(vote.block());
      int one = nodes.get((node.member + 1) % BYZANTINE).history;
      int other = nodes.get((node.member + 2) % BYZANTINE).history;
      if (SOUND.of(node.history).stream()
          .noneMatch(rule -> rule.place() == place && rule.value() == value && rule.isEnabled(one, other))) {
        throw new AssertionError("the model lacks " + Integer.toString(node.history, 4) + " voting " + vote + " beside "
            + Integer.toString(one, 4) + " and " + Integer.toString(other, 4));
      }
      node.history |= value << 2 * place;
      sent.add(received(vote));
      votes++;
      places.add(place);
    }
  }
}
