package org.atoll.cli.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.atoll.validator.Validator;
import org.atoll.validator.chain.core.JoinRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real validators over sockets: a fifth joins four that have a chain. */
@Timeout(120)
final class JoinTest {
  private static final int BLOCKS = 400;
  private static final int ACCOUNTS = 2_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir Path folder;

  private static void await(Joining network, BooleanSupplier done) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!done.getAsBoolean()) {
      assertThat(network.broken()).isEmpty();
      assertThat(System.nanoTime()).as("time").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static boolean follows(Validator node, Joining network, long above) {
    return node.reader().finalHeight() > above && node.reader().finalHeight() >= network.finalHeight() - 2;
  }

  @Test
  void givenALongChain_thenAFifthNodeJoinsBySnapshotFollowsAndRestarts() throws Exception {
    var chain = new LongChain(BLOCKS);
    chain.write(folder.resolve("data"), BLOCKS, ACCOUNTS);
    try (var network = new Joining(folder, chain)) {
      network.startMembers(folder.resolve("data"));
      var fifth = network.join("fifth", new JoinRules(100, 64L << 20));

      await(network, () -> follows(fifth, network, BLOCKS));

      var reader = fifth.reader();
      long joined = reader.joinedHeight();
      assertThat(joined).isGreaterThanOrEqualTo(BLOCKS); // had it executed block 2 it would have stopped
      assertThat(reader.oldestStateHeight()).isEqualTo(joined);
      assertThat(reader.stateAt(joined - 1)).isEmpty();
      assertThat(reader.header(joined - 256)).isPresent(); // for BLOCKHASH
      assertThat(reader.genesisId()).isEqualTo(chain.genesisId());
      network.stop(fifth);

      var again = network.join("fifth", new JoinRules(100, 64L << 20));
      await(network, () -> follows(again, network, joined + 8));
      assertThat(again.reader().joinedHeight()).isEqualTo(joined); // it went on from there
    }
  }

  @Test
  void givenNoSnapshot_thenAFifthNodeExecutesAllBlocks() throws Exception {
    var chain = new LongChain(BLOCKS);
    chain.write(folder.resolve("data"), BLOCKS, 0);
    try (var network = new Joining(folder, chain)) {
      network.startMembers(folder.resolve("data"));
      var fifth = network.join("fifth", JoinRules.never());

      await(network, () -> follows(fifth, network, BLOCKS));

      assertThat(fifth.reader().joinedHeight()).isZero();
      assertThat(fifth.reader().block(7)).isPresent();
    }
  }
}
