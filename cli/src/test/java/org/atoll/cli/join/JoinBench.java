package org.atoll.cli.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.atoll.validator.chain.core.JoinRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long it takes to join, for docs/benchmarks.md. Five nodes share this process, so its CPU is that of all five. */
@EnabledIfSystemProperty(named = "atoll.join.blocks", matches = "\\d+")
final class JoinBench {
  private static final Logger log = LoggerFactory.getLogger(JoinBench.class);
  private static final long BLOCKS = Long.getLong("atoll.join.blocks", 0);
  private static final int ACCOUNTS = Integer.getInteger("atoll.join.accounts", 200_000);
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(20);

  @TempDir Path folder;

  @Test
  void bySnapshot() throws Exception {
    run(new JoinRules(Math.min(5_000, BLOCKS / 2), Runtime.getRuntime().maxMemory() / 8), ACCOUNTS);
  }

  @Test
  void blockByBlock() throws Exception {
    run(JoinRules.never(), 0);
  }

  private void run(JoinRules rules, int accounts) throws Exception {
    var chain = new LongChain(BLOCKS);
    chain.write(folder.resolve("data"), BLOCKS, accounts);
    try (var network = new Joining(folder, chain)) {
      network.startMembers(folder.resolve("data"));
      long began = System.nanoTime();
      long cpuBegan = cpuNanos();
      var fifth = network.join("fifth", rules);
      while (fifth.reader().finalHeight() < Math.max(BLOCKS, network.finalHeight() - 1)) {
        assertThat(network.broken()).isEmpty();
        assertThat(System.nanoTime() - began).isLessThan(LIMIT_NANOS);
        TimeUnit.MILLISECONDS.sleep(50);
      }
      log.info("bench.joined blocks={} accounts={} joinedAt={} millis={} cpuMillis={}", fifth.reader().finalHeight(),
          accounts, fifth.reader().joinedHeight(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
          TimeUnit.NANOSECONDS.toMillis(cpuNanos() - cpuBegan));
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }
}
