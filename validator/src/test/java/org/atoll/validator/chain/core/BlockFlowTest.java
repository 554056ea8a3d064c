package org.atoll.validator.chain.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.atoll.sdk.engine.EngineInfo;
import org.atoll.sdk.engine.Event;
import org.atoll.sdk.engine.HeaderVerdict;
import org.atoll.sdk.engine.InitContext;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.engine.core.EngineHost;
import org.atoll.validator.engine.core.EngineLog;
import org.atoll.validator.engine.core.HostLimits;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.forks.core.ForkBlock;
import org.atoll.validator.testing.Blocks;
import org.junit.jupiter.api.Test;

/** What reaches the flow late. */
final class BlockFlowTest implements BlockFlow.Sink, EngineHost.World {
  private final ChainState chain = new JoinFlowTest.World(JoinRules.never()).chain;
  private final List<Event> toEngine = new ArrayList<>();
  private final List<ForkBlock> eligible = new ArrayList<>();
  private final EngineHost engine = new EngineHost("dpos", "1.0", HostLimits.standard(), this, EngineLog.ring());
  private final BlockFlow flow = new BlockFlow(chain, engine, toEngine::add, id -> false, this);

  @Test
  void givenAnotherBlockIsFinal_whenTheEngineAcceptsOneThatWasDropped_thenItIsNoHead() {
    engine.available(new EngineInfo("dpos", "1.0", Set.of()), 0);
    var genesis = chain.tree.root();
    var own = Blocks.block(1, genesis.id(), 9_000, List.of());
    flow.sealedHere(Blocks.sealed(own));
    flow.judge();
    var dropped = chain.tree.get(own.id()).orElseThrow();
    var winner = chain.tree.add(Blocks.block(1, genesis.id(), 8_000, List.of()).signed(), genesis, 2);
    var gone = chain.tree.advance(winner);
    assertThat(gone).containsExactly(dropped);
    flow.settled(List.of(winner), gone);

    LongStream.range(0, 8).forEach(ask -> flow.onVerdicts(ask,
        List.of(new HeaderVerdict.Accept(1, 0, Bytes.EMPTY, Bytes.EMPTY)))); // one of them is the question

    assertThat(eligible).isEmpty();
    assertThat(dropped.accept()).isEmpty();
  }

  @Override
  public void accepted(ForkBlock block) {}

  @Override
  public void eligible(ForkBlock block) {
    eligible.add(block);
  }

  @Override
  public void stored(ForkBlock block) {}

  @Override
  public void evidence(Evidence evidence) {
    throw new AssertionError(evidence);
  }

  @Override
  public void refuted(ForkBlock block, String why) {}

  @Override
  public InitContext context(Bytes snapshot) {
    return new InitContext(chain.tree.root().header(), Bytes.EMPTY, Bytes.EMPTY, chain.rules.own(), snapshot);
  }

  @Override
  public ReadView view() {
    return chain.view();
  }
}
