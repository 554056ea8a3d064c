package org.atoll.validator.finality.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.atoll.validator.finality.core.TestChain.TestBlock;
import org.junit.jupiter.api.Test;

/** Whose turn it is to propose, of five members of whom the blocks know the first four. */
class ProposersTest {
  private static final int MEMBERS = 5;
  private static final int EPOCH_BLOCKS = 8;
  private static final int SEEN_BLOCKS = 6;
  private static final long HEIGHT = 16; // the last of the second epoch

  private final TestChain chain = new TestChain(Fakes.members(MEMBERS), EPOCH_BLOCKS);

  ProposersTest() {
    var parent = TestChain.GENESIS;
    for (long height = 1; height <= HEIGHT; height++) {
      var ref = Fakes.block(height, height);
      parent = new TestBlock(ref, parent.ref().id(), (int) (height % 4), null);
      chain.add(parent);
    }
  }

  private Set<Integer> turns(long height) {
    var proposers = Proposers.of(chain, chain.epochAt(height).orElseThrow(), Fakes.block(height, height), SEEN_BLOCKS);
    var turns = new TreeSet<Integer>();
    for (long instance = 1; instance <= MEMBERS; instance++) {
      for (int round = 0; round < MEMBERS; round++) {
        turns.add(proposers.at(instance, round));
      }
    }
    return turns;
  }

  @Test
  void givenAMemberOfWhomTheBlocksKnowNothing_thenItHasNoTurn() {
    assertThat(turns(HEIGHT)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void givenAConviction_thenTheMemberLosesItsTurnAtOnce() {
    chain.convicted = Set.of(Fakes.members(MEMBERS).get(2).key());

    assertThat(turns(HEIGHT)).containsExactly(0, 1, 3);
    assertThat(turns(3)).as("where the silent are excused, the convicted are not").containsExactly(0, 1, 3, 4);
  }

  @Test
  void givenNobodyIsLeft_thenAllHaveATurn() {
    chain.convicted = Fakes.members(MEMBERS).members().stream().map(member -> member.key())
        .collect(Collectors.toUnmodifiableSet());

    assertThat(turns(HEIGHT)).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void givenAnInstance_thenEachRoundIsAnothersTurn() {
    var proposers = Proposers.of(chain, chain.epochAt(HEIGHT).orElseThrow(), Fakes.block(HEIGHT, HEIGHT), SEEN_BLOCKS);

    assertThat(Set.of(proposers.at(9, 0), proposers.at(9, 1), proposers.at(9, 2), proposers.at(9, 3))).hasSize(4);
    assertThat(proposers.at(9, 1)).isEqualTo(proposers.at(10, 0));
  }
}
