package org.atoll.validator.chain.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.atoll.sdk.testing.Seeds;
import org.atoll.validator.engine.core.DevEngine;
import org.junit.jupiter.api.Test;

final class ChainMachineTest {
  private static final int STEPS = 250;

  private static void run(ChainWorld world) {
    for (int i = 0; i < STEPS; i++) {
      world.step();
      world.check();
    }
    world.settle();
    world.check();
    assertThat(world.machine().pool().readyCount()).isZero();
    assertThat(world.publishedBlocks()).isEqualTo((int) world.machine().head().block().height());
  }

  @Test
  void whateverTheOrder_onDemand() {
    Seeds.forEachSeed(150, random -> run(new ChainWorld(random, new DevEngine(0, true), ChainWorld.Trouble.NONE)));
  }

  @Test
  void whateverGoesWrong_onDemand() {
    Seeds.forEachSeed(150, random -> run(new ChainWorld(random, new DevEngine(0, true),
        new ChainWorld.Trouble(10, 5, 15, 5))));
  }

  @Test
  void whateverGoesWrong_atAnInterval() {
    Seeds.forEachSeed(100, random -> run(new ChainWorld(random, new DevEngine(200, random.nextBoolean()),
        new ChainWorld.Trouble(5, 10, 10, 10))));
  }
}
