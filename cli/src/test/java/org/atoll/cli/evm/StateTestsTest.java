package org.atoll.cli.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.testing.Conformance;
import org.atoll.sdk.value.Address;
import org.atoll.seth.core.TransactionRun;
import org.atoll.seth.core.TransactionRun.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Ethereum's official state tests, all of them, each in the fast loop and in the tracing loop. The few that take
 * minutes have a test of their own that runs when asked for.
 */
final class StateTestsTest {
  private static final List<String> SLOW = slow();
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  @Test
  void everyCasePasses() throws InterruptedException {
    check(everything(), StateTestRunner.Drive.AT_ONCE, which -> !isSlow(which));
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "ATOLL_SLOW_TESTS", matches = "true",
      disabledReason = "takes half an hour; set ATOLL_SLOW_TESTS=true")
  void soDoesEachOfTheSlowOnes() throws InterruptedException {
    check(everything(), StateTestRunner.Drive.AT_ONCE, StateTestsTest::isSlow);
  }

  /** State that comes one key at a time makes no difference, in neither loop. */
  @Test
  void givenStateThatComesKeyByKey_whenRun_thenTheOutcomeIsTheSame() throws InterruptedException {
    check(paths("state-tests/cancun", "state-tests/osaka"), StateTestsTest::drip,
        which -> Math.floorMod((which.name() + which.indexes()).hashCode(), 10) == 0 && !isSlow(which));
  }

  private static List<String> slow() {
    try (InputStream in = StateTestsTest.class.getResourceAsStream("/slow-state-tests.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static boolean isSlow(StateTestCase which) {
    return SLOW.stream().anyMatch(which.file()::endsWith);
  }

  private static List<Path> everything() {
    return paths("vmperf/vmPerformance-state-Cancun.zip", "state-tests/multifork", "state-tests/cancun",
        "state-tests/osaka");
  }

  private static List<Path> paths(String... names) {
    var found = Stream.of(names).map(Conformance::file).flatMap(Optional::stream).toList();
    assumeTrue(!found.isEmpty(), Conformance.MISSING);
    assertThat(found).hasSameSizeAs(names);
    return found;
  }

  private static void check(List<Path> paths, StateTestRunner.Drive drive, Predicate<StateTestCase> chosen)
      throws InterruptedException {
    var failures = new ArrayList<String>();
    var passed = new TreeMap<String, Integer>();
    long start = System.nanoTime();
    var suite = new StateTestSuite(new StateTestRunner(drive), CORES, chosen, verdict -> {
      if (verdict.passed()) {
        passed.merge(verdict.fork(), 1, Integer::sum);
      } else {
        failures.add(verdict.json().toString());
      }
    });
    var totals = suite.run(paths, Set.of());
    System.out.println("state tests: " + totals + " in " + (System.nanoTime() - start) / 1_000_000_000 + " s, passed "
        + passed);
    assertThat(failures).isEmpty();
    assertThat(totals.passed()).isPositive();
  }

  private static Progress drip(TransactionRun run, LocalState state) {
    var here = new HashSet<Address>();
    LocalState local = address -> here.contains(address) ? state.get(address) : LocalState.UNKNOWN;
    while (true) {
      var progress = run.advance(local);
      if (!(progress instanceof Progress.Missing(var addresses))) {
        return progress;
      }
      if (!here.add(addresses.getFirst())) {
        throw new IllegalStateException("asked for nothing new: " + addresses);
      }
    }
  }
}
